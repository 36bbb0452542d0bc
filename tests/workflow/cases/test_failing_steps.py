"""Two words for failure: permanent, or try again. A failure harms its own run only."""

import logging
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from crm.models import Contact, Note
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.events.models import Event
from quotahit.events.record import Fact, record, record_many
from quotahit.workflow.context import Context
from quotahit.workflow.errors import Permanent, Retry
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.results import WaitFor
from tests.workflow.conftest import settle


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "quotahit.workflow.calling")


@pytest.mark.parametrize("kind", [{}, {"pure": True}, {"external": True}])
def test_a_permanent_failure_ends_the_run(build: Any, happen: Any, kind: dict[str, bool]) -> None:
    later = []

    def fail(context: Context) -> None:
        raise Permanent("no_mailbox")

    build((fail, kind), lambda context: later.append(1))
    run = settle(happen())

    assert (run.status, run.reason, later) == ("failed", "no_mailbox", [])
    assert RunStep.objects.get(run=run).error == "no_mailbox"


@pytest.mark.parametrize("kind", [{}, {"pure": True}, {"external": True}])
def test_a_best_effort_step_may_fail(build: Any, happen: Any, kind: dict[str, bool]) -> None:
    later = []

    def fail(context: Context) -> None:
        raise Permanent("no_website")

    build((fail, {**kind, "critical": False}), lambda context: later.append("fail" in context.values))
    run = settle(happen())

    assert (run.status, later) == ("finished", [False])
    assert RunStep.objects.get(run=run, position=0).status == "failed"


@pytest.mark.parametrize("kind", [{}, {"pure": True}, {"external": True}])
def test_a_transient_failure_is_tried_again_later_and_its_error_is_kept(build: Any, happen: Any, kind: Any) -> None:
    tries = []

    def flaky(context: Context) -> dict[str, int]:
        tries.append(context.now)
        if context.now < tries[0] + timedelta(minutes=1):
            raise Retry("rate_limited")
        return {"tries": len(tries)}

    build((flaky, kind))
    run = settle(happen())
    assert (run.status, run.attempts, run.reason) == ("retrying", 1, "rate_limited")

    with clock.stopped(run.wake_at + timedelta(minutes=1)):
        settle(run)
    assert run.status == "finished"
    step = RunStep.objects.get(run=run)
    assert (step.status, step.attempts, step.error) == ("done", 2, "rate_limited")


def test_the_vendor_says_when_to_come_back(build: Any, happen: Any) -> None:
    def limited(context: Context) -> None:
        raise Retry("rate_limited", retry_after=timedelta(minutes=17))

    build((limited, {"external": True}))
    began = clock.now()
    run = settle(happen())
    assert timedelta(minutes=17) <= run.wake_at - began < timedelta(minutes=18)


def test_trying_again_comes_to_an_end(build: Any, happen: Any) -> None:
    tries = []

    def always_busy(context: Context) -> None:
        tries.append(context.now)
        raise Retry("busy")

    build((always_busy, {"external": True}))
    run = settle(happen())
    while run.status == "retrying":
        with clock.stopped(run.wake_at):
            settle(run)
    assert (run.status, len(tries)) == ("failed", 6)
    pauses = [(after - before).total_seconds() for before, after in pairwise(tries)]
    assert pauses == sorted(pauses)
    assert sum(pauses) > 10_000


def test_an_unexpected_error_is_recorded_without_what_it_quotes(build: Any, happen: Any) -> None:
    def careless(context: Context) -> None:
        raise ValueError("dana@globex.example is no number")

    build(careless)
    run = settle(happen())
    error = RunStep.objects.get(run=run).error
    assert error.startswith("ValueError at test_failing_steps.py:")
    assert "dana" not in error + run.reason


@pytest.mark.parametrize("output", [{"at": clock.now()}, {"text": "\0"}, {"number": float("nan")}, ["no", "dict"]])
def test_an_output_that_cannot_be_kept_fails_the_step(build: Any, happen: Any, output: Any) -> None:
    build(lambda context: output)
    assert settle(happen()).status == "failed"


def test_one_failing_skill_does_not_poison_the_batch(build: Any, acme: Organization) -> None:
    contacts = [
        Contact.objects.create(organization=acme, first_name=f"Lead {n}", name_key=f"lead {n}") for n in range(40)
    ]
    bad = {contacts[n].pk for n in (0, 7, 8, 39)}
    executed: Counter[int] = Counter()

    def write(context: Context) -> None:
        executed[context.subject_id or 0] += 1
        Note.objects.create(organization_id=context.organization_id, contact_id=context.subject_id, body="seen")
        if context.subject_id in bad:
            # Breaks the transaction on PostgreSQL, not only this step.
            Note.objects.create(organization_id=None, contact_id=context.subject_id, body="broken")

    build(write)
    record_many([Fact(acme.pk, "test.happened", contact, source="test") for contact in contacts])
    settle()

    assert Run.objects.filter(status="finished").count() == 36
    assert set(Run.objects.filter(status="failed").values_list("subject_id", flat=True)) == bad
    assert set(Note.objects.values_list("contact_id", flat=True)) == {contact.pk for contact in contacts} - bad
    assert Note.objects.count() == 36  # what was rolled back and done again is there once
    assert max(executed.values()) <= 3


def test_rows_of_a_failed_step_are_gone(build: Any, happen: Any, dana: Contact) -> None:
    def half(context: Context) -> None:
        Note.objects.create(organization_id=context.organization_id, contact_id=context.subject_id, body="half done")
        raise Permanent("changed_its_mind")

    build((half, {"critical": False}))
    run = settle(happen())
    assert run.status == "finished"
    assert not Note.objects.exists()


def test_an_event_is_recorded_with_the_step_or_not_at_all(build: Any, happen: Any, dana: Contact) -> None:
    def tell_and_fail(context: Context) -> None:
        record(context.organization, "test.told", subject=dana, source="test")
        raise Permanent("after_telling")

    build(tell_and_fail)
    settle(happen())
    assert not Event.objects.filter(type="test.told").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", [{}, {"pure": True}, {"external": True}])
def test_a_result_that_the_database_refuses_fails_the_step(build: Any, acme: Organization, kind: Any) -> None:
    """A wait about nobody: the run has no subject, and the skill names none."""
    build((lambda context: WaitFor("reply.received"), kind))
    record_many([Fact(acme.pk, "test.happened", source="test") for _ in range(3)])
    settle()
    assert set(Run.objects.values_list("status", flat=True)) == {"failed"}
    assert RunStep.objects.filter(error__startswith="IntegrityError").count() == 3
