"""Handing mails to members over, each once: claimed, marked, given to the mail server, and its fate written down.

A worker that dies before the mark has sent nothing, and another takes the mail when the lease is over. One that dies
after it may have: such a mail is unknown and never sent again, and what it told stands in the bell.
"""

import logging
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from crm.models import NotificationMail
from crm.noticing.gathering import ACTOR
from quotahit import clock
from quotahit.audit.log import append
from quotahit.languages import spoken_to
from quotahit.moments import SHORT, written
from quotahit.workflow.claiming import claim_due
from quotahit.workflow.outgoing import Fate

LEASE = timedelta(minutes=5)
ATTEMPTS = 8  # the last some four hours after the first
LISTED = 40
log = logging.getLogger(__name__)


def send_due(limit: int = 20) -> int:
    """Send up to `limit` mails that are due; returns how many were looked at. A paused organization's go out as well:
    what is paused is what is sent to contacts."""
    waiting = NotificationMail.objects.filter(status=Fate.PLANNED)
    ids = claim_due(waiting, limit, LEASE, due="not_before", claim=str(uuid4()), while_paused=True)
    for mail in NotificationMail.objects.filter(pk__in=ids).select_related("user", "organization").order_by("pk"):
        if mail.handed_at is not None:
            settle(mail, Fate.UNKNOWN, "CRASHED")
        else:
            send(mail)
    return len(ids)


def send(mail: NotificationMail) -> None:
    """Send one mail that this worker has claimed."""
    message = write(mail)
    if message is None:
        settle(mail, Fate.CANCELLED, "NOTHING_LEFT")
        return
    line = get_connection()
    try:
        line.open()
    except (OSError, SMTPException):
        log.warning("Mail to members: no server answers for mail %s", mail.pk, exc_info=True)
        put_off(mail, "NO_SERVER")
        return
    try:
        _hand_over(mail, message, line)
    finally:
        line.close()


def _hand_over(mail: NotificationMail, message: EmailMessage, line: BaseEmailBackend) -> None:
    """Mark it, send it, and write down what the server said; nothing where another worker has it by now."""
    mine = NotificationMail.objects.filter(pk=mail.pk, claim=mail.claim, status=Fate.PLANNED, handed_at=None)
    if not mine.update(handed_at=clock.now()):
        return
    try:
        line.send_messages([message])
    except (SMTPResponseException, SMTPRecipientsRefused) as problem:
        if _is_final(problem):
            settle(mail, Fate.FAILED, "REFUSED")
        else:
            put_off(mail, "NOT_NOW")
    except (OSError, SMTPException):
        log.warning("Mail to members: the server fell silent over mail %s", mail.pk, exc_info=True)
        settle(mail, Fate.UNKNOWN, "NO_ANSWER")
    else:
        settle(mail, Fate.SENT)


def _is_final(problem: SMTPResponseException | SMTPRecipientsRefused) -> bool:
    """Whether the server says no for good (RFC 5321, 4.2.1: 5yz)."""
    codes = (
        [code for code, _said in problem.recipients.values()]
        if isinstance(problem, SMTPRecipientsRefused)
        else [problem.smtp_code]
    )
    return all(code >= 500 for code in codes)


def write(mail: NotificationMail) -> EmailMessage | None:
    """The mail in its reader's language; None when nothing of it is left to be told."""
    notices = list(mail.notices.order_by("-created_at", "-pk")[:LISTED])
    if not notices:
        return None
    count = mail.notices.count()
    base = settings.PUBLIC_URL or f"http://localhost:{settings.PORT}"
    with spoken_to(mail.user):
        told = [
            (row, written(row.created_at, SHORT, mail.user.zone), f"{base}{row.link}" if row.link else "")
            for row in notices
        ]
        many = ngettext("{n} notice from {organization}", "{n} notices from {organization}", count)
        subject = notices[0].title if count == 1 else many.format(n=count, organization=mail.organization)
        body = render_to_string(
            "crm/notification_mail.txt",
            {
                "told": told,
                "more": count - len(notices),
                "organization": mail.organization,
                "bell": f"{base}{reverse('admin:console_notifications')}",
                "settings": f"{base}{reverse('admin:console_notification_settings')}",
            },
        )
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{mail.idempotency_key}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(" ".join(subject.split()), body, None, [mail.user.email], headers=headers)


def settle(mail: NotificationMail, fate: Fate, reason: str = "") -> None:
    """Write down what became of it, in the log as well."""
    with transaction.atomic():
        fields = {"status": fate, "reason": reason, "settled_at": clock.now(), "claimed_until": None}
        NotificationMail.objects.filter(pk=mail.pk).update(**fields)
        why = {"mail_id": mail.pk, "user_id": mail.user_id, "reason": reason}
        append(mail.organization_id, ACTOR, "member.mailed", mail, why=why, outcome=str(fate))


def put_off(mail: NotificationMail, reason: str) -> None:
    """Try again later, ever more patiently; in the end it has failed, and what it told stands in the bell."""
    attempts = mail.attempts + 1
    if attempts >= ATTEMPTS:
        settle(mail, Fate.FAILED, reason)
        return
    again = clock.now() + timedelta(minutes=2**attempts)
    NotificationMail.objects.filter(pk=mail.pk).update(
        attempts=attempts, not_before=again, claimed_until=None, handed_at=None, reason=reason
    )
