"""High, medium or low: the verdict speaks first, then the last reply, then the score."""

import pytest

from agents.orchestrator.chains.intents import level_of
from agents.orchestrator.routing.intent import intent_of


@pytest.mark.parametrize(
    ("verdict", "reply", "fit", "intent"),
    [
        ("disqualified", "interested", 95, "low"),
        ("qualified", None, 10, "high"),
        ("nurture", "interested", 10, "high"),
        ("nurture", "question", 95, "medium"),
        ("unheard", "objection", 95, "medium"),
        ("unheard", "reschedule", 10, "medium"),
        ("unheard", "not_interested", 95, "low"),
        ("unheard", "unsubscribe", 95, "low"),
        ("unheard", None, 70, "high"),
        ("unheard", None, 69, "medium"),
        ("unheard", None, 40, "medium"),
        ("unheard", None, 39, "low"),
        ("unheard", None, None, "low"),
    ],
)
def test_how_much_a_lead_wants_to_buy(verdict: str, reply: str | None, fit: int | None, intent: str) -> None:
    level = level_of(verdict, intent_of(reply, "", 0) if reply else None, fit)
    assert (level.intent, bool(level.reason), 0 <= level.level <= 100) == (intent, True, True)
