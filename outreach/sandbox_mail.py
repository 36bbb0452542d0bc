"""Mails that a prospect's side would send us, made as the real ones are, for the sandbox where nobody else does."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from uuid import uuid4

from outreach.compose import WIRE, compose, one_line
from outreach.models import Delivery

ATTRIBUTIONS = {  # how mail programs introduce what they quote
    "en": "On {at:%a, %d %b %Y at %H:%M}, {sender} wrote:",
    "de": "Am {at:%d.%m.%Y} um {at:%H:%M} schrieb {sender}:",
    "fr": "Le {at:%d/%m/%Y} à {at:%H:%M}, {sender} a écrit :",
    "es": "El {at:%d/%m/%Y} a las {at:%H:%M}, {sender} escribió:",
}
POSTMASTER = "MAILER-DAEMON"


def reply(delivery: Delivery, text: str, *, at: datetime, language: str = "en", automatic: bool = False) -> bytes:
    """A person's answer with our message quoted below; `automatic` makes it the answer of their mail program."""
    message = EmailMessage(policy=WIRE)
    message["From"] = formataddr((delivery.contact.name, delivery.address))
    message["To"] = _us(delivery)
    message["Subject"] = one_line(f"{'Automatic reply' if automatic else 'Re'}: {_bare(delivery.subject)}")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{uuid4().hex}@{_domain(delivery)}>"
    message["In-Reply-To"] = delivery.message_id
    message["References"] = one_line(f"{delivery.references} {delivery.message_id}")
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(text if automatic else f"{text}\n\n{_quoted(delivery, language)}\n")
    return message.as_bytes()


def bounce(delivery: Delivery, code: str, *, at: datetime) -> bytes:
    """A delivery status notification (RFC 3464) that returns our mail."""
    words = f"The address {delivery.address} could not be reached: {code}"
    fields = Message()
    fields["Final-Recipient"] = f"rfc822; {delivery.address}"
    fields["Action"] = "delayed" if code.startswith("4") else "failed"
    fields["Status"] = code
    fields["Diagnostic-Code"] = f"smtp; {'450' if code.startswith('4') else '550'} {code} {words}"
    host = Message()
    host["Reporting-MTA"] = f"dns; mx.{_domain(delivery)}"
    report = _report(delivery, "delivery-status", "Undelivered Mail Returned to Sender", words, [host, fields], at)
    report["Auto-Submitted"] = "auto-replied"
    return report.as_bytes()


def complaint(delivery: Delivery, *, at: datetime) -> bytes:
    """An abuse report (RFC 5965): the recipient pressed “spam”."""
    fields = Message()
    fields["Feedback-Type"] = "abuse"
    fields["User-Agent"] = "Sandbox/1.0"
    fields["Version"] = "1"
    fields["Original-Rcpt-To"] = delivery.address
    words = "This is an email abuse report for a message from your server."
    return _report(delivery, "feedback-report", "Abuse report", words, [fields], at).as_bytes()


def _report(
    delivery: Delivery, kind: str, subject: str, words: str, blocks: list[Message], at: datetime
) -> MIMEMultipart:
    """The three parts of a machine's report: for people, for machines, and the mail that it is about."""
    report = MIMEMultipart("report", policy=WIRE)
    report.set_param("report-type", kind)
    report["From"] = f"Mail Delivery System <{POSTMASTER}@{_domain(delivery)}>"
    report["To"] = _us(delivery)
    report["Subject"] = subject
    report["Date"] = format_datetime(at)
    report["Message-ID"] = f"<{uuid4().hex}@{_domain(delivery)}>"
    report.attach(MIMEText(words))
    machine = MIMENonMultipart("message", kind)
    payload: list[Message | str] = list(blocks)
    machine.set_payload(payload)
    report.attach(machine)
    if delivery.mailbox is not None:
        original = compose(delivery, delivery.mailbox, delivery.organization).as_bytes()
        report.attach(MIMEMessage(message_from_bytes(original)))
    return report


def _quoted(delivery: Delivery, language: str) -> str:
    sender = delivery.mailbox.name if delivery.mailbox else ""
    at = delivery.settled_at or delivery.created_at
    introduction = ATTRIBUTIONS[language].format(at=at, sender=f"{sender} <{_us(delivery)}>")
    return "\n".join([introduction, *(f"> {line}".rstrip() for line in delivery.body.splitlines())])


def _bare(subject: str) -> str:
    return subject[3:].strip() if subject.lower().startswith("re:") else subject


def _us(delivery: Delivery) -> str:
    return delivery.mailbox.address if delivery.mailbox else ""


def _domain(delivery: Delivery) -> str:
    return delivery.address.rpartition("@")[2]
