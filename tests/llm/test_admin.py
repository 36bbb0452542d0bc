"""The page of model calls tells what was asked and what it cost."""

from decimal import Decimal

from django.test import Client

from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.llm.models import ModelCall


def _call(organization: Organization, prompt: str, cost: str) -> ModelCall:
    return ModelCall.objects.create(
        organization=organization,
        at=clock.now(),
        prompt=prompt,
        vendor="openai",
        model="gpt-4.1-mini",
        cost=Decimal(cost),
        tokens_in=100,
        tokens_out=20,
        latency_ms=1234,
        outcome="ok",
        subject_type="crm.contact",
        subject_id=7,
        question="Is Dana glad?",
        answer='{"mood": "glad"}',
    )


def test_the_list_shows_what_was_spent_by_day_and_by_prompt(
    as_alice: Client, acme: Organization, rival: Organization
) -> None:
    _call(acme, "tests.mood", "1.25")
    _call(acme, "tests.mood", "0.5")
    _call(rival, "rival.secret", "9")

    page = as_alice.get("/llm/modelcall/").content.decode()

    assert "1.75 USD" in page
    assert "of 20.00 USD" in page
    assert "2 calls" in page
    assert "rival.secret" not in page
    assert 'href="/crm/contact/7/change/"' in page


def test_a_call_shows_question_and_answer_and_nobody_changes_it(as_alice: Client, acme: Organization) -> None:
    call = _call(acme, "tests.mood", "0.000072")

    page = as_alice.get(f"/llm/modelcall/{call.pk}/change/").content.decode()

    assert "Is Dana glad?" in page
    assert "0.000072 USD" in page
    assert as_alice.post(f"/llm/modelcall/{call.pk}/change/", {"answer": "x"}).status_code == 403


def test_the_page_opens_when_nothing_was_asked_yet(as_alice: Client) -> None:
    assert b"No model was asked" in as_alice.get("/llm/modelcall/").content
