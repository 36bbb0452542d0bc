"""One turn of the conversation: what the contact wrote is answered, one thing is asked, or it comes to its end."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db import transaction

from agents.choices import TalkState
from agents.models import QualifierQuestion, QualifierTalk
from agents.outreach.doubts import explained
from agents.qualifier.authority import NAMELESS
from agents.qualifier.questions import gap_of
from agents.qualifier.talking.asking import MOST_UNANSWERED, Asked, choose, unanswered
from agents.qualifier.talking.briefs import analysis_of, asked_in, brief_for, values_of
from agents.qualifier.talking.heard import questions_in
from agents.qualifier.talking.mood import Mood, mood_for
from agents.qualifier.talking.talks import ACTOR, Origin, call_person, end_talk, rest, running_talk
from agents.qualifier.talking.writing import Message, write
from crm.choices import Direction, LeadVerdict, ReplyClass
from crm.holds import contact_held
from crm.models import Qualification
from crm.qualifying_rules import NEEDED_ON_THE_FAST_TRACK, QualifyingRules
from crm.understanding import EmotionalAnalysis
from outreach.channels import OutgoingMessage, answer_to, channel_of, plan
from outreach.choices import MailKind, Purpose
from outreach.deliveries import STILL_HERE, cancel
from outreach.mailboxes import Chooser
from outreach.models import Delivery, InboundMessage, Mailbox
from outreach.recipients import lock_contacts
from quotahit import clock
from quotahit.workflow.outgoing import Fate

WENT_ON = "TALK_WENT_ON"


@dataclass(frozen=True)
class Plan:
    """What a turn is to do: what to ask about, whether the lead is ready for a call, and why nothing is asked."""

    mood: Mood
    next: Asked | None = None
    ready: str = ""  # the code by which they count as qualified
    quiet: str = ""  # the code by which we leave them alone for a while


@dataclass(frozen=True)
class Turn:
    """The message that is answered, with what is known when its turn comes."""

    talk: QualifierTalk
    message: InboundMessage
    qualification: Qualification | None
    rules: QualifyingRules
    has_told: bool
    origin: Origin

    @cached_property
    def analysis(self) -> EmotionalAnalysis | None:
        """How the message was understood."""
        return analysis_of(self.message)


def answer(turn: Turn) -> dict[str, Any]:
    """Take the turn; says in codes and ids what was done. May ask a model, so never within a transaction."""
    if outdated := why_outdated(turn.message):
        return {"skipped": outdated}
    planned = plan_turn(turn)
    if planned.mood is Mood.PERSON or _says_nothing(turn, planned):
        return _leave_to_person(turn, "angry" if planned.mood is Mood.PERSON else "not_understood")
    mailbox = turn.message.mailbox or Chooser(turn.message.organization).choose(turn.talk.contact.owner_id)
    if mailbox is None:
        return _leave_to_person(turn, "no_mailbox")
    brief = brief_for(
        turn.message,
        mailbox,
        turn.rules,
        turn.analysis,
        mood=planned.mood,
        has_told=turn.has_told,
        ready=bool(planned.ready),
        next=planned.next,
    )
    about = ("outreach.inboundmessage", turn.message.pk)
    return _settle(turn, planned, mailbox, write(turn.message.organization, brief, about=about))


def plan_turn(turn: Turn) -> Plan:
    """What is to be done, by how they feel, by what is known and by what was asked before."""
    mood = mood_for(turn.analysis, has_told=turn.has_told)
    values = values_of(turn.qualification)
    if mood is Mood.PERSON:
        return Plan(mood)
    if ready := _ready(turn, values):
        return Plan(mood, ready=ready)
    asked = asked_in(turn.talk)
    if mood is not Mood.USUAL:
        return Plan(mood, quiet="hesitates")
    if unanswered(values, asked) >= MOST_UNANSWERED:
        return Plan(mood, quiet="unanswered")
    next = choose(values, asked, turn.rules.weights.of_track(is_fast=turn.talk.is_fast))
    return Plan(mood, next=next, quiet="" if next else "nothing_left")


def why_outdated(message: InboundMessage) -> str:
    """Why a message is not to be answered any more: they wrote again, or somebody has answered them; else ""."""
    contact = message.contact
    if contact is None:
        return "gone"
    later = InboundMessage.objects.for_organization(message.organization_id).filter(contact=contact, pk__gt=message.pk)
    if later.filter(kind=MailKind.HUMAN).exists():
        return "superseded"
    said = contact.interactions.filter(direction=Direction.OUTBOUND, at__gt=message.received_at)
    return "answered" if said.exists() else ""


def ask_about(talk: QualifierTalk, asked: Asked | None, delivery: Delivery) -> None:
    """Write down what a message asks."""
    if asked is not None:
        QualifierQuestion.objects.create(
            organization_id=talk.organization_id, talk=talk, slot=asked.slot, gap=asked.gap, delivery=delivery
        )


def drop_unsent(contact_id: int) -> None:
    """Take back what was written before and has not left: the conversation has gone on. In the caller's transaction."""
    ours = Delivery.objects.filter(contact=contact_id, planned_by=ACTOR, status__in=STILL_HERE)
    for delivery in ours.order_by("pk"):
        cancel(delivery, actor=ACTOR, reason=WENT_ON)


