"""A run that sleeps is a row, and wakes when its time has come."""

from datetime import timedelta
from typing import Any

from quotahit import clock
from quotahit.workflow.context import Context
from quotahit.workflow.results import Sleep
from tests.workflow.conftest import settle


def test_it_goes_on_after_its_time_and_not_before(build: Any, happen: Any) -> None:
    executed = []
    began = clock.now()

    def nap(context: Context) -> Sleep:
        executed.append("nap")
        return Sleep(context.now + timedelta(hours=3))

    def rise(context: Context) -> None:
        executed.append("rise")

    build(nap, rise)
    run = settle(happen())
    assert (run.status, executed) == ("sleeping", ["nap"])
    assert run.claimed_until is None

    with clock.stopped(began + timedelta(hours=2)):
        settle(run)
    assert executed == ["nap"]

    with clock.stopped(clock.now() + timedelta(hours=4)):
        settle(run)
    assert (run.status, executed) == ("finished", ["nap", "rise"])
