"""Setting up a chat widget, with the door by which its answers leave; and what it says to visitors."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from crm.working_hours import MONDAY_TO_FRIDAY, WorkingHours
from outreach.chat.pages_seen import origin_of
from outreach.choices import MailboxKind, Transport
from outreach.mailboxes import SANDBOX_CAP, save_mailbox
from outreach.models import ChatWidget, Mailbox
from quotahit import clock
from quotahit.accounts.choices import Autonomy
from quotahit.audit.log import append
from quotahit.moments import COMING, written

EVERY_DAY = (*MONDAY_TO_FRIDAY, 6, 7)


def save_widget(widget: ChatWidget, *, actor: object, autonomy: str = "") -> ChatWidget:
    """Save a widget and its door; `autonomy` says how freely the agents may answer there, as they may where blank.

    ValueError for an origin that is no web address.
    """
    widget.origins = origins_in(widget.origins)
    with transaction.atomic():
        is_new = widget.pk is None
        door = Mailbox() if is_new else widget.mailbox
        door.organization, door.transport, door.kind = widget.organization, Transport.CHAT, MailboxKind.AGENT
        door.name = widget.organization.name
        door.address = f"{widget.key.lower()}@chat.invalid"  # nobody's, RFC 2606: it only tells doors apart
        door.autonomy = autonomy or (Autonomy.AUTONOMOUS if is_new else door.autonomy)
        door.daily_cap, door.spacing_seconds, door.keeps_window = SANDBOX_CAP, 0, False
        door.is_active = widget.is_active
        widget.mailbox = save_mailbox(door, actor=actor, secrets={})
        widget.save()
        act = "chat_widget.created" if is_new else "chat_widget.changed"
        append(widget.organization, actor, act, widget, why={"origins": len(widget.origins)})
    return widget


def delete_widget(widget: ChatWidget, *, actor: object) -> None:
    """Take a widget away, with its visits. What was said stays with the contacts; its door stays for their sake."""
    with transaction.atomic():
        append(widget.organization, actor, "chat_widget.deleted", widget)
        Mailbox.objects.filter(pk=widget.mailbox_id).update(is_active=False)
        widget.delete()


def origins_in(lines: list[str]) -> list[str]:
    """The websites of a list, each as scheme and host and once. ValueError for what is no web address."""
    for line in lines:
        if line.strip() and not origin_of(line):
            raise ValueError(gettext("“{line}” is no web address; https://www.example.com is one.").format(line=line))
    return list(dict.fromkeys(origin_of(line) for line in lines if line.strip()))


def hours_of(widget: ChatWidget) -> WorkingHours | None:
    """When somebody of ours is there for visitors; None for always."""
    if widget.opens is None or widget.closes is None:
        return None
    days = frozenset(MONDAY_TO_FRIDAY if widget.weekdays_only else EVERY_DAY)
    return WorkingHours(widget.organization.zone, widget.opens, widget.closes, days)


def opens_at(widget: ChatWidget, now: datetime | None = None) -> datetime | None:
    """When somebody is there again; None while somebody is."""
    hours, now = hours_of(widget), now or clock.now()
    opening = hours.next_start(now) if hours else now
    return opening if opening and opening > now else None


def opening_words(widget: ChatWidget) -> str:
    """The day and hour of that, in the reader's language and by the organization's clock; "" while somebody is."""
    opening = opens_at(widget)
    if opening is None:
        return ""
    with timezone.override(ZoneInfo(widget.organization.zone)):
        return written(opening, COMING)


def greeting_of(widget: ChatWidget) -> str:
    return widget.greeting or gettext("Hello! What would you like to know?")


def consent_of(widget: ChatWidget) -> str:
    """What a visitor agrees to by writing, in the words that are shown and kept."""
    return widget.consent_text or gettext(
        "By writing to us you agree that {organization} keeps this chat and the pages that you visit meanwhile, to "
        "answer you. An AI assistant answers first; you can ask for a person."
    ).format(organization=widget.organization.name)


def mail_consent_of(widget: ChatWidget) -> str:
    """What a visitor agrees to by ticking that they may be written to."""
    return gettext("{organization} may also write to me by email about this. I can stop that at any time.").format(
        organization=widget.organization.name
    )
