"""The sandbox inbox: what our side wrote, and the operator as the prospect. Every answer takes the real way in."""

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import ReplyClass
from outreach import sandbox_mail
from outreach.choices import Transport
from outreach.html import links_in
from outreach.inbound.receive import receive_mail
from outreach.models import Delivery, Thread
from outreach.tracking import record_click, record_open
from outreach.unsubscribe import unsubscribe_by_link
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.events.models import RawInbound

ANSWERS = Path(__file__).with_name("sandbox_answers.toml")
LANGUAGES = {"en": _("English"), "de": _("German"), "fr": _("French"), "es": _("Spanish")}
AWAY = timedelta(days=7)
DATES = {"en": "{at:%d %B %Y}", "de": "{at:%d.%m.%Y}", "fr": "{at:%d/%m/%Y}", "es": "{at:%d/%m/%Y}"}


class ReadyAnswer(NamedTuple):
    """An answer that the operator can send with one click."""

    label: str
    language: str
    text: str

    @property
    def is_automatic(self) -> bool:
        return self.label == ReplyClass.OUT_OF_OFFICE


def conversations(organization: Organization) -> QuerySet[Thread]:
    """The conversations of the sandbox mailboxes, the newest first."""
    threads = Thread.objects.for_organization(organization).filter(mailbox__transport=Transport.SANDBOX)
    return threads.select_related("contact__company", "mailbox").order_by("-last_at", "-pk")


def ready_answers() -> list[ReadyAnswer]:
    """Every ready answer: one for each reply class and language."""
    return list(_answers().values())


def ready_answer(label: str, language: str = "en") -> ReadyAnswer:
    """KeyError when there is none."""
    return _answers()[label, language]


def answer_as_prospect(
    delivery: Delivery, answer: str | ReadyAnswer, *, at: datetime | None = None, language: str = "en"
) -> RawInbound | None:
    """Answer a message in the words given; the worker reads it like any other mail."""
    at = at or clock.now()
    if isinstance(answer, str):
        return _arrive(delivery, sandbox_mail.reply(delivery, answer, at=at, language=language))
    if answer.is_automatic:
        return out_of_office(delivery, at.date() + AWAY, language=answer.language, at=at)
    return _arrive(delivery, sandbox_mail.reply(delivery, answer.text, at=at, language=answer.language))


def out_of_office(
    delivery: Delivery, until: date, *, language: str = "en", at: datetime | None = None
) -> RawInbound | None:
    """Let the prospect's mail program answer that they are back on `until`."""
    text = ready_answer(ReplyClass.OUT_OF_OFFICE, language).text.format(until=DATES[language].format(at=until))
    raw = sandbox_mail.reply(delivery, text, at=at or clock.now(), language=language, automatic=True)
    return _arrive(delivery, raw)


def bounce_back(delivery: Delivery, code: str = "5.1.1", *, at: datetime | None = None) -> RawInbound | None:
    """Let the prospect's server return the message with this status code (RFC 3463)."""
    return _arrive(delivery, sandbox_mail.bounce(delivery, code, at=at or clock.now()))


def complain(delivery: Delivery, *, at: datetime | None = None) -> RawInbound | None:
    """Let the prospect press “spam”."""
    return _arrive(delivery, sandbox_mail.complaint(delivery, at=at or clock.now()))


def look_at(delivery: Delivery) -> None:
    """Let the prospect open the message with its pictures shown."""
    record_open(delivery)


def follow(delivery: Delivery, url: str) -> None:
    """Let the prospect follow a link of the message; ValueError when it has no such link."""
    if url not in links_in(delivery.body):
        raise ValueError(gettext("This message has no such link."))
    record_click(delivery, url)


def unsubscribe(delivery: Delivery) -> None:
    """Let the prospect's mail program press the one-click link."""
    unsubscribe_by_link(delivery, source="one_click")


def _arrive(delivery: Delivery, raw: bytes) -> RawInbound | None:
    return receive_mail(delivery.organization, raw, source="sandbox", vendor_id="", mailbox=delivery.mailbox)


@cache
def _answers() -> dict[tuple[str, str], ReadyAnswer]:
    texts = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))
    return {
        (label, language): ReadyAnswer(label, language, text)
        for label, by_language in texts.items()
        for language, text in by_language.items()
    }
