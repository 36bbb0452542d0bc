"""Reports that a recipient called our mail spam: ARF (RFC 5965), and feedback loops that write no ARF."""

from outreach.choices import MailKind
from outreach.inbound.finding import Finding
from outreach.inbound.folding import fold
from outreach.inbound.headers import Fields, addresses_in, sender_of
from outreach.inbound.lexicon import matches
from outreach.inbound.mime import Mail
from outreach.inbound.notice import Notice
from outreach.inbound.reading import BounceAction

ASKS_NOTHING = {"not-spam"}
OUR_FAULT = {"auth-failure", "auth-failure-report", "dmarc", "virus"}


def read_feedback_report(mail: Mail, notice: Notice) -> Finding | None:
    """A report in the ARF format."""
    if not mail.feedback:
        return None
    report = next((block for block in mail.feedback if block.has("feedback-type")), mail.feedback[0])
    feedback_type = report.get("feedback-type").lower().partition(" ")[0]
    return _finding("structure", "feedback_report", _action(feedback_type), mail, notice)


def read_plain_complaint(mail: Mail, notice: Notice) -> Finding | None:
    """A feedback loop or an abuse desk that encloses our mail, or says of itself that it is a machine."""
    address, _ = sender_of(mail.fields)
    if not matches(address, "complaints", "sender"):
        return None
    said = fold(f"{mail.fields.get('subject')}\n{notice.text}")
    if matches(said, "complaints", "words") and (notice.original or matches(said, "complaints", "machine")):
        return _finding("lexicon", "feedback_notice", BounceAction.SUPPRESS, mail, notice)
    return None


def _finding(layer: str, reason: str, action: BounceAction, mail: Mail, notice: Notice) -> Finding:
    return Finding(
        MailKind.COMPLAINT,
        layer,
        reason,
        action=action,
        failed_recipients=_complainers(mail, notice),
        original_message_id=notice.original_message_id,
    )


def _action(feedback_type: str) -> BounceAction:
    """An authentication report names no wish of a person; "not spam" takes a complaint back."""
    if feedback_type in ASKS_NOTHING:
        return BounceAction.NONE
    return BounceAction.OUR_FAULT if feedback_type in OUR_FAULT else BounceAction.SUPPRESS


def _complainers(mail: Mail, notice: Notice) -> tuple[str, ...]:
    """Who complained: as the report names them, else whom our mail went to."""
    stated = (address for block in mail.feedback for value in _recipients(block) for address in addresses_in(value))
    found = dict.fromkeys(stated) or dict.fromkeys(
        notice.original.addresses("x-hmxmroriginalrecipient", "x-original-to", "to")
    )
    return tuple(found)


def _recipients(block: Fields) -> list[str]:
    return block.all("original-rcpt-to") + block.all("removal-recipient")
