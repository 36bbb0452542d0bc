"""Reads one raw mail: who wrote it, a person or a machine, and what it means for us.

Readers are asked from the surest to the least sure; the first that knows the mail decides, and what none knows is a
person's. Reading is pure and bounded, and never raises: what could not be read stands in `problems`.
"""

from outreach.choices import MailKind
from outreach.inbound.automatic import read_automatic
from outreach.inbound.bounce_prose import read_bounce
from outreach.inbound.complaints import read_feedback_report, read_plain_complaint
from outreach.inbound.dsn import read_delivery_report, read_receipt
from outreach.inbound.finding import Finding
from outreach.inbound.headers import date_of, sender_of
from outreach.inbound.html import html_to_text, safe_html
from outreach.inbound.mime import Mail, open_mail
from outreach.inbound.notice import read_notice
from outreach.inbound.quoting import Reply, split_reply
from outreach.inbound.reading import MailReading
from outreach.inbound.sns import read_sns

PERSON = Finding(MailKind.HUMAN, "default", "no_machine_signs")
SUBJECT_LIMIT = 500
REFERENCES_LIMIT = 100


def interpret(raw: bytes) -> MailReading:
    """Read one mail as it came over the wire."""
    mail = open_mail(raw)
    safe = safe_html(mail.html)
    body = mail.plain if mail.plain.strip() else html_to_text(safe)
    reply = split_reply(body)
    finding = _find(mail, body, reply)
    return _reading(mail, safe, reply, finding)


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
