"""A person's word wins at once: whoever takes over silences the qualifier at every point of its turn."""

from typing import Any

import pytest

from agents.models import QualifierQuestion
from agents.qualifier.talking import answering
from crm.holds import hand_back, take_over
from crm.models import Contact
from outreach.inbound.process import process_waiting
from outreach.models import Delivery, InboundMessage
from outreach.sandbox import answer_as_prospect
from quotahit.accounts.models import User
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.runs import advance
from tests.agents.talking.world import ASKS_BUDGET, NEED, said, say, the_talk
from tests.console.loop import work
from tests.llm.server import ModelServer

pytestmark = pytest.mark.django_db(transaction=True)


def hear(dana: Contact, text: str) -> None:
    """Dana's answer comes in and is read; nobody has acted upon it yet."""
    assert answer_as_prospect(Delivery.objects.filter(contact=dana, status=Fate.SENT).latest("pk"), text)
    process_waiting()


def ours(dana: Contact) -> list[Delivery]:
    return list(Delivery.objects.filter(contact=dana, planned_by="agent:qualifier"))


def test_before_it_has_begun(dana: Contact, alice: User) -> None:
    hear(dana, NEED)
    take_over(dana, by=alice)
    work()
    assert ours(dana) == []


@pytest.mark.parametrize("when", ["verdict", "question"])
def test_while_the_model_reads_or_writes(dana: Contact, alice: User, model_server: ModelServer, when: str) -> None:
    def takes_over(question: dict[str, Any]) -> dict[str, str]:
        asked = question["response_format"]["json_schema"]["schema"]["properties"]
        if when in asked:
            take_over(dana, by=alice)
        return {"body": "Thank you.", "question": ""} if "question" in asked else {}

    hear(dana, NEED)
    model_server.obeys = takes_over
    work()
    assert dana.holds.filter(released_at=None, kind="takeover").exists()
    assert ours(dana) == []


def test_between_writing_and_sending(dana: Contact, alice: User) -> None:
    hear(dana, NEED)
    while not ours(dana):
        assert advance(1)
    assert ours(dana)[0].status == Fate.PLANNED
    take_over(dana, by=alice)
    work()
    (dropped,) = ours(dana)
    assert (dropped.status, dropped.reason) == (Fate.CANCELLED, "TALK_TAKEN_OVER")
    hand_back(dana, by=alice)
    work()
    assert [row.status for row in ours(dana)] == [Fate.CANCELLED]


def test_after_it_was_handed_back_the_talk_goes_on_with_the_next_answer(dana: Contact, alice: User) -> None:
    take_over(dana, by=alice)
    assert say(dana, "Where is our data stored?") is None
    hand_back(dana, by=alice)
    assert ASKS_BUDGET in said(dana, NEED)


def test_who_writes_twice_is_answered_once_about_the_last(dana: Contact) -> None:
    hear(dana, "Where is our data stored?")
    hear(dana, NEED)
    work()
    (sent,) = [row for row in ours(dana) if row.status == Fate.SENT]
    assert sent.idempotency_key == f"talk:{InboundMessage.objects.latest('pk').pk}"
    assert QualifierQuestion.objects.get().slot == "budget"


def test_a_draft_that_waits_is_taken_back_when_the_conversation_goes_on(dana: Contact) -> None:
    draft = say(dana, "Does it work with our bookkeeping?")
    assert draft
    said(dana, NEED)
    draft.refresh_from_db()
    assert (draft.status, draft.reason) == (Fate.CANCELLED, answering.WENT_ON)
    assert the_talk(dana).state == "open"
