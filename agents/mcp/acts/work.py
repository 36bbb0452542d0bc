"""What happened, what is to be done, and what waits for a person."""

from typing import Annotated, Any, Literal

from pydantic import Field

from agents.mcp.acts.words import ContactId, DealId, member_named, moment_in
from agents.mcp.callers import SEND, WRITE, Caller
from agents.mcp.presenting import interaction_card, shown, task_card
from agents.mcp.tools import tool
from crm.choices import Channel, Direction
from crm.interactions import log_interaction
from crm.models import Contact, Deal
from crm.todo import add_note
from crm.todo import create_task as make_task
from quotahit.workflow.approvals import resolve
from quotahit.workflow.models import Approval


@tool(WRITE)
def log_activity(
    caller: Caller,
    contact_id: ContactId,
    text: Annotated[str, Field(min_length=1)],
    kind: Literal["note", "call", "meeting"] = "note",
    at: Annotated[str, Field(description="When it was, as 2026-12-24T15:30:00+01:00; by default now.")] = "",
) -> dict[str, Any]:
    """Write down what happened with a contact: a note, a call or a meeting. Nothing is sent."""
    contact = caller.one(Contact, contact_id)
    if kind == "note":
        note = add_note(caller.organization, text, actor=caller.actor, contact=contact)
        return {"note": shown(id=note.pk, contact_id=contact.pk, text=note.body)}
    channel = Channel.MEETING if kind == "meeting" else Channel.VOICE_LIVE
    row = log_interaction(
        caller.organization,
        contact,
        channel=channel,
        direction=Direction.OUTBOUND,
        actor=caller.actor,
        at=moment_in(at),
        subject=str(channel.label),
        body=text,
    )
    return {"interaction": interaction_card(row)}


@tool(WRITE)
def create_task(
    caller: Caller,
    title: Annotated[str, Field(min_length=1, max_length=200)],
    contact_id: ContactId | None = None,
    deal_id: DealId | None = None,
    detail: str = "",
    due_at: Annotated[str, Field(description="When it is due, as 2026-12-24T15:30:00+01:00.")] = "",
    assignee: Annotated[str, Field(description="Email address or name of a member; by default the key's own.")] = "",
) -> dict[str, Any]:
    """Put something on a person's list."""
    task = make_task(
        caller.organization,
        title=title,
        detail=detail,
        actor=caller.actor,
        contact=caller.one(Contact, contact_id) if contact_id else None,
        deal=caller.one(Deal, deal_id) if deal_id else None,
        assignee=member_named(caller, assignee) if assignee else (caller.membership and caller.membership.user),
        due_at=moment_in(due_at),
    )
    return {"task": task_card(task)}


@tool(SEND, prospect_visible=True)
def approve(
    caller: Caller,
    approval_id: int,
    fingerprint: Annotated[str, Field(description="Of what was read, as the approvals give it.")],
) -> dict[str, Any]:
    """Approve what waits for a person, exactly as it was read. Only with a person's key."""
    return _answer(caller, approval_id, "approve", fingerprint)


@tool(WRITE)
def reject(
    caller: Caller,
    approval_id: int,
    fingerprint: Annotated[str, Field(description="Of what was read, as the approvals give it.")],
    reason: Annotated[str, Field(max_length=500, description="What is wrong with it.")] = "",
) -> dict[str, Any]:
    """Reject what waits for a person, and say why. Only with a person's key."""
    return _answer(caller, approval_id, "reject", fingerprint, reason)


def _answer(caller: Caller, approval_id: int, choice: str, fingerprint: str, remark: str = "") -> dict[str, Any]:
    person, approval = caller.person, caller.one(Approval, approval_id)
    resolved = resolve(
        approval, choice, actor=caller.actor, member=person, fingerprint=fingerprint, via="mcp", remark=remark
    )
    return {"approval_id": resolved.pk, "status": resolved.status, "choice": resolved.choice}
