"""A sequence is deleted while others work with who is in it: nobody waits in a ring, and nothing of it still leaves."""

import time
from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from crm.models import Contact, Segment
from crm.segments.conditions import Group
from crm.segments.defining import create_segment
from outreach.authoring import delete_sequence
from outreach.choices import StopReason
from outreach.deliveries import cancel_sequence_mail
from outreach.enrollments import enroll
from outreach.models import Delivery, Enrollment, SegmentEnrollment, Sequence
from outreach.recipients import lock_contacts
from outreach.segment_enrollments import enroll_segment
from outreach.tick import tick
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.workflow.outgoing import Fate
from tests.outreach.conftest import MONDAY

pytestmark = pytest.mark.django_db(transaction=True)
many_writers = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
LOCKED = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def running(acme: Organization, engage: Sequence, people: Callable[..., list[Contact]]) -> list[Contact]:
    """Three in the sequence, each with a message that is planned."""
    contacts = people(3)
    enroll(acme, [one.pk for one in contacts], engage, actor="agent:outreach")
    rows = {row.contact_id: row for row in Enrollment.objects.all()}
    Delivery.objects.bulk_create(
        Delivery(
            organization=acme,
            contact=one,
            enrollment=rows[one.pk],
            mailbox=rows[one.pk].mailbox,
            address=f"{one.pk}@people.example",
            idempotency_key=f"test:{one.pk}",
            not_before=MONDAY,
        )
        for one in contacts
    )
    return contacts


def test_who_is_in_it_leaves_it_and_what_was_planned_is_cancelled(
    engage: Sequence, running: list[Contact], alice: User
) -> None:
    key = engage.pk
    delete_sequence(engage, actor=alice)
    assert not Enrollment.objects.exists()
    assert {row.status for row in Delivery.objects.all()} == {Fate.CANCELLED}
    deleted = AuditEntry.objects.get(action="sequence.deleted")
    assert (deleted.actor, deleted.subject_id) == (f"user:{alice.pk}", key)
    assert not tick()


def beside(other: Callable[[Callable[[], None]], object], act: Callable[[], object]) -> list[BaseException]:
    """Let `act` begin in a connection of its own in the middle of `other`, which calls what it is given when it holds
    its first locks, and waits there until the act stands behind one of them; returns what either failed with."""
    holds, failed = Event(), []

    def wait() -> None:
        holds.set()
        until = time.monotonic() + 10
        with connection.cursor() as cursor:
            while time.monotonic() < until:
                cursor.execute(LOCKED)
                if cursor.fetchone()[0]:
                    return
                time.sleep(0.02)

    def run(what: Callable[[], object]) -> None:
        try:
            what()
        except OperationalError as problem:
            failed.append(problem)
        finally:
            connection.close()

    def late() -> object:
        holds.wait(10)
        return act()

    threads = [Thread(target=run, args=(what,)) for what in (lambda: other(wait), late)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failed


@many_writers
def test_whoever_stops_people_and_whoever_deletes_wait_for_each_other_in_a_line(
    engage: Sequence, running: list[Contact], alice: User
) -> None:
    contact = running[1].pk

    def stopping(holds_its_first: Callable[[], None]) -> None:
        with transaction.atomic():
            lock_contacts([contact])
            list(Enrollment.objects.filter(contact=contact).select_for_update().values_list("pk"))
            holds_its_first()
            cancel_sequence_mail([contact], StopReason.REMOVED, actor=alice)

    assert beside(stopping, lambda: delete_sequence(engage, actor=alice)) == []
    assert not Sequence.objects.filter(pk=engage.pk).exists()


@many_writers
def test_a_segment_that_is_being_enrolled_is_waited_for(
    acme: Organization, engage: Sequence, running: list[Contact], alice: User
) -> None:
    everybody = create_segment(acme, "Everybody", "contact", Group(), actor=alice)
    row = enroll_segment(everybody, engage, by=alice.memberships.get(), stands=True)

    def enrolling(holds_its_first: Callable[[], None]) -> None:
        with transaction.atomic():
            list(SegmentEnrollment.objects.filter(pk=row.pk).select_for_update().values_list("pk"))
            holds_its_first()
            enroll(acme, [one.pk for one in running], engage, actor=alice)

    assert beside(enrolling, lambda: delete_sequence(engage, actor=alice)) == []
    assert not Sequence.objects.filter(pk=engage.pk).exists()
    assert Segment.objects.filter(pk=everybody.pk).exists()


@many_writers
def test_what_the_tick_plans_meanwhile_is_cancelled_too(engage: Sequence, running: list[Contact], alice: User) -> None:
    def ticking(holds_its_first: Callable[[], None]) -> None:
        with transaction.atomic():
            assert tick() == len(running)
            holds_its_first()

    assert beside(ticking, lambda: delete_sequence(engage, actor=alice)) == []
    assert not Enrollment.objects.exists()
    assert not Delivery.objects.filter(status=Fate.PLANNED).exists()
