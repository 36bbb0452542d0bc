"""A mailbox tried live: a message to itself through its own provider, and by IMAP seen to arrive."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from imapclient import IMAPClient
from pydantic import BaseModel

from outreach.channels.planning import new_message_id
from outreach.channels.registry import provider_of
from outreach.choices import Transport
from outreach.compose import Mail, one_line
from outreach.errors import SendFailed
from outreach.html import html_of
from outreach.inbound.poll import Unreachable, connected
from outreach.links import is_public
from outreach.mailboxes import settings_of
from outreach.models import Mailbox
from outreach.reasons import explain
from quotahit import clock
from quotahit.audit.log import append

PATIENCE = timedelta(seconds=20)  # for a mail to come back to the server that it was given to
TEXT = "This is the test of your mailbox in QuotaHit.\n\nIt left, and you are reading it: sending works."


class Finding(BaseModel):
    """One thing that was tried; `detail` is the server's own words where it failed."""

    name: str
    ok: bool
    detail: str = ""


class Trial(BaseModel):
    """What came of it all."""

    findings: list[Finding] = []

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)


def try_mailbox(mailbox: Mailbox, *, actor: object, patience: timedelta = PATIENCE) -> Trial:
    """Send this mailbox a message from itself and look for it; the outcome is kept on the mailbox.

    A message to ourselves is no contact with anybody, so the gate is not asked.
    """
    return _keep(mailbox, Trial(findings=list(_try(mailbox, patience))), actor, is_whole=True)


def try_sign_in(mailbox: Mailbox, *, actor: object) -> Trial:
    """Sign in where mail leaves from and where it is read, without sending anything; the outcome is kept likewise."""
    return _keep(mailbox, Trial(findings=list(_sign_in(mailbox))), actor, is_whole=False)


def _keep(mailbox: Mailbox, trial: Trial, actor: object, *, is_whole: bool) -> Trial:
    """Put the outcome on the mailbox; only a message that was sent shows that it works."""
    trouble = next((finding.detail for finding in trial.findings if not finding.ok), "")
    with transaction.atomic():
        Mailbox.objects.filter(pk=mailbox.pk).update(
            test_result=trial.model_dump(),
            sending_trouble=trouble,
            **({"tested_at": clock.now()} if trial.ok and is_whole else {}),
        )
        act = "mailbox.tested" if is_whole else "mailbox.sign_in_tested"
        append(mailbox.organization, actor, act, mailbox, outcome="done" if trial.ok else "failed")
    mailbox.refresh_from_db()
    return trial


def _try(mailbox: Mailbox, patience: timedelta) -> Iterator[Finding]:
    yield from _set_up(mailbox)
    mail = _mail_to_itself(mailbox)
    try:
        provider_of(mailbox).send(mailbox, mail)
    except SendFailed as problem:
        yield Finding(name="Send a message to itself", ok=False, detail=str(problem))
        return
    yield Finding(name="Send a message to itself", ok=True, detail=gettext("Simulated.") if mailbox.is_sandbox else "")
    if settings_of(mailbox).imap_host:
        yield _arrival(mailbox, mail.message_id, patience)


def _sign_in(mailbox: Mailbox) -> Iterator[Finding]:
    settings = settings_of(mailbox)
    name = f"Sign in to send, at {settings.smtp_host}:{settings.smtp_port}" if settings.smtp_host else "Sign in to send"
    try:
        told = provider_of(mailbox).sign_in(mailbox)
        yield Finding(name=name, ok=True, detail="" if told else "Only a message that is sent can tell.")
    except SendFailed as problem:
        yield Finding(name=name, ok=False, detail=str(problem))
    if not settings.imap_host:
        if mailbox.transport == Transport.SMTP:
            yield Finding(name="Sign in to read", ok=False, detail="IMAP is not set up, so no answer is ever seen.")
        return
    name = f"Sign in to read, at {settings.imap_host}:{settings.imap_port}"
    try:
        with connected(mailbox) as server:
            for folder in settings.imap_folders:
                server.select_folder(folder, readonly=True)
        yield Finding(name=name, ok=True)
    except Unreachable as problem:
        yield Finding(name=name, ok=False, detail=str(problem))


def _set_up(mailbox: Mailbox) -> Iterator[Finding]:
    """What the law and the big receivers ask for, of a mailbox whose mail is real."""
    if mailbox.is_sandbox:
        return
    asked = {
        ("Public address", "NO_PUBLIC_URL"): is_public(),
        ("Postal address", "EMAIL_NO_POSTAL"): bool(mailbox.organization.postal_address.strip()),
        ("DMARC", "EMAIL_DMARC"): settings_of(mailbox).dmarc_aligned,
    }
    for (name, reason), ok in asked.items():
        yield Finding(name=name, ok=ok, detail="" if ok else explain(reason))


def _mail_to_itself(mailbox: Mailbox) -> Mail:
    return Mail(
        sender_name=one_line(mailbox.name),
        sender=mailbox.address,
        to=mailbox.address,
        subject="Test of your mailbox",
        text=TEXT,
        html=html_of(TEXT),
        message_id=new_message_id(mailbox),
        headers={"Auto-Submitted": "auto-generated"},
    )


def _arrival(mailbox: Mailbox, message_id: str, patience: timedelta) -> Finding:
    """Wait for the message in the folders that are polled."""
    name = "See it arrive by IMAP"
    folders = settings_of(mailbox).imap_folders
    deadline = time.monotonic() + patience.total_seconds()
    try:
        with connected(mailbox) as server:
            while not any(_is_in(server, folder, message_id) for folder in folders):
                if time.monotonic() > deadline:
                    detail = gettext("It did not arrive in {folders} within {seconds} seconds.").format(
                        folders=", ".join(folders), seconds=patience.seconds
                    )
                    return Finding(name=name, ok=False, detail=detail)
                time.sleep(1)
    except Unreachable as problem:
        return Finding(name=name, ok=False, detail=str(problem))
    return Finding(name=name, ok=True)


def _is_in(server: IMAPClient, folder: str, message_id: str) -> bool:
    server.select_folder(folder, readonly=True)
    criteria: list[Any] = ["HEADER", "Message-ID", message_id]
    return bool(server.search(criteria))
