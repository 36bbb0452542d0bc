"""The month's budget is a hard stop, asked before each paid call."""

import threading
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.llm.ask import ask
from quotahit.llm.models import ModelCall
from quotahit.llm.prices import price_of
from quotahit.llm.spending import spend_by_day, spend_by_prompt, spend_this_month
from tests.llm.mood import MESSAGE, MOOD, Mood
from tests.llm.server import ModelServer

GLAD = {"mood": "glad", "confidence": 0.9}


def _spend(organization: Organization, cost: str, **fields: object) -> None:
    ModelCall.objects.create(
        organization=organization, prompt="tests.other", vendor="openai", model="gpt-5", cost=Decimal(cost), **fields
    )


def test_when_the_budget_is_spent_no_call_goes_out(acme: Organization, model_server: ModelServer) -> None:
    _spend(acme, "20.00")

    answer = ask(acme, MOOD, MESSAGE, Mood)

    assert (answer.by, answer.why) == ("offline", "over_budget")
    assert model_server.asked == []
    assert spend_this_month(acme) == Decimal("20.00")


def test_a_call_that_might_break_the_budget_does_not_go_out(acme: Organization, model_server: ModelServer) -> None:
    _spend(acme, "19.999")  # one answer of 1,500 tokens may cost a quarter of a cent

    assert ask(acme, MOOD, MESSAGE, Mood).why == "over_budget"


def test_what_is_set_aside_for_a_call_under_way_counts(acme: Organization, model_server: ModelServer) -> None:
    _spend(acme, "20.00", outcome="running")

    assert ask(acme, MOOD, MESSAGE, Mood).why == "over_budget"


def test_the_budget_is_the_organizations_own_and_begins_anew_each_month(
    acme: Organization, rival: Organization, model_server: ModelServer
) -> None:
    _spend(rival, "500")
    with clock.stopped(datetime(2026, 10, 31, 23, 59, tzinfo=UTC)):
        _spend(acme, "500", at=clock.now())
    model_server.says(GLAD)

    with clock.stopped(datetime(2026, 11, 1, 0, 1, tzinfo=UTC)):
        assert ask(acme, MOOD, MESSAGE, Mood).by == "model"
        assert spend_this_month(acme) == Decimal("0.000072")


def test_after_the_answer_the_true_cost_replaces_what_was_set_aside(
    acme: Organization, model_server: ModelServer
) -> None:
    acme.monthly_model_budget = Decimal("0.01")
    acme.save()
    for _ in range(5):
        model_server.says(GLAD)

    assert {ask(acme, MOOD, MESSAGE, Mood).by for _ in range(5)} == {"model"}

    assert spend_this_month(acme) == Decimal("0.000360")


@pytest.mark.parametrize(
    ("model", "read", "written"),
    [
        ("gpt-4.1-mini", "0.40", "1.60"),
        ("gpt-4.1-mini-2025-04-14", "0.40", "1.60"),
        ("gpt-9-turbo", "15", "120"),
    ],
)
def test_a_snapshot_costs_what_its_model_does_and_an_unknown_model_what_the_dearest_does(
    model: str, read: str, written: str
) -> None:
    price = price_of(model)

    assert (price.read, price.written) == (Decimal(read), Decimal(written))


def test_the_installation_can_name_the_price_of_a_model(settings: object) -> None:
    settings.MODEL_PRICES = {"llama3": [0, 0]}  # type: ignore[attr-defined]

    assert price_of("llama3").of(1_000_000, 1_000_000) == 0


def test_spending_is_told_by_day_and_by_prompt(acme: Organization, rival: Organization) -> None:
    with clock.stopped(datetime(2026, 11, 20, 12, tzinfo=UTC)):
        _spend(acme, "1.50", at=clock.now() - timedelta(days=1))
        _spend(acme, "0.25", at=clock.now())
        _spend(rival, "7", at=clock.now())

        assert [(str(day), cost) for day, cost in spend_by_day(acme)] == [
            ("2026-11-19", Decimal("1.50")),
            ("2026-11-20", Decimal("0.25")),
        ]
        assert spend_by_prompt(acme) == [("tests.other", 2, Decimal("1.75"))]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_many_that_ask_at_once_do_not_spend_the_same_money_twice(acme: Organization, model_server: ModelServer) -> None:
    acme.monthly_model_budget = Decimal("0.01")  # four calls may each cost a quarter of a cent at most, not five
    acme.save()
    for _ in range(6):
        model_server.says(GLAD)
    model_server.may_answer.clear()
    reasons: list[str] = []

    def work() -> None:
        try:
            reasons.append(ask(acme, MOOD, MESSAGE, Mood).why)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    while len(reasons) < 2 and any(thread.is_alive() for thread in threads):
        time.sleep(0.02)
    model_server.may_answer.set()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(reasons) == [*[""] * 4, "over_budget", "over_budget"]
    assert len(model_server.asked) == 4
