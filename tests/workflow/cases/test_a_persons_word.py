"""Take-over stops the runs about a contact at once; holds are asked before every external step."""

from datetime import timedelta
from typing import Any

import pytest

from crm.models import Contact
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.workflow import holds
from quotahit.workflow.context import Context
from quotahit.workflow.holds import Held
from quotahit.workflow.models import RunStep
from quotahit.workflow.results import Sleep
from quotahit.workflow.runs import pause_runs, resume_runs
from tests.workflow.conftest import settle


def subject(contact: Contact) -> tuple[str, int]:
    return ("crm.contact", contact.pk)


def test_paused_runs_stand_still_and_go_on_where_they_stood(build: Any, happen: Any, dana: Contact, bob: User) -> None:
    executed = []
    build(lambda context: Sleep(context.now + timedelta(hours=1)), lambda context: executed.append(1))
    run = settle(happen())

    assert pause_runs(subject(dana), actor=bob) == 1
    assert pause_runs(subject(dana), actor=bob) == 0
    with clock.stopped(clock.now() + timedelta(hours=2)):
        settle(run)
        assert executed == []
        assert resume_runs(subject(dana), actor=bob) == 1
        settle(run)
    assert (run.status, executed) == ("finished", [1])
    assert list(AuditEntry.objects.filter(action__startswith="run.").values_list("action", flat=True)) == [
        "run.paused",
        "run.resumed",
    ]


def test_a_step_in_flight_is_not_recorded_and_nothing_follows_it(
    build: Any, happen: Any, dana: Contact, bob: User
) -> None:
    executed = []

    def call_a_model(context: Context) -> None:
        executed.append("call")
        if len(executed) == 1:
            pause_runs(subject(dana), actor=bob)  # Bob takes over while the model thinks

    def write(context: Context) -> None:
        executed.append("write")

    build((call_a_model, {"external": True}), write)
    run = settle(happen())
    assert executed == ["call"]
    assert (run.position, run.claim) == (0, "")
    assert not RunStep.objects.exists()

    resume_runs(subject(dana), actor=bob)
    settle(run)
    assert executed == ["call", "call", "write"]


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> dict[str, Held]:
    """A hold on everybody, while the dictionary has one under "held"."""
    standing: dict[str, Held] = {}
    monkeypatch.setattr(holds, "_checks", [lambda organization_id, subject: standing.get("held")])
    return standing


def test_a_hold_keeps_external_steps_back_until_it_ends(build: Any, happen: Any, hold: dict[str, Held]) -> None:
    executed = []
    build(lambda context: executed.append("quick"), (lambda context: executed.append("outside"), {"external": True}))
    hold["held"] = Held("out_of_office", clock.now() + timedelta(days=9))
    run = settle(happen())
    assert (run.status, run.reason, executed) == ("held", "out_of_office", ["quick"])

    hold.clear()
    with clock.stopped(run.wake_at + timedelta(seconds=1)):
        settle(run)
    assert (run.status, executed) == ("finished", ["quick", "outside"])


def test_a_released_hold_lets_it_go_on_at_once(build: Any, happen: Any, hold: Any, dana: Contact, bob: User) -> None:
    executed = []
    build((lambda context: executed.append(1), {"external": True}))
    hold["held"] = Held("manual")
    run = settle(happen())
    hold.clear()
    resume_runs(subject(dana), actor=bob)
    settle(run)
    assert executed == [1]


def test_a_paused_organization_is_left_alone(build: Any, happen: Any, acme: Organization) -> None:
    executed = []
    build(lambda context: executed.append(1))
    run = happen()
    Organization.objects.filter(pk=acme.pk).update(paused_at=clock.now())
    settle(run)
    assert executed == []
    Organization.objects.filter(pk=acme.pk).update(paused_at=None)
    settle(run)
    assert executed == [1]
