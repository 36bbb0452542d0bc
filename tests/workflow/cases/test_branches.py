"""A step is taken when what came before says so; else it is skipped with the reason, and what hangs on it as well."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client

from crm.models import Contact
from quotahit.accounts.models import Organization
from quotahit.events.record import Fact, record_many
from quotahit.workflow import chains
from quotahit.workflow.context import Context
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.results import Result, WaitFor
from tests.workflow.conftest import settle


def judge(context: Context) -> dict[str, Any]:
    return {"intent": context.event.payload.get("intent") if context.event else None}


def of(intent: Any) -> dict[str, Any]:
    return {"step_0.intent": intent}


@pytest.fixture
def branch(build: Any) -> None:
    build(
        lambda context: judge(context),
        (lambda context: {"called": True}, {"when": of("high")}),
        (lambda context: {"written": True}, {"when": of(["medium", "low"])}),
        (lambda context: {"answered": True}, {"when": {"step_2.written": True}}),
    )


def ways(run: Run) -> list[str]:
    return list(run.steps.values_list("status", flat=True))


@pytest.mark.usefixtures("branch")
class TestABranch:
    @pytest.mark.parametrize(
        ("intent", "taken"),
        [
            ("high", ["done", "done", "skipped", "skipped"]),
            ("medium", ["done", "skipped", "done", "done"]),
            ("low", ["done", "skipped", "done", "done"]),
            ("none", ["done", "skipped", "skipped", "skipped"]),
            (None, ["done", "skipped", "skipped", "skipped"]),
        ],
    )
    def test_the_way_follows_from_what_came_before(self, happen: Any, intent: Any, taken: list[str]) -> None:
        run = settle(happen(intent=intent))
        assert (run.status, ways(run)) == ("finished", taken)

    def test_what_is_skipped_says_why(self, happen: Any) -> None:
        run = settle(happen(intent="high"))
        assert run.steps.get(position=2).output == {
            "unmet": "step_0.intent",
            "found": "high",
            "wanted": ["medium", "low"],
        }
        assert run.steps.get(position=3).output["found"] is None

    def test_the_page_of_the_run_says_why(self, happen: Any, as_alice: Client) -> None:
        run = settle(happen(intent="high"))
        page = as_alice.get(f"/workflow/run/{run.pk}/change/").content.decode()
        assert "step_0.intent is high, not medium, low" in page
        assert "step_2.written is not known" in page


def test_those_that_take_a_step_are_taken_together_and_the_others_pass(acme: Organization, build: Any) -> None:
    calls: list[int] = []

    def even(contexts: Sequence[Context]) -> list[Result]:
        calls.append(len(contexts))
        return [{} for _ in contexts]

    build(
        lambda context: {"rest": context.event.payload["n"] % 2},
        (even, {"many": True, "when": {"step_0.rest": 0}}),
    )
    record_many(Fact(acme.pk, "test.happened", payload={"n": n}, source="test") for n in range(20))
    settle()
    assert calls == [10]
    assert RunStep.objects.filter(name="even", status="skipped").count() == 10


def test_a_step_that_leaves_the_database_is_skipped_without_being_called(build: Any, happen: Any) -> None:
    called = []
    build(
        lambda context: judge(context),
        (lambda context: called.append(context.run_id), {"external": True, "when": of("high")}),
        lambda context: {"end": True},
    )
    run = settle(happen(intent="low"))
    assert (ways(run), called) == (["done", "skipped", "done"], [])


def test_what_a_wait_came_to_decides_as_well(build: Any, happen: Any, tell: Any) -> None:
    def wait(context: Context) -> WaitFor:
        return WaitFor("test.answered")

    build(wait, (lambda context: {}, {"when": {"wait.timed_out": True}}), lambda context: {"end": True})
    run = settle(happen())
    tell("test.answered")
    assert ways(settle(run)) == ["done", "skipped", "done"]


def test_a_run_that_began_before_there_were_branches_ends_by_the_steps_of_today(
    build: Any, happen: Any, tell: Any, dana: Contact
) -> None:
    def wait(context: Context) -> WaitFor:
        return WaitFor("test.continue")

    def act(context: Context) -> dict[str, Any]:
        return {"acted": True}

    build(wait, act, lambda context: {"end": True})
    run = settle(happen())
    del chains._chains["test.chain"][1]
    build(wait, (act, {"when": {"wait.payload": "never"}}), lambda context: {"end": True}, version=2)
    tell("test.continue")
    run = settle(run)
    assert (run.version, run.status, ways(run)) == (1, "finished", ["done", "skipped", "done"])
