"""A fact is recorded once for each key, with its listeners, in the caller's transaction."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from quotahit.accounts.models import Organization
from quotahit.events import record as recording
from quotahit.events.models import Event
from quotahit.events.record import Fact, listens_to, record, record_many

SEVERAL_WRITERS = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")


@pytest.fixture
def heard() -> Iterator[list[list[str | None]]]:
    """What a listener of `test.happened` hears, one list of keys for each recording."""
    recordings: list[list[str | None]] = []

    @listens_to("test.happened")
    def listener(events: list[Event]) -> None:
        assert all(event.pk for event in events)
        recordings.append([event.key for event in events])

    yield recordings
    recording._listeners["test.happened"].remove(listener)


def _fact(organization: Organization, key: str | None = None, type: str = "test.happened") -> Fact:
    return Fact(organization.pk, type, payload={"n": 1}, source="system:test", key=key)


def test_many_facts_are_told_to_a_listener_at_once(acme: Organization, heard: list[Any]) -> None:
    events = record_many([_fact(acme), _fact(acme, type="test.other"), _fact(acme)])

    assert len(events) == 3
    assert heard == [[None, None]]


def test_a_key_is_recorded_once_in_each_organization(acme: Organization, rival: Organization, heard: list[Any]) -> None:
    record_many([_fact(acme, "a"), _fact(acme, "a"), _fact(rival, "a")])
    record_many([_fact(acme, "b"), _fact(acme, "a")])

    assert heard == [["a", "a"], ["b"]]
    assert Event.objects.for_organization(acme).count() == 2


def test_recording_a_known_key_alone_returns_nothing(acme: Organization) -> None:
    assert record(acme, "test.happened", source="system:test", key="a") is not None
    assert record(acme, "test.happened", source="system:test", key="a") is None


def test_facts_keep_their_order_for_listeners_whatever_their_keys(acme: Organization, heard: list[Any]) -> None:
    record_many([_fact(acme, "z"), _fact(acme), _fact(acme, "a")])

    assert heard == [["z", None, "a"]]


def test_what_a_listener_cannot_do_undoes_the_fact(acme: Organization) -> None:
    @listens_to("test.refused")
    def refuse(events: list[Event]) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        record_many([_fact(acme, type="test.refused")])
    recording._listeners["test.refused"].remove(refuse)

    assert not Event.objects.exists()


def test_thousands_of_facts_take_a_handful_of_statements(
    acme: Organization, django_assert_max_num_queries: Any
) -> None:
    facts = [_fact(acme, f"key-{n}") for n in range(3000)]

    with django_assert_max_num_queries(40):  # SQLite takes some hundred rows at a time
        assert len(record_many(facts)) == 3000
    with django_assert_max_num_queries(10):
        assert record_many(facts) == []


def test_another_fault_than_a_taken_key_is_not_swallowed(acme: Organization) -> None:
    with pytest.raises(IntegrityError):
        record_many([Fact(acme.pk, None, source="system:test", key="a")])  # type: ignore[arg-type]


@SEVERAL_WRITERS
@pytest.mark.django_db(transaction=True)
def test_a_key_that_another_commits_meanwhile_is_left_out_and_the_rest_goes_in(
    acme: Organization, heard: list[Any]
) -> None:
    holds_the_key, may_commit = threading.Event(), threading.Event()

    def other() -> None:
        try:
            with transaction.atomic():
                record_many([_fact(acme, "shared", type="test.other")])
                holds_the_key.set()
                may_commit.wait(timeout=20)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    assert holds_the_key.wait(timeout=20)
    threading.Timer(0.3, may_commit.set).start()
    with transaction.atomic():
        events = record_many([_fact(acme, "own"), _fact(acme, "shared")])
        assert Event.objects.for_organization(acme).count() == 2  # the caller's transaction is still good
    thread.join(timeout=20)

    assert [event.key for event in events] == ["own"]
    assert heard == [["own"]]


@SEVERAL_WRITERS
@pytest.mark.django_db(transaction=True)
def test_two_recordings_of_the_same_keys_in_opposite_order_do_not_block_each_other(acme: Organization) -> None:
    keys = [f"key-{n}" for n in range(200)]
    recorded: list[int] = []

    def work(order: list[str]) -> None:
        try:
            recorded.extend(len(record_many([_fact(acme, key) for key in order])) for _ in range(5))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(order,)) for order in (keys, keys[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sum(recorded) == 200
    assert Event.objects.count() == 200
