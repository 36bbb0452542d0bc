"""What a sandbox mailbox has used of its day is counted on, and nothing that is booked escapes the count."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.models import Contact
from outreach import tallies
from outreach.enrollments import enroll
from outreach.models import Delivery, Mailbox, Sequence
from outreach.pacing import BOOKED, bounds_of
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.workflow.outgoing import Fate
from tests.beside import TWO_SESSIONS
from tests.outreach.conftest import MONDAY

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def used(mailbox: Mailbox) -> int:
    zone, now = ZoneInfo(mailbox.organization.zone), clock.now()
    day = bounds_of(now.astimezone(zone).date(), zone)
    with transaction.atomic():
        return tallies.used_on({mailbox.pk: day}, BOOKED, now)[mailbox.pk]


def used_at(at: datetime, mailbox: Mailbox) -> int:
    with clock.stopped(at):
        return used(mailbox)


def book(mailbox: Mailbox, contact: Contact, at: datetime, **fields: object) -> Delivery:
    return Delivery.objects.create(
        organization=mailbox.organization,
        contact=contact,
        mailbox=mailbox,
        not_before=at,
        idempotency_key=str(uuid4()),
        address="dana@globex.example",
        planned_by="agent:outreach",
        **fields,
    )


def test_what_was_counted_is_not_looked_at_again(sandbox: Mailbox, dana: Contact) -> None:
    early = book(sandbox, dana, MONDAY)
    assert used_at(MONDAY + MINUTE, sandbox) == 1
    Delivery.objects.filter(pk=early.pk)._raw_delete("default")  # as nobody does: it would show in a new count
    book(sandbox, dana, MONDAY + MINUTE)
    book(sandbox, dana, MONDAY + 2 * MINUTE, status=Fate.SENT)
    book(sandbox, dana, MONDAY + 2 * MINUTE, status=Fate.BLOCKED)  # holds no slot
    assert used_at(MONDAY + 2 * MINUTE, sandbox) == 3
    assert used_at(MONDAY + 2 * MINUTE, sandbox) == 3


def test_what_was_cancelled_is_noticed_by_and_by(sandbox: Mailbox, dana: Contact) -> None:
    book(sandbox, dana, MONDAY)
    assert used_at(MONDAY + HOUR, sandbox) == 1
    Delivery.objects.update(status=Fate.CANCELLED)
    assert used_at(MONDAY + HOUR + tallies.AFRESH, sandbox) == 0


def test_every_day_and_a_clock_that_went_back_begin_anew(sandbox: Mailbox, dana: Contact) -> None:
    book(sandbox, dana, MONDAY)
    assert used_at(MONDAY + HOUR, sandbox) == 1
    book(sandbox, dana, MONDAY - HOUR)
    assert used_at(MONDAY, sandbox) == 2
    assert used_at(MONDAY + timedelta(days=1), sandbox) == 0


@TWO_SESSIONS
@pytest.mark.django_db(transaction=True)
def test_what_was_booked_long_ago_and_is_committed_late_is_counted(
    sandbox: Mailbox, dana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "SKEW", timedelta())
    is_booked, may_commit = Event(), Event()

    def work() -> None:
        with transaction.atomic():
            sandbox.refresh_from_db()  # a transaction begins with its first question
            book(sandbox, dana, clock.now())
            is_booked.set()
            assert may_commit.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as beside:
        late = beside.submit(work)
        assert is_booked.wait(30)
        book(sandbox, dana, clock.now())  # with a greater id, and committed before
        assert [used(sandbox), used(sandbox)] == [1, 1]
        may_commit.set()
        late.result()
    assert [used(sandbox), used(sandbox)] == [2, 2]


def test_a_sandbox_mailbox_keeps_its_cap_from_tick_to_tick(
    acme: Organization, engage: Sequence, sandbox: Mailbox, people: Callable[..., list[Contact]]
) -> None:
    Mailbox.objects.update(daily_cap=5)
    with clock.stopped(MONDAY):
        enroll(acme, [row.pk for row in people(8)], engage, actor="agent:outreach", mailbox=sandbox)
    for minute in range(4):
        with clock.stopped(MONDAY + timedelta(minutes=minute)):
            tick(2)
    assert Delivery.objects.filter(status=Fate.SENT).count() == 5
    assert Delivery.objects.filter(status=Fate.PLANNED, not_before__gt=MONDAY + 9 * HOUR).count() == 3


def test_a_tick_asks_once_for_many_mailboxes(
    acme: Organization, engage: Sequence, sandbox: Mailbox, people: Callable[..., list[Contact]]
) -> None:
    with clock.stopped(MONDAY):
        mailboxes = [sandbox, *(_like(sandbox, number) for number in range(3))]
        for mailbox, contact in zip(mailboxes, people(4), strict=True):
            enroll(acme, [contact.pk], engage, actor="agent:outreach", mailbox=mailbox)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            tick()
    assert sum("v.mailbox_id" in query["sql"] for query in asked) == 1


def _like(mailbox: Mailbox, number: int) -> Mailbox:
    other = Mailbox.objects.get(pk=mailbox.pk)
    other.pk, other.address, other._state.adding = None, f"sales{number}@acme.sandbox.example", True
    other.save()
    return other