def _ready(turn: Turn, values: Any) -> str:
    """The code by which the lead is ready to be routed, "" where it is not."""
    judged = turn.qualification
    if judged is None or judged.verdict == LeadVerdict.DISQUALIFIED:
        return ""
    if judged.verdict == LeadVerdict.QUALIFIED:
        return judged.code
    is_enough = all(not gap_of(values[slot]) for slot in NEEDED_ON_THE_FAST_TRACK)
    return "fast_track" if turn.talk.is_fast and is_enough else ""


def _says_nothing(turn: Turn, planned: Plan) -> bool:
    """Whether there is nothing to answer and nothing to ask, or nothing was understood."""
    label, is_asked = turn.message.label, bool(questions_in(turn.message.text))
    if label == ReplyClass.REFERRAL:
        return not _decides_alone(turn)
    if label == ReplyClass.RESCHEDULE:
        return not turn.has_told
    if label == ReplyClass.UNKNOWN:
        return not (turn.has_told or is_asked)
    return not (is_asked or planned.next or planned.ready or turn.has_told or label == ReplyClass.OBJECTION)


def _decides_alone(turn: Turn) -> bool:
    """Whether what sounded like somebody else's name is their word that they decide themselves."""
    decides = values_of(turn.qualification)["authority"]
    return turn.has_told and decides.startswith(turn.talk.contact.first_name or NAMELESS)


def _leave_to_person(turn: Turn, code: str) -> dict[str, Any]:
    with transaction.atomic():
        lock_contacts([turn.talk.contact_id])
        call_person(turn.talk, code, about=turn.message.pk)
    return {"left_to_person": code}


def _settle(turn: Turn, planned: Plan, mailbox: Mailbox, message: Message) -> dict[str, Any]:
    """Plan what was written, unless somebody has taken over or the conversation has gone on meanwhile."""
    contact_id = turn.talk.contact_id
    with transaction.atomic():
        lock_contacts([contact_id])
        talk = running_talk(contact_id)
        held = contact_held(turn.talk.organization_id, ("crm.contact", contact_id))
        if held or talk is None or (outdated := why_outdated(turn.message)):
            return {"skipped": "held" if held else "ended" if talk is None else outdated}
        drop_unsent(contact_id)
        (delivery,) = plan([_outgoing(turn.message, mailbox, message)], actor=ACTOR)
        if delivery.status == Fate.BLOCKED:
            call_person(talk, "blocked", about=turn.message.pk)
            return {"delivery_id": delivery.pk, "left_to_person": "blocked"}
        ask_about(talk, planned.next if message.asks else None, delivery)
        _move_on(talk, turn, planned)
    return {
        "delivery_id": delivery.pk,
        "asks": planned.next.slot if planned.next and message.asks else "",
        "by": message.by,
        "why": message.why,
        "call_id": message.call_id,
        "doubts": [str(doubt) for doubt in message.doubts],
        "entries": message.entries,
    }


def _outgoing(inbound: InboundMessage, mailbox: Mailbox, message: Message) -> OutgoingMessage:
    """The answer goes out where their message came in."""
    assert inbound.contact is not None
    return OutgoingMessage(
        contact_id=inbound.contact.pk,
        mailbox=mailbox,
        key=f"talk:{inbound.pk}",
        body=message.body,
        purpose=Purpose.REPLY,
        channel=channel_of(inbound),
        address=inbound.sender,
        follows=answer_to(inbound),
        must_ask=bool(message.doubts),
        why_ask=explained(message.doubts),
    )


def _move_on(talk: QualifierTalk, turn: Turn, planned: Plan) -> None:
    """What the conversation has come to with this turn."""
    if planned.ready:
        judged = turn.qualification
        reason = "" if planned.ready == "fast_track" or judged is None else judged.reason
        end_talk(talk, TalkState.QUALIFIED, planned.ready, reason, qualification=judged, origin=turn.origin)
        return
    until = clock.now() + timedelta(days=turn.rules.comes_back_after)
    state = TalkState.NURTURE if planned.quiet else TalkState.OPEN
    rest(talk, until, planned.quiet or "asked", state=state, origin=turn.origin)
