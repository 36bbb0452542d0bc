"""What a person may do with one run: try again, leave out, go on, end. Each leaves a line in the log."""

import logging
from typing import Any

import pytest

from quotahit.accounts.models import User
from quotahit.audit.models import AuditEntry
from quotahit.workflow import runs
from quotahit.workflow.context import Context
from quotahit.workflow.errors import NotPossible, Permanent
from quotahit.workflow.models import RunStep, Wait
from quotahit.workflow.results import WaitFor
from tests.workflow.conftest import settle


@pytest.fixture
def broken(build: Any, caplog: pytest.LogCaptureFixture) -> dict[str, Any]:
    """A chain whose first step fails while `is_broken`; `executed` lists what was."""
    caplog.set_level(logging.CRITICAL, "quotahit.workflow.calling")
    state: dict[str, Any] = {"is_broken": True, "executed": []}

    def fragile(context: Context) -> None:
        state["executed"].append("fragile")
        if state["is_broken"]:
            raise Permanent("broken")

    def last(context: Context) -> None:
        state["executed"].append("last")

    build((fragile, {"external": True}), last)
    return state


def logged() -> list[str]:
    entries = AuditEntry.objects.filter(subject_type="workflow.run").order_by("pk")
    return list(entries.values_list("action", flat=True))


def test_retry_tries_the_failed_step_again(broken: dict[str, Any], happen: Any, bob: User) -> None:
    run = settle(happen())
    assert run.status == "failed"
    broken["is_broken"] = False
    runs.retry(run, bob)
    settle(run)
    assert (run.status, run.ended_at is not None) == ("finished", True)
    assert broken["executed"] == ["fragile", "fragile", "last"]
    step = RunStep.objects.get(run=run, position=0)
    assert (step.status, step.error) == ("done", "broken")
    assert logged() == ["run.retried"]


def test_skip_leaves_the_step_out(broken: dict[str, Any], happen: Any, bob: User) -> None:
    run = settle(happen())
    runs.skip(run, bob)
    settle(run)
    assert (run.status, broken["executed"]) == ("finished", ["fragile", "last"])
    assert RunStep.objects.get(run=run, position=0).status == "skipped"
    assert logged() == ["run.step_skipped"]


def test_skipping_the_last_step_finishes_the_run(build: Any, happen: Any, bob: User) -> None:
    build(lambda context: WaitFor("test.never"))
    run = settle(happen())
    runs.skip(run, bob)
    settle(run)
    assert run.status == "finished"
    assert not Wait.objects.filter(closed_at=None).exists()


def test_cancel_ends_it_for_good(build: Any, happen: Any, tell: Any, bob: User) -> None:
    executed = []
    build(lambda context: WaitFor("test.continue"), lambda context: executed.append(1))
    run = settle(happen())
    runs.cancel(run, bob)
    tell("test.continue")
    settle(run)
    assert (run.status, executed) == ("cancelled", [])
    assert logged() == ["run.cancelled"]


def test_what_makes_no_sense_is_refused_and_not_logged(build: Any, happen: Any, bob: User) -> None:
    build(lambda context: None)
    run = settle(happen())
    for verb in (runs.retry, runs.skip, runs.cancel, runs.resume):
        with pytest.raises(NotPossible):
            verb(run, bob)
    assert logged() == []
