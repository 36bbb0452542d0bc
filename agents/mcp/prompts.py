"""Prompts that an assistant can take over: files, filled with what the caller may see."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agents.mcp.callers import Caller
from agents.mcp.presenting import deal_card
from agents.mcp.resources.people import contact as contact_in_full
from crm.models import Deal
from quotahit.llm.prompts import render

FOLDER = Path(__file__).parent / "prompts"
Fill = Callable[..., dict[str, str]]


@dataclass(frozen=True)
class McpPrompt:
    """One prompt: what it is for, and the function that says what stands in it."""

    name: str
    title: str
    fill: Fill

    def filled(self, caller: Caller, words: dict[str, str]) -> str:
        """The whole prompt for this caller."""
        asked = {"organization": caller.organization.name, **words}
        question = render((FOLDER / f"{self.name}.md").read_text(encoding="utf-8"), asked)
        return f"{question.system}\n\n{question.user}"


_prompts: list[McpPrompt] = []


def prompt(title: str) -> Callable[[Fill], Fill]:
    """Offer the file named after the function; it is filled with what the function returns."""

    def register(fill: Fill) -> Fill:
        _prompts.append(McpPrompt(fill.__name__, title, fill))
        return fill

    return register


def prompts() -> list[McpPrompt]:
    return list(_prompts)


@prompt("Qualify a lead by budget, authority, need, timeline and competition")
def qualify_lead(caller: Caller, contact_id: int) -> dict[str, str]:
    return _about(caller, contact_id)


@prompt("Answer an objection")
def handle_objection(caller: Caller, objection: str, contact_id: int = 0) -> dict[str, str]:
    known = _about(caller, contact_id) if contact_id else {"record": ""}
    return {"objection": objection, **known}


@prompt("Write a first mail to a contact")
def write_outreach(caller: Caller, contact_id: int, goal: str = "a first conversation") -> dict[str, str]:
    return {"goal": goal, **_about(caller, contact_id)}


@prompt("Summarize a deal")
def summarize_deal(caller: Caller, deal_id: int) -> dict[str, str]:
    deal = caller.one(Deal, deal_id)
    person = contact_in_full(caller, deal.contact_id) if deal.contact_id else None
    return {"record": _written({"deal": deal_card(deal), "contact": person})}


@prompt("Score a conversation")
def score_conversation(caller: Caller, contact_id: int) -> dict[str, str]:
    return _about(caller, contact_id)


@prompt("Suggest the next act with a contact")
def suggest_next_action(caller: Caller, contact_id: int) -> dict[str, str]:
    return _about(caller, contact_id)


def _about(caller: Caller, contact_id: int) -> dict[str, str]:
    return {"record": _written(contact_in_full(caller, contact_id))}


def _written(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, indent=1, default=str)
