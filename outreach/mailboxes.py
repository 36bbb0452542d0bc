"""Mailboxes: their typed settings, their secrets, how freely they may act, and which one writes to whom."""

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from outreach.choices import EnrollmentStatus, MailboxKind, Security, Transport
from outreach.domain.told import Told
from outreach.models import Mailbox
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.credentials import secret, store_secret
from quotahit.accounts.models import Organization
from quotahit.audit.log import append

STRICTNESS = [Autonomy.OFF, Autonomy.DRAFT, Autonomy.APPROVE, Autonomy.AUTONOMOUS]
SANDBOX_CAP = 10_000
LIVE_CAP, LIVE_SPACING = 50, 90
THIS_MACHINE = {"", "localhost", "127.0.0.1", "::1"}


class MailboxSettings(BaseModel):
    """What a transport needs beside its secrets. Unknown names are kept out, so that a typing error shows."""

    model_config = ConfigDict(extra="forbid")

    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65535)
    smtp_security: Security = Security.STARTTLS
    smtp_login: str = ""
    imap_host: str = ""
    imap_port: int = Field(993, ge=1, le=65535)
    imap_security: Security = Security.TLS
    imap_login: str = ""
    imap_folders: list[str] = ["INBOX"]
    api_url: str = ""
    api_options: dict[str, str] = {}  # what a provider wants beside its key, such as Mailgun's sender_domain
    reply_to: str = ""
    dmarc_aligned: bool = False  # the operator's word that SPF or DKIM passes for the domain in From
    domain: Told = Told()  # what the operator knows of the domain's records

    @model_validator(mode="after")
    def _no_password_in_the_clear(self) -> Self:
        for host, security in ((self.smtp_host, self.smtp_security), (self.imap_host, self.imap_security)):
            if security == Security.NONE and host not in THIS_MACHINE:
                raise ValueError(
                    gettext("Without encryption only a server on this machine may be used, not {host}.").format(
                        host=host
                    )
                )
        return self

    @field_validator("imap_folders", mode="before")
    @classmethod
    def _folders(cls, value: Any) -> Any:
        return [name.strip() for name in value.split(",") if name.strip()] if isinstance(value, str) else value


def settings_of(mailbox: Mailbox) -> MailboxSettings:
    return MailboxSettings.model_validate(mailbox.settings)


def mailbox_secret(mailbox: Mailbox, name: str) -> str:
    """`smtp_password`, `imap_password` or `api_key` of this mailbox; for a key also the vendor's own credential."""
    own = secret(mailbox.organization, f"mailbox-{mailbox.pk}", name)
    return own or (secret(mailbox.organization, mailbox.provider, name) if mailbox.provider else "")


def store_mailbox_secret(mailbox: Mailbox, name: str, value: str, *, actor: object) -> None:
    store_secret(mailbox.organization, f"mailbox-{mailbox.pk}", name, value, actor=actor)


def save_mailbox(mailbox: Mailbox, *, actor: object, secrets: Mapping[str, str]) -> Mailbox:
    """Save a mailbox and those of its secrets that were typed in; blank ones stay as they are."""
    with transaction.atomic():
        before = Mailbox.objects.filter(pk=mailbox.pk).first()
        if before is not None and before.is_sandbox and not mailbox.is_sandbox:
            _begin_carefully(mailbox)
        act = "mailbox.changed" if before else "mailbox.created"
        mailbox.settings = settings_of(mailbox).model_dump(mode="json", exclude_defaults=True)
        mailbox.save()
        for name, value in secrets.items():
            if value:
                store_mailbox_secret(mailbox, name, value, actor=actor)
        append(mailbox.organization, actor, act, mailbox, why={"transport": mailbox.transport})
    return mailbox


def tell_domain(mailbox: Mailbox, told: Told, *, actor: object) -> Mailbox:
    """Keep what the operator knows of the domain's records."""
    return _change_settings(mailbox, {"domain": told.model_dump()}, actor)


def note_dmarc(mailbox: Mailbox, *, actor: object) -> Mailbox:
    """Note that the domain passes DMARC, as the DNS was seen to say."""
    return _change_settings(mailbox, {"dmarc_aligned": True}, actor)


def _change_settings(mailbox: Mailbox, changes: Mapping[str, Any], actor: object) -> Mailbox:
    mailbox.settings = settings_of(mailbox).model_dump(mode="json") | dict(changes)
    return save_mailbox(mailbox, actor=actor, secrets={})


def _begin_carefully(mailbox: Mailbox) -> None:
    """What was free in the sandbox is not when mail becomes real: the limits of a new live mailbox, or stricter."""
    mailbox.autonomy = min(Autonomy(mailbox.autonomy), Autonomy.APPROVE, key=STRICTNESS.index)
    mailbox.daily_cap = min(mailbox.daily_cap, LIVE_CAP)
    mailbox.spacing_seconds = max(mailbox.spacing_seconds, LIVE_SPACING)
    mailbox.keeps_window = True


def autonomy_of(mailbox: Mailbox, organization: Organization) -> Autonomy:
    """The stricter of the organization's and the mailbox's."""
    return min(Autonomy(organization.autonomy), Autonomy(mailbox.autonomy), key=STRICTNESS.index)


def set_up_sandbox(organization: Organization, *, actor: object) -> Mailbox:
    """The organization's sandbox mailbox, made on first call: free to act, since nothing leaves this machine."""
    there = Mailbox.objects.for_organization(organization).filter(transport=Transport.SANDBOX).order_by("pk").first()
    if there is not None:
        return there
    mailbox = Mailbox(
        organization=organization,
        transport=Transport.SANDBOX,
        name=organization.name,
        address=f"sales@{organization.slug}.sandbox.example",
        kind=MailboxKind.AGENT,
        autonomy=Autonomy.AUTONOMOUS,
        daily_cap=SANDBOX_CAP,
        spacing_seconds=0,
        keeps_window=False,
    )
    return save_mailbox(mailbox, actor=actor, secrets={})


class Chooser:
    """Picks who writes to a contact: its owner's own mailbox, else a live one, else the sandbox; least busy first."""

    def __init__(self, organization: Organization) -> None:
        active = Q(enrollments__status=EnrollmentStatus.ACTIVE)
        mailboxes = Mailbox.objects.for_organization(organization).for_mail().filter(is_active=True)
        self._load = {mailbox: mailbox.busy for mailbox in mailboxes.annotate(busy=Count("enrollments", filter=active))}

    def choose(self, owner_id: int | None) -> Mailbox | None:
        """The mailbox for one more contact; None when the organization has no active one."""
        mine = [mailbox for mailbox in self._load if mailbox.kind == MailboxKind.REP and mailbox.owner_id == owner_id]
        shared = [mailbox for mailbox in self._load if mailbox.kind == MailboxKind.AGENT]
        chosen = self._least_busy(mine if owner_id else []) or self._least_busy(shared)
        if chosen is not None:
            self._load[chosen] += 1
        return chosen

    def _least_busy(self, mailboxes: Iterable[Mailbox]) -> Mailbox | None:
        return min(mailboxes, key=lambda mailbox: (mailbox.is_sandbox, self._load[mailbox], mailbox.pk), default=None)
