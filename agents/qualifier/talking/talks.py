"""The verbs of a conversation: it opens, rests until somebody answers, and ends. Each leaves its decision."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_noop

from agents.choices import TalkState
from agents.decisions import decide
from agents.models import QualifierTalk
from crm.choices import Band
from crm.fit import band_of
from crm.journal import enter
from crm.models import Contact, Qualification
from outreach.recipients import lock_contacts
from quotahit import clock
from quotahit.events.models import Event

ACTOR = "agent:qualifier"
RESTED, ENDED, CLOSED, NEEDS_PERSON = "talk.rested", "talk.ended", "talk.closed", "talk.needs_person"
REASONS = {
    "opened": gettext_noop("Their score calls for a conversation, and they have answered."),
    "asked": gettext_noop("They were asked one question, and have not answered yet."),
    "unanswered": gettext_noop("Two questions in a row told us nothing, so nothing more is asked for now."),
    "hesitates": gettext_noop("They hesitate, so nothing more is asked for now."),
    "nothing_left": gettext_noop(
        "There is nothing left to ask for now, and it is not yet clear whether they will buy."
    ),
    "silent": gettext_noop("They did not answer, so we came back with another question."),
    "spoken": gettext_noop("Somebody has talked with them since."),
    "no_answer": gettext_noop("They have not answered, however often we came back."),
    "in_deal": gettext_noop("A deal is open with them, which nobody interrupts."),
    "routed": gettext_noop("They asked for a next step, and have been given their way."),
    "customer": gettext_noop("They have bought."),
    "closed": gettext_noop("The outreach to them has ended."),
    "fast_track": gettext_noop("Need, budget and date are clear, which is enough on the fast track."),
}


class Origin(NamedTuple):
    """The event and the run by which something came about."""

    event_id: int | None = None
    run_id: int | None = None


BY_ITSELF = Origin()


def running_talk(contact_id: int) -> QualifierTalk | None:
    """The contact's conversation, if one goes on."""
    return QualifierTalk.objects.running().filter(contact=contact_id).select_related("contact__organization").first()


def open_talk(contact: Contact, *, origin: Origin = BY_ITSELF) -> QualifierTalk:
    """Begin to talk with a contact, or carry on with the conversation that goes on; a score of 70 takes the fast track.

    Records `talk.opened` for a new one.
    """
    with transaction.atomic():
        lock_contacts([contact.pk])
        talk = running_talk(contact.pk)
        if talk is not None:
            return talk
        is_fast = contact.fit is not None and band_of(contact.fit) == Band.HOT
        reason = REASONS["opened"]
        talk = QualifierTalk.objects.create(
            organization=contact.organization, contact=contact, is_fast=is_fast, code="opened", reason=reason
        )
        _tell(talk, "talk.opened", origin=origin)
    return talk


def rest(
    talk: QualifierTalk,
    until: datetime,
    code: str,
    *,
    state: TalkState = TalkState.OPEN,
    rounds: int = 0,
    origin: Origin = BY_ITSELF,
) -> Event | None:
    """Wait for an answer until this time, and come back then; in the caller's transaction, under the contact's lock.

    Records `talk.rested`, whose run sleeps until then. A change of state is a decision.
    """
    is_news = talk.state != state
    talk.state, talk.code, talk.reason = state, code, REASONS[code]
    talk.turn, talk.rounds, talk.next_at, talk.moved_at = talk.turn + 1, rounds, until, clock.now()
    talk.save(update_fields=["state", "code", "reason", "turn", "rounds", "next_at", "moved_at"])
    return _tell(talk, RESTED, decides=is_news, origin=origin)


def end_talk(
    talk: QualifierTalk,
    state: TalkState,
    code: str,
    reason: str = "",
    *,
    qualification: Qualification | None = None,
    type: str = ENDED,
    origin: Origin = BY_ITSELF,
) -> Event | None:
    """End a conversation with what it came to, why, and the reading that shows it; in the caller's transaction.

    Records `talk.ended`, of which the orchestrator's rules say what follows; or `talk.closed` where it was ended by
    something else, which has had its effect. None when it had ended before.
    """
    ended = QualifierTalk.objects.running().filter(pk=talk.pk)
    words = reason or REASONS[code]
    values = {"state": state, "code": code[:24], "reason": words, "qualification": qualification}
    if not ended.update(**values, next_at=None, ended_at=clock.now()):
        return None
    talk.refresh_from_db()
    return _tell(talk, type, origin=origin)


def explain_end(talk: QualifierTalk, judged: Qualification, *, origin: Origin = BY_ITSELF) -> None:
    """Give a conversation that was closed from elsewhere the reason and the evidence that its reading has found since;
    in the caller's transaction."""
    talk.code, talk.reason, talk.qualification = judged.code[:24], judged.reason, judged
    talk.save(update_fields=["code", "reason", "qualification"])
    _tell(talk, CLOSED, origin=origin)


def close_talks(contact_ids: Iterable[int], state: TalkState, code: str) -> None:
    """End what goes on with these contacts, because of what has happened elsewhere; in the caller's transaction."""
    for talk in QualifierTalk.objects.running().filter(contact__in=set(contact_ids)).select_related("contact"):
        end_talk(talk, state, code, type=CLOSED)


def call_person(talk: QualifierTalk, code: str, *, about: int) -> Event | None:
    """Leave what they wrote to a person; in the caller's transaction. `about` is the message that started it."""
    payload = {"talk_id": talk.pk, "code": code, "inbound_id": about}
    return enter(talk.organization_id, NEEDS_PERSON, talk.contact, actor=ACTOR, payload=payload)


def _tell(talk: QualifierTalk, type: str, *, decides: bool = True, origin: Origin = BY_ITSELF) -> Event | None:
    """Record what happened with the conversation, and write it down as a decision where it is one."""
    payload = {
        "talk_id": talk.pk,
        "state": str(talk.state),
        "code": talk.code,
        "turn": talk.turn,
        "rounds": talk.rounds,
        "qualification_id": talk.qualification_id,
    }
    event = enter(talk.organization_id, type, talk.contact, actor=ACTOR, payload=payload)
    if decides:
        decide(
            talk.organization_id,
            key=f"talk:{talk.pk}:{talk.turn}:{talk.state}:{talk.code}",
            agent="qualifier",
            kind="talk",
            rule=talk.code,
            reason=talk.reason,
            contact_id=talk.contact_id,
            before="conversation",
            after=str(talk.state),
            event_id=origin.event_id,
            run_id=origin.run_id,
        )
    return event
