"""What is live, what is simulated, and what is broken and why: the set-up page in one list."""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db import connection
from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from outreach.choices import Transport
from outreach.inbound.poll import coverage_of
from outreach.links import is_public
from outreach.mailboxes import settings_of
from outreach.models import Mailbox
from quotahit.console.model_vendors import known_of
from quotahit.console.setup_rows import SetUpRows

State = Literal["live", "simulated", "not tried", "broken", "missing"]
# Vendor, name of the part, and what is so without a key.
MODEL_VENDORS: tuple[tuple[str, str, State, str], ...] = (
    (
        *("openai", _("Models"), "simulated"),
        _("No key: deterministic functions classify and draft. Set OPENAI_API_KEY, or add a credential for openai."),
    ),
    (
        *("perplexity", _("Perplexity"), "missing"),
        _("No key: the researcher reads company websites only. Set PERPLEXITY_API_KEY, or add a credential."),
    ),
)


@dataclass(frozen=True)
class Trial:
    """A button that tries a part out: the address that it posts to, and what it says."""

    url: str
    label: str


@dataclass(frozen=True)
class Part:
    """One part of the set-up: its state, why, where to change it, and how to try it out."""

    name: str
    state: State
    why: str
    link: str = ""
    link_text: str = _("Change")
    trial: Trial | None = None


def parts(rows: SetUpRows) -> list[Part]:
    """Every part, ourselves first, then what connects us to the world."""
    return [part for look in LOOKS for part in look(rows)]


def _ourselves(rows: SetUpRows) -> Iterator[Part]:
    organization, profile = rows.organization, rows.seller
    page = reverse("admin:accounts_organization_change", args=[organization.pk])
    if organization.postal_address.strip():
        yield Part(gettext("Postal address"), "live", organization.postal_address, page)
    else:
        why = gettext(
            "Every commercial mail must carry one. The sandbox pretends there is one; a live mailbox will not send."
        )
        yield Part(gettext("Postal address"), "missing", why, page, gettext("Enter it"))
    seller = reverse("admin:crm_sellerprofile_changelist")
    if profile is None or not profile.product:
        why = gettext("Templates, drafted answers and the score read what you sell and to whom.")
        yield Part(gettext("Seller profile"), "missing", why, seller, gettext("Describe it"))
    else:
        yield Part(gettext("Seller profile"), "live", profile.product, seller)
    reps = len(rows.reps)
    why = (
        gettext("{reps} with territory, hours and capacity.").format(reps=reps)
        if reps
        else gettext("Hot leads go to whoever manages until there is one.")
    )
    yield Part(
        gettext("Reps"), "live" if reps else "missing", why, reverse("admin:crm_rep_changelist"), gettext("See them")
    )


def _mailboxes(rows: SetUpRows) -> Iterator[Part]:
    for mailbox in rows.mailboxes:
        page = reverse("admin:outreach_mailbox_change", args=[mailbox.pk])
        state, why = _of_mailbox(mailbox)
        trial = Trial(reverse("admin:outreach_mailbox_do", args=[mailbox.pk, "test"]), gettext("Test it"))
        yield Part(
            gettext("Mailbox {address}").format(address=mailbox.address),
            state,
            why,
            page,
            gettext("Look"),
            None if mailbox.is_sandbox else trial,
        )
    if not is_public():
        why = gettext(
            "PUBLIC_URL is no https address, so links in mails reach this machine only: live mail is held back."
        )
        yield Part(gettext("Public address"), "missing", why)
    else:
        yield Part(gettext("Public address"), "live", settings.PUBLIC_URL)


def _of_mailbox(mailbox: Mailbox) -> tuple[State, str]:
    if mailbox.transport == Transport.SANDBOX:
        return (
            "simulated",
            gettext("Mail stays on this machine and stands in the sandbox inbox. Add a mailbox to write to people."),
        )
    if mailbox.trouble or mailbox.sending_trouble:
        return "broken", " ".join(filter(None, (mailbox.sending_trouble, mailbox.trouble)))
    if mailbox.tested_at is None:
        return "not tried", gettext(
            "Nothing has been sent from here yet. The test sends one message to the mailbox itself."
        )
    if mailbox.transport == Transport.SMTP and not settings_of(mailbox).imap_host:
        return "broken", gettext("It can send, but IMAP is not set up, so no answer is ever seen.")
    seen = [
        gettext("{folder} until {told}").format(folder=folder, told=_told(state.good_at))
        for folder, state in coverage_of(mailbox).items()
    ]
    tested = _told(mailbox.tested_at)
    if not seen:
        return "live", gettext("Tested {at}.").format(at=tested)
    return "live", gettext("Tested {at}. Read: {folders}.").format(at=tested, folders=", ".join(seen))


def _told(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F, H:i")


def _models(rows: SetUpRows) -> Iterator[Part]:
    calls = reverse("admin:llm_modelcall_changelist")
    keys = reverse("admin:accounts_credential_changelist")
    organization = copy(rows.organization)  # the caller's own would go on showing the credentials of now
    prefetch_related_objects([organization], "credentials")
    for vendor, name, state, without in MODEL_VENDORS:
        known = known_of(organization, vendor)
        if known is None:
            yield Part(name, state, without, keys, gettext("Add a key"))
            continue
        again = gettext("Try it again") if known[0] == "broken" else gettext("Try it")
        yield Part(
            name,
            *known,
            calls,
            gettext("See the calls"),
            Trial(reverse("admin:console_setup_try", args=[vendor]), again),
        )


def _machine(rows: SetUpRows) -> Iterator[Part]:
    if connection.vendor == "postgresql":
        yield Part(gettext("Database"), "live", "PostgreSQL.")
    else:
        why = gettext("SQLite, on this machine. Set DATABASE_URL for PostgreSQL.")
        yield Part(gettext("Database"), "live", why)
    if settings.EMBEDDED:
        yield Part(
            gettext("Worker and scheduler"),
            "live",
            gettext("Threads of this one process. Set REDIS_URL to run several machines."),
        )
    else:
        yield Part(gettext("Worker and scheduler"), "live", gettext("Processes of their own, over Redis."))


LOOKS: tuple[Callable[[SetUpRows], Iterator[Part]], ...] = (_ourselves, _mailboxes, _models, _machine)
