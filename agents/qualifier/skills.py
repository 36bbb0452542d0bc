"""What the qualifier does: after a message of a contact it reads the conversation, judges, and answers."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from agents.choices import TalkState
from agents.decisions import decide
from agents.messages import message_of
from agents.models import QualifierTalk
from agents.qualifier.conversations import talk_with
from agents.qualifier.judging import judge_talk
from agents.qualifier.reading import Reading
from agents.qualifier.slots import Slot
from agents.qualifier.talking.answering import Turn, answer
from agents.qualifier.talking.briefs import rules_of
from agents.qualifier.talking.listening import RETURN_CHAIN
from agents.qualifier.talking.returning import return_to
from agents.qualifier.talking.talks import ACTOR, Origin, end_talk, explain_end, running_talk
from agents.qualifier.talks import Talk
from crm.choices import LeadVerdict, Manner, SlotKind
from crm.models import Contact, Interaction, Qualification
from crm.qualifying import Finding, Judged, SlotsThen, SlotThen, last_judged, qualify, remember
from outreach.recipients import lock_contacts
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.results import Result, Sleep
from quotahit.workflow.skills import skill

TALK_CHAIN = "qualifier.talk"


@skill("qualifier.read", external=True)
def read(context: Context) -> dict[str, Any]:
    """Read the run's contact's conversation; write what is new of facts, and a qualification where it changed."""
    contacts = Contact.objects.for_organization(context.organization_id).select_related("organization", "company")
    contact = contacts.filter(pk=context.subject_id).first()
    if contact is None:
        return {"facts": [], "why": "gone"}
    talk = talk_with(contact)
    if not talk.theirs():
        return {"facts": [], "why": "nothing_heard"}
    reading, answer = judge_talk(context.organization, talk, about=("crm.contact", contact.pk))
    sources = _sources(contact, talk)
    facts = remember(contact, _findings(reading, talk, sources), read_by=answer.by, actor=ACTOR)
    row = qualify(contact, _judged(reading, talk, sources), read_by=answer.by, actor=ACTOR)
    if row is not None:
        _tell_decision(row, context)
    if reading.verdict.label == LeadVerdict.DISQUALIFIED:
        _end(contact, context)
    return {
        "facts": [fact.pk for fact in facts],
        "qualification_id": row.pk if row else None,
        "verdict": str(reading.verdict.label),
        "by": answer.by,
        "why": answer.why,
        "call_id": answer.call_id,
    }


@skill("qualifier.answer", external=True)
def answer_message(context: Context) -> dict[str, Any]:
    """Answer the message that started the run, and ask one thing; or leave it to a person. The text is on a delivery,
    never in the run's record."""
    talk, message = running_talk(context.subject_id or 0), message_of(context)
    if talk is None or message is None or talk.organization_id != context.organization_id:
        return {"skipped": "ended" if talk is None else "no_message"}
    turn = Turn(
        talk=talk,
        message=message,
        qualification=last_judged(talk.contact_id),
        rules=rules_of(talk.contact),
        has_told=bool(context.values.get("read", {}).get("facts")),
        origin=Origin(context.event_id, context.run_id),
    )
    return answer(turn)


@skill("qualifier.wait")
def wait(context: Context) -> Result:
    """Sleep until it is time to come back to whoever does not answer."""
    talk = _talk(context)
    return Sleep(talk.next_at) if talk and talk.next_at else {"skipped": "gone_on"}


@skill("qualifier.come_back", external=True)
def come_back(context: Context) -> dict[str, Any]:
    """Write once more with a fresh question, unless anything has happened since; in the end leave it."""
    talk = _talk(context)
    if talk is None or context.event is None:
        return {"skipped": "gone_on"}
    return return_to(talk, context.event.payload["turn"], Origin(context.event_id, context.run_id))


def _end(contact: Contact, context: Context) -> None:
    """End the conversation with a lead that will not buy, or say why it was ended."""
    with transaction.atomic():
        lock_contacts([contact.pk])
        talk = QualifierTalk.objects.filter(contact=contact).order_by("started_at", "pk").last()
        judged = last_judged(contact.pk)
        if talk is None or judged is None:
            return
        origin = Origin(context.event_id, context.run_id)
        if talk.is_running:
            end_talk(talk, TalkState.DISQUALIFIED, judged.code, judged.reason, qualification=judged, origin=origin)
        elif talk.state == TalkState.DISQUALIFIED and talk.qualification_id is None:
            explain_end(talk, judged, origin=origin)


def _talk(context: Context) -> QualifierTalk | None:
    """The conversation that the run's event is about, as long as nothing has happened in it since."""
    if context.event is None:
        return None
    told = context.event.payload
    talks = QualifierTalk.objects.for_organization(context.organization_id).filter(pk=told["talk_id"])
    running = talks.running().filter(turn=told["turn"])  # type: ignore[attr-defined]
    return running.select_related("contact__organization", "organization").first()  # type: ignore[no-any-return]


def _sources(contact: Contact, talk: Talk) -> Mapping[int, Interaction]:
    """The interactions of the talk that are still there."""
    ids = [turn.source for turn in talk.theirs() if turn.source]
    return Interaction.objects.filter(contact=contact).in_bulk(ids)


def _source(slot: Slot, talk: Talk, sources: Mapping[int, Interaction]) -> Interaction | None:
    return sources.get(talk.turns[slot.turn].source or 0) if slot.turn is not None else None


def _findings(reading: Reading, talk: Talk, sources: Mapping[int, Interaction]) -> list[Finding]:
    """What was said, slot by slot, each in a message that is still there."""
    return [
        Finding(
            kind=SlotKind(name),
            value=slot.value,
            quote=slot.quote,
            interaction=source,
            manner=Manner(slot.how),
            is_contradicted=slot.contradicted,
            confidence=Decimal(str(slot.confidence)),
        )
        for name, slot in reading.slots.items()
        if slot.is_filled and (source := _source(slot, talk, sources))
    ]


def _judged(reading: Reading, talk: Talk, sources: Mapping[int, Interaction]) -> Judged:
    last = next((turn.source for turn in reversed(talk.turns) if turn.is_prospect), None)
    slots = {name: _then(slot, _source(slot, talk, sources)) for name, slot in reading.slots.items()}
    return Judged(
        verdict=reading.verdict.label,
        code=reading.verdict.code,
        reason=reading.verdict.reason,
        slots=SlotsThen(**slots),
        next_question=reading.next_question,
        interaction=sources.get(last or 0),
    )


def _then(slot: Slot, source: Interaction | None) -> SlotThen:
    return SlotThen(**slot.as_answer(), interaction_id=source.pk if source else None)


def _tell_decision(row: Qualification, context: Context) -> None:
    decide(
        row.organization_id,
        key=f"qualifier:{row.pk}",
        agent="qualifier",
        kind="verdict",
        rule=row.code,
        reason=row.reason,
        contact_id=row.contact_id,
        before="conversation",
        after=str(row.verdict),
        event_id=context.event_id,
        run_id=context.run_id,
    )


def register() -> None:
    """Offer the chains that read a conversation, answer its last message, and come back after a silence."""
    reading = Step("read", "qualifier.read")
    returning = (Step("wait", "qualifier.wait"), Step("come_back", "qualifier.come_back"))
    register_chain(Chain("qualifier.read", 1, steps=(reading,)))
    register_chain(Chain(TALK_CHAIN, 1, steps=(reading, Step("answer", "qualifier.answer"))))
    register_chain(Chain(RETURN_CHAIN, 1, steps=returning))
