"""A skill for many takes all the runs of a round by one call; what fails among them harms its own run only."""

import logging
from collections.abc import Sequence
from typing import Any

import pytest

from crm.models import Contact, Note
from quotahit.accounts.models import Organization
from quotahit.events.record import Fact, record_many
from quotahit.workflow.context import Context
from quotahit.workflow.errors import Permanent
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.results import Result, Sleep
from quotahit.workflow.skills import find_skill
from tests.workflow.conftest import settle

MANY = {"many": True}


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "quotahit.workflow.calling")


@pytest.fixture
def calls() -> list[list[int]]:
    return []


def happen(organization: Organization, count: int, type: str = "test.happened") -> None:
    record_many(Fact(organization.pk, type, payload={"n": n}, source="test") for n in range(count))


def numbers(contexts: Sequence[Context]) -> list[int]:
    return [context.event.payload["n"] for context in contexts if context.event]


def test_all_the_runs_of_a_round_are_taken_by_one_call(acme: Organization, build: Any, calls: Any) -> None:
    def square(contexts: Sequence[Context]) -> list[Result]:
        calls.append(numbers(contexts))
        return [{"square": n * n} for n in numbers(contexts)]

    build((square, MANY), lambda context: {"root": context.values["square"]["square"] ** 0.5})
    happen(acme, 7)
    settle()

    assert calls == [list(range(7))]
    steps = RunStep.objects.filter(name="square").order_by("run_id")
    assert [step.output["square"] for step in steps] == [n * n for n in range(7)]
    assert list(Run.objects.values_list("status", flat=True)) == ["finished"] * 7


@pytest.mark.parametrize("kind", [MANY, {"many": True, "pure": True}])
def test_one_that_fails_leaves_the_others_as_they_are(acme: Organization, build: Any, calls: Any, kind: Any) -> None:
    def choosy(contexts: Sequence[Context]) -> list[Result]:
        calls.append(numbers(contexts))
        if 3 in numbers(contexts):
            raise Permanent("no_threes")
        return [{"n": n} for n in numbers(contexts)]

    build((choosy, kind))
    happen(acme, 5)
    settle()

    assert calls[0] == [0, 1, 2, 3, 4]
    assert all(len(call) == 1 for call in calls[1:])
    assert list(Run.objects.order_by("pk").values_list("status", "reason")) == [
        *[("finished", "")] * 3,
        ("failed", "no_threes"),
        ("finished", ""),
    ]


def test_what_a_failed_call_wrote_does_not_stand(acme: Organization, dana: Contact, build: Any) -> None:
    def write(contexts: Sequence[Context]) -> list[Result]:
        for n in numbers(contexts):
            Note.objects.create(organization=acme, contact=dana, body=str(n))
            if n == 1:
                raise Permanent("no_ones")
        return [{} for _ in contexts]

    build((write, MANY))
    happen(acme, 4)
    settle()

    assert sorted(Note.objects.values_list("body", flat=True)) == ["0", "2", "3"]


def test_a_result_too_few_is_a_fault_and_costs_nobody(acme: Organization, build: Any) -> None:
    def lose_one(contexts: Sequence[Context]) -> list[Result]:
        return [{} for _ in contexts][: max(1, len(contexts) - 1)]

    build((lose_one, MANY))
    happen(acme, 3)
    settle()

    assert list(Run.objects.values_list("status", flat=True)) == ["finished"] * 3


def test_runs_of_two_chains_are_taken_apart_and_each_result_goes_its_own_way(
    acme: Organization, build: Any, calls: Any
) -> None:
    def rest(contexts: Sequence[Context]) -> list[Result]:
        calls.append(numbers(contexts))
        until = contexts[0].now.replace(year=2099)
        return [Sleep(until) if n % 2 else {} for n in numbers(contexts)]

    def work(contexts: Sequence[Context]) -> list[Result]:
        return rest(contexts)

    build((rest, MANY))
    build((work, MANY), name="test.other", on=("test.else",))
    for type in ("test.happened", "test.else", "test.happened"):
        happen(acme, 2, type)
    settle()

    assert sorted(calls) == [[0, 1], [0, 1, 0, 1]]
    assert sorted(Run.objects.values_list("status", flat=True)) == ["finished"] * 3 + ["sleeping"] * 3


def test_it_can_be_called_for_one_run_like_any_other_skill(build: Any) -> None:
    def count(contexts: Sequence[Context], step: int = 1) -> list[Result]:
        return [{"count": step} for _ in contexts]

    build((count, MANY))
    assert find_skill("test.count").function("a context", step=2) == {"count": 2}
