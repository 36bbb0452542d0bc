"""May this leave, now? Asked under the contact's lock when a message is claimed, and again when it is handed over.

In this order: whether anybody stopped it, our own side, the person's hold, the text, and last the compliance gate,
whose answer is written down with the delivery.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.gate import Attempt, Decision, check
from crm.choices import Channel, HoldKind
from crm.holds import strongest_of
from crm.models import Hold
from outreach.channels.attempts import attempt
from outreach.channels.messages import LONGEST_SUBJECT
from outreach.channels.parties import Parties
from outreach.channels.registry import may_repeat
from outreach.choices import EnrollmentStatus, Purpose
from outreach.errors import BrokenTemplate, UnresolvedVariable
from outreach.links import is_public
from outreach.models import Delivery
from outreach.reasons import explained_for_all
from outreach.template_variables import variables
from outreach.templates import fill
from quotahit.accounts.choices import Autonomy

LOOK_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Objection:
    """Why not: a code, what is particular to this case, and when to ask again; without a time it is final."""

    reason: str
    detail: str = ""
    look_again: datetime | None = None

    @property
    def explanation(self) -> str:
        """The sentence for a person."""
        return explained_for_all(self.reason, self.detail)


def clear(
    deliveries: Sequence[Delivery], parties: Parties, *, record: bool = True, ask_gate: bool = True
) -> list[Objection | None]:
    """The first objection to each, None where it may leave. Fills in the text and the gate's decision.

    Without `ask_gate` an ALLOW that stands with the delivery is used again, unless the gate would say otherwise by now:
    what a person revoked a moment ago counts.
    """
    found = [_own_objection(delivery, parties) or _write(delivery, parties) for delivery in deliveries]
    open_ = [index for index, against in enumerate(found) if against is None]
    attempts = [_attempt(deliveries[index], parties) for index in open_]
    if not ask_gate and all(decision.allowed for decision in check(attempts, record=False)):
        return found
    for index, decision in zip(open_, check(attempts, record=record), strict=True):
        found[index] = _take_decision(deliveries[index], decision, parties.at)
    return found


def _own_objection(delivery: Delivery, parties: Parties) -> Objection | None:
    """What stands against it before anything is written."""
    mailbox, organization = parties.mailbox(delivery), parties.organization(delivery)
    enrollment = parties.enrollments.get(delivery.enrollment_id or 0)
    again = parties.at + LOOK_AGAIN
    if not may_repeat(delivery, mailbox, parties.at):
        return Objection("UNKNOWN_FATE")
    if organization.is_paused:
        return Objection("PAUSED", look_again=again)
    if enrollment == EnrollmentStatus.STOPPED:
        return Objection("STOPPED")
    if enrollment == EnrollmentStatus.PAUSED:
        return Objection("ENROLLMENT_PAUSED", look_again=again)
    if mailbox is None or not mailbox.is_active:
        return Objection("MAILBOX_OFF", look_again=None if mailbox is None else again)
    if not delivery.released_by and parties.autonomy(mailbox) == Autonomy.OFF:
        return Objection("AUTONOMY_OFF")
    if mailbox.is_live_mail and not is_public():
        return Objection("NO_PUBLIC_URL")
    if not delivery.address:
        return Objection("NO_ADDRESS")
    return _held(delivery, parties, again)


def _held(delivery: Delivery, parties: Parties, again: datetime) -> Objection | None:
    """What a hold has against it; of several the one that stands longest."""
    standing = parties.holds.get(delivery.contact_id)
    if not standing:  # nearly everybody, and this is asked of every message
        return None
    binding = [hold for hold in standing if not _lets_pass(hold, delivery)]
    hold = strongest_of(binding, [delivery.contact_id]).get(delivery.contact_id)
    if hold is None:
        return None
    if delivery.channel == Channel.CHAT and any(hold.kind == HoldKind.TAKEOVER for hold in binding):
        return Objection("PERSON_WRITES")  # what an agent had to say in a chat is stale when the person has left it
    return Objection("HELD", f"{hold.get_kind_display().lower()}.", _end_of(hold, again))


def _lets_pass(hold: Hold, delivery: Delivery) -> bool:
    """A take-over silences agents, not the people who write themselves; and in a chat these need not wait until the
    last line was read: an opt-out in plain words is in force before that."""
    is_own_words = bool(delivery.released_by) and delivery.released_by == delivery.planned_by
    passes = {HoldKind.TAKEOVER, HoldKind.READING} if delivery.channel == Channel.CHAT else {HoldKind.TAKEOVER}
    return is_own_words and hold.kind in passes


def _end_of(hold: Hold, again: datetime) -> datetime:
    """When to ask again: reading a message takes seconds, though its hold may stand for a day if the reader fails."""
    return again if hold.until is None or hold.kind == HoldKind.READING else hold.until


def _write(delivery: Delivery, parties: Parties) -> Objection | None:
    """Fill in the text from the template, unless it stands already."""
    template = parties.templates.get(delivery.template_id or 0)
    mailbox = parties.mailbox(delivery)
    if delivery.body or template is None or mailbox is None:
        return None
    recipient, memory = parties.recipients[delivery.contact_id], parties.memories.get(delivery.contact_id)
    values = variables(recipient, parties.writer(mailbox), memory)
    try:
        rendered = fill(template.subject, template.body, values)
    except UnresolvedVariable as missing:
        return Objection("UNRESOLVED_VARIABLE", missing.variable)
    except BrokenTemplate as broken:
        return Objection("BROKEN_TEMPLATE", str(broken))
    delivery.subject = delivery.subject or rendered.subject[:LONGEST_SUBJECT]
    delivery.body = rendered.text
    delivery.template_version = template.version
    return None


def _take_decision(delivery: Delivery, decision: Decision, at: datetime) -> Objection | None:
    delivery.decision_id, delivery.decided_at = decision.pk, at
    return None if decision.allowed else Objection(decision.reason, look_again=decision.earliest)


def _attempt(delivery: Delivery, parties: Parties) -> Attempt:
    mailbox = parties.mailboxes[delivery.mailbox_id or 0]
    return attempt(
        parties.recipients[delivery.contact_id],
        address=delivery.address,
        channel=delivery.channel,
        purpose=delivery.purpose,
        traits=parties.traits(mailbox),
        at=parties.at,
        answers=delivery.purpose == Purpose.REPLY and delivery.contact_id in parties.answering,
    )
