"""The first layer: mails that a machine wrote."""

from collections.abc import Mapping

from crm.choices import ReplyClass
from outreach.choices import MailKind
from outreach.inbound.automatic import read_automatic
from outreach.inbound.finding import Finding
from outreach.inbound.headers import Fields
from outreach.inbound.mime import Mail
from outreach.inbound.quoting import Reply
from outreach.replies.reading import ReplyReading

LABELS = {
    MailKind.OUT_OF_OFFICE: ReplyClass.OUT_OF_OFFICE,
    MailKind.AUTO_ACK: ReplyClass.UNKNOWN,
    MailKind.CHALLENGE: ReplyClass.UNKNOWN,
}
SURE = 0.9


def read_machine(reply: Reply, subject: str, headers: Mapping[str, str]) -> ReplyReading | None:
    """What an automatic message means, None when a person wrote. Left for good is a referral once it names a route."""
    items = {"subject": subject, **headers}
    finding = read_automatic(Mail(Fields(items.items())), reply)
    if finding is None:
        return None
    return ReplyReading(_label(finding), SURE, "header" if finding.layer == "header" else "lexicon", finding.reason)


def _label(finding: Finding) -> ReplyClass:
    if finding.kind is MailKind.LEFT_COMPANY:
        return ReplyClass.REFERRAL
    return LABELS[finding.kind]
