"""Deals: opened and moved."""

from typing import Annotated, Any

from pydantic import Field

from agents.mcp.acts.words import ContactId, Day, DealId, amount_in, day_in, one_named
from agents.mcp.callers import WRITE, Caller
from agents.mcp.presenting import deal_card
from agents.mcp.tools import tool
from crm.deals import create_deal as make_deal
from crm.deals import move_deal
from crm.models import Contact, Deal, Stage


@tool(WRITE)
def create_deal(
    caller: Caller,
    name: Annotated[str, Field(min_length=1, max_length=200)],
    contact_id: ContactId | None = None,
    amount: Annotated[str, Field(description="Such as 12000.00, in the organization's currency.")] = "",
    expected_close: Day = "",
) -> dict[str, Any]:
    """Open a deal, in the first stage of the default pipeline."""
    contact = caller.one(Contact, contact_id) if contact_id else None
    deal = make_deal(
        caller.organization,
        actor=caller.actor,
        name=name,
        contact=contact,
        amount=amount_in(amount),
        expected_close=day_in(expected_close),
        owner=caller.owner,
    )
    return {"deal": deal_card(deal)}


@tool(WRITE, destructive=True)
def update_deal_stage(
    caller: Caller,
    deal_id: DealId,
    stage: Annotated[str, Field(description="Name or id of a stage of the deal's pipeline.")],
    lost_reason: Annotated[str, Field(max_length=200, description="Why, where the stage is a lost one.")] = "",
) -> dict[str, Any]:
    """Move a deal to another stage of its pipeline. Won and lost end what runs for the contact."""
    deal = caller.one(Deal, deal_id)
    where: Stage = one_named(Stage.objects.filter(pipeline=deal.stage.pipeline_id), stage, "stage")
    move_deal(deal, where, actor=caller.actor, lost_reason=lost_reason)
    return {"deal": deal_card(deal)}
