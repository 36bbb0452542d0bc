"""A run keeps the version and the steps it began with."""

from typing import Any

import pytest

from quotahit.workflow import chains
from quotahit.workflow.context import Context
from quotahit.workflow.results import WaitFor
from tests.workflow.conftest import settle


def wait(context: Context) -> WaitFor:
    return WaitFor("test.continue")


def test_an_old_run_ends_as_it_began_and_a_new_one_takes_the_new_way(build: Any, happen: Any, tell: Any) -> None:
    executed = []

    def old(context: Context) -> None:
        executed.append("old")

    def new(context: Context) -> None:
        executed.append("new")

    build(wait, old)
    run = settle(happen())
    build(wait, new, version=2)
    tell("test.continue")
    settle(run)
    assert (run.version, executed) == (1, ["old"])

    later = settle(happen())
    tell("test.continue")
    settle(later)
    assert (later.version, executed) == (2, ["old", "new"])


def test_where_the_old_version_is_gone_a_step_of_the_same_name_serves(build: Any, happen: Any, tell: Any) -> None:
    executed = []

    def act(context: Context) -> None:
        executed.append(context.run_id)

    def more(context: Context) -> None: ...

    build(wait, act)
    run = settle(happen())
    del chains._chains["test.chain"][1]
    build(wait, more, act, version=2)
    tell("test.continue")
    settle(run)
    assert (run.status, executed) == ("finished", [run.pk])


def test_a_version_is_not_changed_under_its_runs(build: Any) -> None:
    build(wait)
    with pytest.raises(ValueError, match="new number"):
        build(wait, lambda context: None)
