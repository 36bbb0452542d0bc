"""An event starts each chain that listens to it, once."""

from typing import Any

import pytest

from crm.models import Contact
from quotahit.accounts.models import Organization
from quotahit.events.record import Fact, record, record_many
from quotahit.workflow.errors import UnknownChain
from quotahit.workflow.models import Run
from quotahit.workflow.runs import start


def nothing(context: Any) -> None: ...


def test_every_listening_chain_gets_a_run_of_its_own(build: Any, tell: Any, dana: Contact) -> None:
    build(nothing, name="one")
    build(nothing, name="two")
    build(nothing, name="deaf", on=("test.else",))
    event = tell("test.happened")
    runs = Run.objects.filter(event_id=event.pk)
    assert {run.chain for run in runs} == {"one", "two"}
    assert {(run.subject_type, run.subject_id) for run in runs} == {("crm.contact", dana.pk)}


def test_an_event_starts_a_chain_once_however_often_it_is_offered(build: Any, tell: Any) -> None:
    build(nothing)
    event = tell("test.happened")
    assert start("test.chain", [event, event]) == 0
    assert Run.objects.count() == 1


def test_a_fact_recorded_twice_starts_once(build: Any, acme: Organization) -> None:
    build(nothing)
    for _ in range(2):
        record(acme, "test.happened", source="test", key="the-same")
    assert Run.objects.count() == 1


def test_many_events_are_few_statements(build: Any, acme: Organization, django_assert_max_num_queries: Any) -> None:
    build(nothing)
    facts = [Fact(acme.pk, "test.happened", ("crm.contact", number), source="test") for number in range(100)]
    with django_assert_max_num_queries(6):  # savepoint, ids, events, runs, waits, release
        record_many(facts)
    assert Run.objects.count() == 100


def test_nobody_knows_the_chain(tell: Any) -> None:
    with pytest.raises(UnknownChain):
        start("no.such", [tell("test.happened")])
