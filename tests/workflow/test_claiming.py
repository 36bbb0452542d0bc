"""The one way to take due work: leased, fair between organizations, quick whatever waits behind it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.workflow.choices import Lane
from quotahit.workflow.claiming import claim_due
from quotahit.workflow.models import Run

LEASE = timedelta(minutes=1)
NOON = datetime.fromisoformat("2026-11-20T12:00:00+00:00")


def claim(limit: int = 100, **options: object) -> list[int]:
    return claim_due(Run.objects.awake().filter(lane=Lane.INSIDE), limit, LEASE, due="wake_at", **options)  # type: ignore[arg-type]


@pytest.fixture
def due() -> Callable[[Organization, int], list[Run]]:
    """Runs of an organization, due one minute apart up to noon."""

    def due(organization: Organization, number: int) -> list[Run]:
        rows = [
            Run(
                organization=organization,
                chain="test",
                version=1,
                step_names=["a"],
                wake_at=NOON - timedelta(minutes=n),
            )
            for n in reversed(range(number))
        ]
        return Run.objects.bulk_create(rows)

    return due


def test_a_leased_row_is_nobody_elses_until_the_lease_runs_out(due: Callable, acme: Organization) -> None:
    runs = due(acme, 3)
    with clock.stopped(NOON):
        assert set(claim()) == {run.pk for run in runs}
        assert claim() == []
    with clock.stopped(NOON + LEASE):
        assert len(claim()) == 3


def test_the_oldest_come_first_and_what_is_not_due_not_at_all(due: Callable, acme: Organization) -> None:
    runs = due(acme, 5)
    with clock.stopped(NOON - timedelta(minutes=1)):
        assert set(claim(2)) == {runs[0].pk, runs[1].pk}
        assert set(claim(9)) == {runs[2].pk, runs[3].pk}


def test_it_leaves_the_workers_mark(due: Callable, acme: Organization) -> None:
    (run,) = due(acme, 1)
    with clock.stopped(NOON):
        claim(claim="worker-1")
    run.refresh_from_db()
    assert (run.claim, run.claimed_until) == ("worker-1", NOON + LEASE)


def test_a_large_organization_does_not_crowd_out_small_ones(due: Callable, acme: Organization) -> None:
    due(acme, 500)
    small = [Organization.objects.create(slug=f"small-{n}", name=f"Small {n}") for n in range(9)]
    for organization in small:
        due(organization, 2)
    with clock.stopped(NOON):
        taken = Counter(Run.objects.filter(pk__in=claim(160)).values_list("organization_id", flat=True))
    assert taken == {acme.pk: 20} | {organization.pk: 2 for organization in small}


def test_an_organization_alone_gets_the_whole_batch(due: Callable, acme: Organization, rival: Organization) -> None:
    due(acme, 50)
    with clock.stopped(NOON):
        assert len(claim(40)) == 40


def test_a_batch_smaller_than_the_number_of_organizations_still_moves(
    due: Callable, acme: Organization, rival: Organization
) -> None:
    due(acme, 3)
    due(rival, 3)
    with clock.stopped(NOON):
        assert len(claim(1)) == 1


def test_a_paused_organization_is_left_alone_unless_asked_for(due: Callable, acme: Organization) -> None:
    due(acme, 1)
    Organization.objects.update(paused_at=NOON)
    with clock.stopped(NOON):
        assert claim() == []
        assert len(claim(while_paused=True)) == 1


def test_it_is_one_statement_on_the_partial_index(
    due: Callable, acme: Organization, rival: Organization, django_assert_num_queries: Callable
) -> None:
    due(acme, 4000)
    due(rival, 200)
    Run.objects.filter(organization=acme).update(wake_at=None)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        with django_assert_num_queries(1) as captured:
            assert len(claim()) == 100
        statement = captured.captured_queries[0]["sql"]
        cursor.execute(f"{'EXPLAIN' if connection.vendor == 'postgresql' else 'EXPLAIN QUERY PLAN'} {statement}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert plan.count("run_awake") == 2  # to see who has something due, and to take it
    assert ("wake_at <= " if connection.vendor == "postgresql" else "wake_at<?") in plan


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such setting")
def test_within_a_transaction_a_claim_leaves_its_commit_as_durable_as_it_was(due: Callable, acme: Organization) -> None:
    due(acme, 3)
    with clock.stopped(NOON), transaction.atomic():
        assert len(claim()) == 3
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
