"""From a delivery to a mail that is right: headers, text and HTML parts, the way out, and no header but ours."""

from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import partial
from html import escape
from urllib.parse import quote

from compliance.addresses import email_key
from outreach.choices import Purpose
from outreach.html import html_of
from outreach.links import click_url, open_url, unsubscribe_url
from outreach.mailboxes import settings_of
from outreach.models import Delivery, Mailbox
from quotahit import clock
from quotahit.accounts.models import Organization

# A folded List-Unsubscribe breaks DKIM signatures, and Python would encode a long one: 998 is the limit of RFC 5322.
WIRE = SMTP.clone(max_line_length=998)


@dataclass(frozen=True)
class Mail:
    """A mail as every provider gets it."""

    sender_name: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)
    reply_to: str = ""
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The provider's idempotency key: the same at every try, and no other mail's anywhere, for several databases
        may share one account with the provider."""
        return self.message_id.strip("<>")

    @property
    def from_header(self) -> str:
        return formataddr((self.sender_name, self.sender))

    def as_bytes(self) -> bytes:
        """The mail on the wire. A line break within a header raises ValueError: none of ours has one."""
        message = EmailMessage(policy=WIRE)
        message["From"] = self.from_header
        message["To"] = self.to
        message["Subject"] = self.subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = self.message_id
        if self.reply_to:
            message["Reply-To"] = self.reply_to
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.text, cte="quoted-printable")
        message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        return message.as_bytes()


def compose(delivery: Delivery, mailbox: Mailbox, organization: Organization) -> Mail:
    """The mail of a saved delivery, from its text as it stands."""
    needs_way_out = delivery.purpose != Purpose.TRANSACTIONAL
    return Mail(
        sender_name=one_line(mailbox.name),
        sender=mailbox.address,
        to=_ascii_domain(delivery.address),
        subject=one_line(delivery.subject),
        text=_text(delivery, organization) if needs_way_out else delivery.body,
        html=html(delivery, organization),
        message_id=delivery.message_id,
        headers=_thread_headers(delivery) | (_way_out_headers(delivery, mailbox) if needs_way_out else {}),
        reply_to=settings_of(mailbox).reply_to,
        metadata={"delivery": str(delivery.pk), "organization": organization.slug},
    )


def html(delivery: Delivery, organization: Organization) -> str:
    """The HTML part: links and a pixel that count, and, unless transactional, the postal address and the way out."""
    body = html_of(delivery.body, partial(click_url, delivery))
    footer = _html_footer(delivery, organization) if delivery.purpose != Purpose.TRANSACTIONAL else ""
    pixel = f'<img src="{escape(open_url(delivery))}" width="1" height="1" alt="">'
    return f"<html><body>\n{body}\n{footer}{pixel}\n</body></html>\n"


def one_line(text: str) -> str:
    """Text that may stand in a header."""
    return " ".join(text.split())


def _ascii_domain(address: str) -> str:
    """The address as plain SMTP takes it: an international domain in ASCII, the part before the @ untouched."""
    local, _, _ = address.rpartition("@")
    return f"{local}@{email_key(address).rpartition('@')[2]}"


def _text(delivery: Delivery, organization: Organization) -> str:
    lines = (organization.name, organization.postal_address.strip(), f"Unsubscribe: {unsubscribe_url(delivery)}")
    return f"{delivery.body}\n\n-- \n" + "\n".join(line for line in lines if line) + "\n"


def _html_footer(delivery: Delivery, organization: Organization) -> str:
    sender = html_of("\n".join(filter(None, (organization.name, organization.postal_address.strip()))))
    way_out = f'<p><a href="{escape(unsubscribe_url(delivery))}">Unsubscribe</a></p>'
    return f'<hr>\n<div style="color:#666;font-size:12px">{sender}\n{way_out}</div>\n'


def _thread_headers(delivery: Delivery) -> dict[str, str]:
    if not delivery.in_reply_to:
        return {}
    return {"In-Reply-To": delivery.in_reply_to, "References": one_line(delivery.references or delivery.in_reply_to)}


def _way_out_headers(delivery: Delivery, mailbox: Mailbox) -> dict[str, str]:
    """RFC 2369 and RFC 8058: an https address that takes a POST, and an address to write to."""
    url = unsubscribe_url(delivery)
    write = f"mailto:{quote(mailbox.address, safe='@+')}?subject=unsubscribe"
    return {
        "List-Unsubscribe": f"<{url}>, <{write}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
