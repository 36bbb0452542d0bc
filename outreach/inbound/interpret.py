"""Reads one raw mail: who wrote it, a person or a machine, and what it means for us.

Readers are asked from the surest to the least sure; the first that knows the mail decides, and what none knows is a
person's. Reading is pure and bounded, and never raises: what could not be read stands in `problems`.
"""

import logging

from outreach.choices import MailKind
from outreach.inbound.automatic import read_automatic
from outreach.inbound.bounce_prose import read_bounce
from outreach.inbound.charsets import decode
from outreach.inbound.complaints import read_feedback_report, read_plain_complaint
from outreach.inbound.dsn import read_delivery_report, read_receipt
from outreach.inbound.finding import Finding
from outreach.inbound.headers import date_of, sender_of
from outreach.inbound.html import html_to_text, safe_html
from outreach.inbound.mime import Mail, fields_in, open_mail
from outreach.inbound.notice import read_notice
from outreach.inbound.quoting import Reply, split_reply
from outreach.inbound.reading import MailReading
from outreach.inbound.sns import read_sns

PERSON = Finding(MailKind.HUMAN, "default", "no_machine_signs")
SUBJECT_LIMIT = 500
RAW_WORDS = 200_000
REFERENCES_LIMIT = 100
logger = logging.getLogger(__name__)


def interpret(raw: bytes) -> MailReading:
    """Read one mail as it came over the wire."""
    try:
        return _interpret(raw)
    except Exception:  # whatever a mail trips us with, it must be kept, and a wish to stop in it heard
        logger.exception("A mail could not be interpreted")
        return _as_words(raw)


def _interpret(raw: bytes) -> MailReading:
    mail = open_mail(raw)
    safe = safe_html(mail.html)
    body = mail.plain if mail.plain.strip() else html_to_text(safe)
    reply = split_reply(body)
    finding = _find(mail, body, reply)
    return _reading(mail, safe, reply, finding)


def _as_words(raw: bytes) -> MailReading:
    """The last resort: who sent it, and its text as it stands there, for a person to read."""
    head, _, body = decode(raw[:RAW_WORDS])[0].partition("\n\n")
    fields = fields_in(head)
    address, name = sender_of(fields)
    return MailReading(
        kind=MailKind.HUMAN,
        layer="default",
        reason="not_interpreted",
        sender=address,
        sender_name=name,
        subject=fields.get("subject")[:SUBJECT_LIMIT],
        text=body,
        problems=("reader",),
    )


def _find(mail: Mail, body: str, reply: Reply) -> Finding:
    notice = read_notice(mail, body)
    return (
        read_receipt(mail)
        or read_feedback_report(mail, notice)
        or read_delivery_report(mail, notice)
        or read_sns(body)
        or read_plain_complaint(mail, notice)
        or read_bounce(mail, notice, reply.own)
        or read_automatic(mail, reply)
        or PERSON
    )


def _reading(mail: Mail, safe: str, reply: Reply, finding: Finding) -> MailReading:
    fields = mail.fields
    address, name = sender_of(fields)
    return MailReading(
        kind=finding.kind,
        layer=finding.layer,
        reason=finding.reason,
        status=finding.status,
        action=finding.action,
        failed_recipients=finding.failed_recipients,
        original_message_id=finding.original_message_id,
        return_date=finding.return_date,
        alternate_contact=finding.alternate_contact,
        sender=address,
        sender_name=name,
        recipients=fields.addresses("to", "cc", "delivered-to", "x-original-to", "envelope-to"),
        subject=fields.get("subject")[:SUBJECT_LIMIT],
        date=date_of(fields),
        message_id=next(iter(fields.message_ids("message-id")), ""),
        in_reply_to=next(iter(fields.message_ids("in-reply-to")), ""),
        references=fields.message_ids("references")[-REFERENCES_LIMIT:],
        text=reply.text,
        quoted="\n".join(part for part in (reply.signature, reply.quoted) if part),
        html=safe,
        attachments=tuple(mail.attachments),
        problems=tuple(mail.problems),
    )
