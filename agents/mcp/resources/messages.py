"""Sequences with their results, and calls."""

from agents.mcp.callers import Caller
from agents.mcp.errors import NotFound
from agents.mcp.presenting import (
    interaction_card,
    shown,
)
from agents.mcp.resources.registry import LISTED, Answer, resource
from crm.choices import Channel
from crm.models import Interaction
from outreach.models import Delivery, Enrollment, Sequence
from outreach.results import as_numbers, results_of

CALLS = (Channel.VOICE, Channel.VOICE_LIVE)


@resource("campaigns/active", "Sequences that are running, with their results")
def campaigns(caller: Caller) -> Answer:
    rows = caller.rows(Sequence).filter(is_active=True).order_by("name")
    return {"campaigns": [_campaign(caller, one) for one in rows[:LISTED]]}


@resource("campaigns/{id}/results", "What one sequence has come to")
def campaign_results(caller: Caller, id: int) -> Answer:
    return _campaign(caller, caller.one(Sequence, id))


def _campaign(caller: Caller, sequence: Sequence) -> Answer:
    results = results_of(sequence, caller.rows(Enrollment), caller.rows(Delivery))
    head = shown(id=sequence.pk, name=sequence.name, purpose=sequence.purpose, active=sequence.is_active)
    return {**head, "results": as_numbers(results)}


@resource("calls/history", "The newest fifty calls")
def calls(caller: Caller) -> Answer:
    rows = caller.rows(Interaction).filter(channel__in=CALLS).order_by("-at", "-pk")
    return {"calls": [interaction_card(row) for row in rows[:LISTED]]}


@resource("calls/{id}/transcript", "What was said, or written down, of one call")
def transcript(caller: Caller, id: int) -> Answer:
    row = caller.one(Interaction, id)
    if row.channel not in CALLS:
        raise NotFound(f"There is no call {id}.")
    return {"call": interaction_card(row), "transcript": row.body}
