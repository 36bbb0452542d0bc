"""Coming back to whoever has not answered: after two weeks with a fresh question, and in the end no more."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from agents.choices import TalkState
from agents.models import QualifierTalk
from agents.qualifier.talking.answering import ask_about, drop_unsent
from agents.qualifier.talking.asking import Asked, choose
from agents.qualifier.talking.briefs import asked_in, brief_to_come_back, rules_of, values_of
from agents.qualifier.talking.talks import ACTOR, Origin, end_talk, rest
from agents.qualifier.talking.writing import come_back
from crm.choices import Direction
from crm.qualifying import last_judged
from crm.qualifying_rules import QualifyingRules
from outreach.channels import OutgoingMessage, answer_to, channel_of, plan
from outreach.choices import MailKind, Purpose
from outreach.mailboxes import Chooser
from outreach.models import InboundMessage
from outreach.recipients import lock_contacts
from quotahit import clock


def return_to(talk: QualifierTalk, turn: int, origin: Origin) -> dict[str, Any]:
    """Write once more to a contact who has not answered since that turn; says in codes and ids what was done.

    Whom somebody else has talked with meanwhile is given as much time again.
    """
    with transaction.atomic():
        lock_contacts([talk.contact_id])
        talk.refresh_from_db()
        if not talk.is_running or talk.turn != turn:
            return {"skipped": "gone_on"}
        rules = rules_of(talk.contact)
        until = clock.now() + timedelta(days=rules.comes_back_after)
        if busy := _busy(talk):
            rest(talk, until, busy, state=TalkState.NURTURE, rounds=talk.rounds, origin=origin)
            return {"skipped": busy}
        last = _last_message(talk)
        next = _question(talk, rules)
        if talk.rounds >= rules.comes_back or last is None or next is None:
            end_talk(talk, TalkState.QUIET, "no_answer", qualification=last_judged(talk.contact_id), origin=origin)
            return {"ended": str(TalkState.QUIET)}
        mailbox = last.mailbox or Chooser(talk.organization).choose(talk.contact.owner_id)
        if mailbox is None:
            rest(talk, until, "silent", state=TalkState.NURTURE, rounds=talk.rounds, origin=origin)
            return {"skipped": "no_mailbox"}
        drop_unsent(talk.contact_id)
        (delivery,) = plan(
            [
                OutgoingMessage(
                    contact_id=talk.contact_id,
                    mailbox=mailbox,
                    key=f"talk:{talk.pk}:{turn}",
                    body=come_back(brief_to_come_back(last, mailbox, rules, next)),
                    purpose=Purpose.MARKETING,  # nobody has asked for it: the gate's full rules hold
                    channel=channel_of(last),
                    address=last.sender,
                    follows=answer_to(last),
                )
            ],
            actor=ACTOR,
        )
        ask_about(talk, next, delivery)
        rest(talk, until, "silent", state=TalkState.NURTURE, rounds=talk.rounds + 1, origin=origin)
    return {"delivery_id": delivery.pk, "asks": next.slot}


def _busy(talk: QualifierTalk) -> str:
    """The code of who else is at it: anybody who has talked with them since, or a deal; else ""."""
    if talk.contact.deals.filter(closed_at=None).exists():
        return "in_deal"
    said = talk.contact.interactions.filter(direction=Direction.OUTBOUND, at__gt=talk.moved_at)
    return "spoken" if said.exclude(actor=ACTOR).exists() else ""


def _question(talk: QualifierTalk, rules: QualifyingRules) -> Asked | None:
    weights = rules.weights.of_track(is_fast=talk.is_fast)
    return choose(values_of(last_judged(talk.contact_id)), asked_in(talk), weights)


def _last_message(talk: QualifierTalk) -> InboundMessage | None:
    """The last that they wrote: it says where, and from which mailbox, to write to them."""
    theirs = InboundMessage.objects.for_organization(talk.organization_id).filter(contact=talk.contact_id)
    return (
        theirs.filter(kind=MailKind.HUMAN).select_related("mailbox", "contact").order_by("-received_at", "-pk").first()
    )
