"""Fetching mail by IMAP: each folder from where the last round ended, nothing marked as read, nothing lost."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError
from pydantic import BaseModel

from compliance.addresses import email_key
from crm.models import ContactEmail
from crm.notify import notify_role
from outreach.choices import MailboxKind, MailKind, Security, Transport
from outreach.inbound.interpret import interpret
from outreach.inbound.people import match
from outreach.inbound.receive import LARGEST, receive_mail
from outreach.mailboxes import mailbox_secret, settings_of
from outreach.models import Mailbox
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.veil import veiled

TIMEOUT = 30
AT_ONCE = 50
PATIENCE = timedelta(minutes=15)  # of failure before the managers are told


class FolderCoverage(BaseModel):
    """How far one folder has been read: all up to `uid` of this `validity` is ours or was left out on purpose."""

    validity: int
    uid: int
    good_at: datetime


class Unreachable(Exception):
    """The mail server cannot be used; the message says why, for a person."""


def poll_mailboxes() -> int:
    """One round over every mailbox that has IMAP; returns how many mails came in."""
    live = Mailbox.objects.filter(is_active=True, transport=Transport.SMTP).select_related("organization")
    return sum(poll_mailbox(mailbox) for mailbox in live if settings_of(mailbox).imap_host)


def poll_mailbox(mailbox: Mailbox) -> int:
    """Fetch what is new in this mailbox's folders; a failure is kept on the mailbox, told once, and ends with it."""
    try:
        with connected(mailbox) as server:
            came = sum(_poll_folder(mailbox, server, folder) for folder in settings_of(mailbox).imap_folders)
    except Unreachable as problem:
        _in_trouble(mailbox, str(problem))
        return 0
    _well(mailbox)
    return came


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[IMAPClient]:
    """A signed-in connection; raises `Unreachable` for whatever goes wrong on it."""
    settings = settings_of(mailbox)
    tls = settings.imap_security == Security.TLS
    context = ssl.create_default_context()
    try:
        with IMAPClient(
            settings.imap_host, settings.imap_port, ssl=tls, ssl_context=context if tls else None, timeout=TIMEOUT
        ) as server:
            if settings.imap_security == Security.STARTTLS:
                server.starttls(context)
            server.login(settings.imap_login or mailbox.address, mailbox_secret(mailbox, "imap_password"))
            yield server
    except (OSError, IMAPClientError) as problem:
        where = f"{settings.imap_host}:{settings.imap_port}"
        raise Unreachable(veiled(f"IMAP at {where}: {problem or type(problem).__name__}")) from problem


def _poll_folder(mailbox: Mailbox, server: IMAPClient, folder: str) -> int:
    state = server.select_folder(folder, readonly=True)
    validity, following = int(state[b"UIDVALIDITY"]), int(state[b"UIDNEXT"])
    covered = coverage_of(mailbox).get(folder)
    if covered is None:
        # What stood there before the mailbox was connected is none of ours.
        _cover(mailbox, folder, validity, following - 1)
        return 0
    # A new validity means that the server has numbered the folder anew: read it all, the ids of the mails decide.
    last = covered.uid if covered.validity == validity else 0
    uids = sorted(uid for uid in server.search(["UID", f"{last + 1}:*"]) if uid > last)
    came = 0
    for start in range(0, len(uids), AT_ONCE):
        batch = uids[start : start + AT_ONCE]
        fetched = server.fetch(batch, ["BODY.PEEK[]"])
        came += sum(_take(mailbox, folder, validity, uid, fetched.get(uid)) for uid in batch)
        _cover(mailbox, folder, validity, batch[-1])
    if not uids:
        _cover(mailbox, folder, validity, last)
    return came


def _take(mailbox: Mailbox, folder: str, validity: int, uid: int, fetched: dict[bytes, Any] | None) -> bool:
    """Store one mail; False for one that is there already, was deleted meanwhile, or is private."""
    raw = (fetched or {}).get(b"BODY[]")
    if not raw or (mailbox.kind == MailboxKind.REP and not _concerns_us(mailbox, raw)):
        return False
    source, vendor_id = f"imap:{mailbox.pk}:{folder}"[:64], f"{validity}.{uid}"
    row = receive_mail(mailbox.organization, raw, source=source, vendor_id=vendor_id, mailbox=mailbox)
    return row is not None


def _concerns_us(mailbox: Mailbox, raw: bytes) -> bool:
    """Whether a mail in a person's own mailbox answers us or comes from a contact; the rest is not our business."""
    reading = interpret(raw[:LARGEST])
    if reading.kind in (MailKind.BOUNCE, MailKind.COMPLAINT):
        return match(mailbox.organization, reading).delivery is not None
    known = ContactEmail.objects.for_organization(mailbox.organization).filter(key=email_key(reading.sender))
    return known.exists() or match(mailbox.organization, reading).contact is not None


def coverage_of(mailbox: Mailbox) -> dict[str, FolderCoverage]:
    """How far each folder has been read."""
    return {folder: FolderCoverage.model_validate(state) for folder, state in mailbox.coverage.items()}


def _cover(mailbox: Mailbox, folder: str, validity: int, uid: int) -> None:
    covered = FolderCoverage(validity=validity, uid=uid, good_at=clock.now())
    mailbox.coverage = {**mailbox.coverage, folder: covered.model_dump(mode="json")}
    Mailbox.objects.filter(pk=mailbox.pk).update(coverage=mailbox.coverage)


def _well(mailbox: Mailbox) -> None:
    mailbox.polled_at, mailbox.trouble = clock.now(), ""
    Mailbox.objects.filter(pk=mailbox.pk).update(polled_at=mailbox.polled_at, trouble="")


def _in_trouble(mailbox: Mailbox, problem: str) -> None:
    with transaction.atomic():
        mailbox.trouble = problem
        Mailbox.objects.filter(pk=mailbox.pk).update(trouble=problem)
        last_good = mailbox.polled_at or mailbox.tested_at
        if last_good is None or clock.now() - last_good >= PATIENCE:
            notify_role(
                mailbox.organization,
                Role.MANAGER,
                kind="mailbox_trouble",
                title=format_lazy(_("No mail is being fetched from {address}"), address=mailbox.address),
                body=problem,
                link=f"/outreach/mailbox/{mailbox.pk}/change/",
                urgency="high",
                # Once for each trouble: the next good round begins a new count.
                key=f"mailbox:{mailbox.pk}:{last_good.isoformat() if last_good else 'never'}",
            )
