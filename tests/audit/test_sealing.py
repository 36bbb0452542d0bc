"""Each committed entry is sealed exactly once, in one chain for each organization, while others write."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from quotahit.accounts.models import Organization
from quotahit.audit.log import Act, append, append_many
from quotahit.audit.models import AuditEntry, AuditSeal, Unsealed
from quotahit.audit.sealing import seal
from quotahit.audit.tasks import seal_entries
from quotahit.audit.verifying import verify

SEVERAL_WRITERS = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")


def _write(organization: Organization, count: int = 1) -> list[AuditEntry]:
    return append_many(Act(organization.pk, "system:test", "test.done", why={"n": n}) for n in range(count))


def _sealed_ids() -> list[int]:
    return [
        pair[0] for entries in AuditSeal.objects.order_by("pk").values_list("entries", flat=True) for pair in entries
    ]


def test_each_organization_has_a_chain_of_its_own(acme: Organization, rival: Organization) -> None:
    _write(acme, 2)
    append(None, "system:test", "test.done")
    seal()
    _write(acme)
    _write(rival)
    seal()

    chain = list(AuditSeal.objects.filter(organization_id=acme.pk).order_by("number"))
    assert [each.number for each in chain] == [1, 2]
    assert chain[1].previous == chain[0].digest
    assert list(AuditSeal.objects.filter(organization_id=rival.pk).values_list("number", "previous")) == [(1, "")]
    assert list(AuditSeal.objects.filter(organization_id=None).values_list("number", flat=True)) == [1]


def test_batches_have_a_limit_and_nothing_is_sealed_twice(acme: Organization) -> None:
    entries = _write(acme, 25)

    assert [seal(limit=10) for _ in range(4)] == [10, 10, 5, 0]

    assert _sealed_ids() == [entry.pk for entry in entries]


def test_the_task_seals_all_there_is(acme: Organization) -> None:
    _write(acme, 2500)

    seal_entries()

    assert not Unsealed.objects.exists()
    assert verify(acme.pk).as_json() == {
        "ok": True, "entries": 2500, "sealed": 2500, "unsealed": 0, "first_bad": None,
    }  # fmt: skip


def test_what_is_rolled_back_is_never_sealed(acme: Organization) -> None:
    with transaction.atomic():
        _write(acme)
        transaction.set_rollback(True)
    _write(acme)

    assert seal() == 1

    assert verify().faults == []


@pytest.fixture
def beside(transactional_db: None) -> Iterator[Callable[[Callable[[], Any]], threading.Thread]]:
    """Run functions in threads with connections of their own, and wait for them in the end."""
    threads = []

    def start(work: Callable[[], Any]) -> threading.Thread:
        def run() -> None:
            try:
                work()
            finally:
                connection.close()

        thread = threading.Thread(target=run)
        thread.start()
        threads.append(thread)
        return thread

    yield start
    for thread in threads:
        thread.join(timeout=30)


@SEVERAL_WRITERS
def test_an_entry_that_commits_late_is_sealed_later_and_holds_nobody_up(beside: Any, acme: Organization) -> None:
    written, may_commit = threading.Event(), threading.Event()
    late: list[AuditEntry] = []

    def slow_writer() -> None:
        with transaction.atomic():
            late.extend(_write(acme))
            written.set()
            may_commit.wait(timeout=20)

    writer = beside(slow_writer)
    assert written.wait(timeout=20)
    (early,) = _write(acme)
    assert late[0].pk < early.pk

    assert seal() == 1
    may_commit.set()
    writer.join(timeout=20)
    assert seal() == 1

    assert _sealed_ids() == [early.pk, late[0].pk]
    assert verify().faults == []


@SEVERAL_WRITERS
def test_two_sealers_and_four_writers_at_once_seal_each_entry_once(
    beside: Any, acme: Organization, rival: Organization
) -> None:
    def writer(organization: Organization) -> None:
        for number in range(15):
            with transaction.atomic():
                _write(organization, 1 + number % 3)

    def sealer() -> None:
        while any(thread.is_alive() for thread in writers) or Unsealed.objects.exists():
            seal(limit=7)

    writers = [beside(lambda each=each: writer(each)) for each in (acme, rival, acme, rival)]
    for thread in [*writers, beside(sealer), beside(sealer)]:
        thread.join(timeout=60)

    assert Counter(_sealed_ids()) == Counter(AuditEntry.objects.values_list("pk", flat=True))
    assert verify().as_json()["sealed"] == 4 * 30
    assert verify().faults == []
