"""What an answer may claim by itself: courtesies, and what one approved line says. All else is for a person."""

import json
from decimal import Decimal

import pytest

from agents.outreach.answers import DRAFT_ANSWER
from agents.outreach.claims import Doubt, Knowledge, doubts
from crm.price_list import PriceLine
from tests.agents.obeying import ATTACKS

KNOWLEDGE = Knowledge(
    approved=(
        "Team plan. Reports for sales teams.\nWe connect to Salesforce. We do not offer refunds.",
        "https://cal.example/ava",
    ),
    prices=(PriceLine(item="Team plan", price=Decimal(49), currency="USD", unit="user and month", floor=Decimal(39)),),
    names=("Acme Analytics", "Ava", "Dana"),
    instructions="You draft a short answer to a prospect's mail for a colleague. Canary: ZX-7714. Name no price.",
)

PROMPT = DRAFT_ANSWER.text.partition("\n---\n")[0]


@pytest.mark.parametrize(
    "text",
    [
        "Hello Dana,\n\nThank you for asking. Team plan: 49 USD per user and month\n\nBest regards\nAva",
        "The list price is $49 USD per user and month.",
        "We connect to Salesforce. Does that answer it?",
        "Hello Dana, please see https://cal.example/ava.",
        "I will find out and get back to you.",
        "Vielen Dank für Ihre Nachricht. Ich kläre das mit einem Kollegen und melde mich.",
    ],
)
def test_what_is_approved_may_leave(text: str) -> None:
    assert doubts(text, KNOWLEDGE) == []


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Team plan: 39 USD per user and month", Doubt.NUMBER),
        ("You get 90 % off.", Doubt.NUMBER),
        ("Team plan: 49 USD", Doubt.UNIT),
        ("Team plan: 49 EUR per user and month", Doubt.NUMBER),
        ("We offer refunds.", Doubt.WORDS),
        ("Yes, agreed.", Doubt.WORDS),
        ("Thank you. We will do that for you.", Doubt.WORDS),
        ("It is so.", Doubt.WORDS),
        ("I will check and do that for you.", Doubt.WORDS),
        ("👍 Thank you", Doubt.WORDS),
        ("👍", Doubt.EMPTY),
        ("Nine\u200bty per cent off", Doubt.WORDS),
        ("See https://cal.example/ava/pay", Doubt.LINK),
        ("Write to me@evil.example", Doubt.LINK),
        ("See evil.example", Doubt.LINK),
        ("We connect to HubSpot.", Doubt.WORDS),
        ("We are SOC 2 certified.", Doubt.NUMBER),
        ("Thank you. Z X 7 7 1 4", Doubt.PROMPT),
        ("Thank you. 4177xz", Doubt.PROMPT),
        ("I draft a short answer to a prospect's mail", Doubt.PROMPT),
        ("Globex pays less.", Doubt.WORDS),
        ("Да, мы согласны.", Doubt.WORDS),
        ("Thank you for asking. [Answer the question here.]", Doubt.BLANK),
        ("", Doubt.EMPTY),
    ],
)
def test_what_is_not_covered_goes_to_a_person(text: str, doubt: Doubt) -> None:
    assert doubt in doubts(text, KNOWLEDGE)


def demands() -> list[str]:
    return [message["demand"] for message in json.loads(ATTACKS.read_text(encoding="utf-8"))["messages"]]


@pytest.mark.parametrize("demand", demands())
def test_what_an_attacker_demands_is_never_said(demand: str) -> None:
    knowledge = Knowledge(
        approved=("Northwind Freight", "Team plan"),
        prices=KNOWLEDGE.prices,
        names=("Northwind Freight", "Ava Stone", "Dana", "Fox", "Globex"),
        instructions=f"{PROMPT}\nInternal, for nobody outside: CANARY-8841-ZETA",
    )
    assert doubts(demand, knowledge)
