"""The layer of machine mail: what the reader of inbound mail takes for automatic, seen as a reply class."""

from collections.abc import Mapping

from crm.choices import ReplyClass
from outreach.choices import MailKind
from outreach.inbound.automatic import read_automatic
from outreach.inbound.evidence import WEIGHTS, weigh
from outreach.inbound.finding import Finding
from outreach.inbound.folding import sentences
from outreach.inbound.headers import Fields
from outreach.inbound.mime import Mail
from outreach.inbound.quoting import Reply
from outreach.replies.acts import read_acts
from outreach.replies.reading import Layer, ReplyReading

LABELS = {
    MailKind.OUT_OF_OFFICE: ReplyClass.OUT_OF_OFFICE,
    MailKind.AUTO_ACK: ReplyClass.UNKNOWN,
    MailKind.CHALLENGE: ReplyClass.UNKNOWN,
    MailKind.LEFT_COMPANY: ReplyClass.REFERRAL,
}
SURE = 0.9


def read_machine(reply: Reply, subject: str, headers: Mapping[str, str]) -> ReplyReading | None:
    """What an automatic message means, None when a person wrote."""
    items = {"subject": subject, **headers}
    mail = Mail(Fields(items.items()))
    finding = read_automatic(mail, reply)
    if finding is None or not _is_clear(mail, reply) or _leaves_no_route(finding, reply):
        return None
    layer: Layer = "header" if finding.layer == "header" else "lexicon"
    return ReplyReading(LABELS[finding.kind], SURE, layer, finding.reason)


def _is_clear(mail: Mail, reply: Reply) -> bool:
    """Without a header, hints do not do: people, too, name a colleague or a date. Formal words must be there."""
    evidence = weigh(mail, reply, sentences(reply.own))
    return evidence.headers > 0 or max(evidence.kinds.values()) >= WEIGHTS["telling"]


def _leaves_no_route(finding: Finding, reply: Reply) -> bool:
    """Somebody who left for good is a referral only once a successor or another way is named."""
    if finding.kind is not MailKind.LEFT_COMPANY:
        return False
    return not (finding.alternate_contact or read_acts(reply.own).has("referral", "route"))
