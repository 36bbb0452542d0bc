"""A run waits for an event about its subject: it may come later, be there before the question, or never come."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crm.models import Contact
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.events.models import Event
from quotahit.events.record import record
from quotahit.workflow.context import Context
from quotahit.workflow.models import Run, Wait
from quotahit.workflow.results import WaitFor
from tests.workflow.conftest import settle


@pytest.fixture
def heard(build: Any) -> list[dict[str, Any]]:
    """What the step after the wait was told."""
    told: list[dict[str, Any]] = []

    def wait(context: Context) -> WaitFor:
        return WaitFor("reply.received", match={"label": "interested"}, timeout=timedelta(days=3))

    def go_on(context: Context) -> None:
        told.append(context.values["wait"])

    build(wait, go_on)
    return told


def test_the_event_wakes_the_run(heard: list[Any], happen: Callable[..., Run], tell: Callable[..., Event]) -> None:
    run = settle(happen())
    assert (run.status, heard) == ("waiting", [])

    event = tell("reply.received", label="interested")
    settle(run)

    assert run.status == "finished"
    assert heard == [{"event_id": event.pk, "payload": {"label": "interested"}}]


def test_other_events_do_not(
    heard: list[Any], happen: Any, tell: Any, acme: Organization, rival: Organization, dana: Contact
) -> None:
    run = settle(happen())
    tell("reply.received", label="question")
    tell("email.opened", label="interested")
    other = Contact.objects.create(organization=acme, first_name="Eve", name_key="eve")
    record(acme, "reply.received", subject=other, payload={"label": "interested"}, source="test")
    record(rival, "reply.received", subject=dana, payload={"label": "interested"}, source="test")
    settle(run)
    assert (run.status, heard) == ("waiting", [])


def test_an_answer_that_was_there_before_the_question_counts(build: Any, happen: Any, tell: Any) -> None:
    heard = []

    def send(context: Context) -> WaitFor:
        tell("reply.received")  # it comes while the step that asks is still under way
        return WaitFor("reply.received")

    def go_on(context: Context) -> None:
        heard.append(context.values["send"])

    build((send, {"external": True}), go_on)
    run = settle(happen())
    assert (run.status, len(heard)) == ("finished", 1)


def test_an_event_from_before_the_last_commit_does_not(heard: list[Any], happen: Any, tell: Any) -> None:
    with clock.stopped(clock.now() - timedelta(hours=1)):
        tell("reply.received", label="interested")
    run = settle(happen())
    assert run.status == "waiting"


def test_an_event_that_its_listener_missed_is_found_at_the_second_look(
    heard: list[Any], happen: Any, tell: Any
) -> None:
    run = settle(happen())
    event = tell("reply.received", label="interested")
    # As if its transaction had begun before the wait was there: no listener saw the two together.
    Wait.objects.filter(run=run).update(event_id=None)
    Run.objects.filter(pk=run.pk).update(wake_at=Wait.objects.get(run=run).created_at + timedelta(minutes=1))

    with clock.stopped(clock.now() + timedelta(minutes=2)):
        settle(run)
    assert run.status == "finished"
    assert heard[0]["event_id"] == event.pk


def test_after_the_timeout_the_run_goes_on_without_it(heard: list[Any], happen: Any, tell: Any) -> None:
    run = settle(happen())
    with clock.stopped(clock.now() + timedelta(days=2)):
        settle(run)
        assert heard == []
    with clock.stopped(clock.now() + timedelta(days=4)):
        settle(run)
        tell("reply.received", label="interested")
        settle(run)
    assert (run.status, heard) == ("finished", [{"timed_out": True}])


def test_two_events_wake_it_once(heard: list[Any], happen: Any, tell: Any) -> None:
    run = settle(happen())
    tell("reply.received", label="interested")
    tell("reply.received", label="interested")
    settle(run)
    assert len(heard) == 1


def test_a_wait_that_is_gone_holds_nobody_up(heard: list[Any], happen: Any) -> None:
    run = settle(happen())
    Wait.objects.all().delete()
    with clock.stopped(clock.now() + timedelta(days=4)):
        settle(run)
    assert (run.status, heard) == ("finished", [{"timed_out": True}])


def test_it_may_wait_for_news_of_somebody_else(build: Any, happen: Any, acme: Organization) -> None:
    other = Contact.objects.create(organization=acme, first_name="Eve", name_key="eve")
    build(lambda context: WaitFor("reply.received", subject=("crm.contact", other.pk)))
    run = settle(happen())
    record(acme, "reply.received", subject=other, source="test")
    settle(run)
    assert run.status == "finished"
