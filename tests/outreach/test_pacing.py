"""A live mailbox keeps its cap and its distance, however many workers there are and however late they are."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from crm.models import Contact
from outreach.channels import dispatch
from outreach.enrollments import enroll
from outreach.models import Delivery, Mailbox, Sequence
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.workflow.outgoing import Fate
from tests.outreach.conftest import MONDAY
from tests.outreach.servers import Postbox
from tests.outreach.test_dispatch import SEVERAL_WRITERS

SPACING = timedelta(seconds=90)


@pytest.fixture
def paced(live: Mailbox) -> Mailbox:
    live.spacing_seconds, live.daily_cap, live.keeps_window = 90, 5, True
    live.save()
    return live


def slots(status: Fate) -> list[datetime]:
    return sorted(Delivery.objects.filter(status=status).values_list("not_before", flat=True))


def per_day(times: list[datetime], zone: str) -> list[int]:
    days = [at.astimezone(ZoneInfo(zone)).date() for at in times]
    return [days.count(day) for day in sorted(set(days))]


def test_planned_messages_keep_distance_cap_and_the_recipients_week(
    acme: Organization, engage: Sequence, paced: Mailbox, people: Callable[..., list[Contact]]
) -> None:
    with clock.stopped(MONDAY - timedelta(days=3)):  # Friday, ten o'clock
        enroll(acme, [row.pk for row in people(12)], engage, actor="agent:outreach", mailbox=paced)
        tick()
    times = slots(Fate.PLANNED)
    assert per_day(times, acme.zone) == [5, 5, 2]
    assert {at.weekday() for at in times} == {4, 0, 1}  # Friday, then Monday and Tuesday
    assert all(later - earlier >= SPACING for earlier, later in pairwise(times))
    assert times[5] == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # nine o'clock in New York


def test_recipients_of_other_zones_do_not_wait_for_each_other(
    acme: Organization, engage: Sequence, paced: Mailbox, people: Callable[..., list[Contact]]
) -> None:
    west = people(1, zone="America/Los_Angeles")
    east = people(1, zone="America/New_York")
    with clock.stopped(MONDAY):  # ten o'clock in New York, seven on the west coast
        enroll(acme, [row.pk for row in west + east], engage, actor="agent:outreach", mailbox=paced)
        tick()
    assert Delivery.objects.get(contact=east[0]).not_before == MONDAY
    assert Delivery.objects.get(contact=west[0]).not_before == MONDAY + timedelta(hours=2)


def test_messages_that_are_late_go_out_one_by_one(
    acme: Organization, engage: Sequence, paced: Mailbox, postbox: Postbox, people: Callable[..., list[Contact]]
) -> None:
    with clock.stopped(MONDAY):
        enroll(acme, [row.pk for row in people(5)], engage, actor="agent:outreach", mailbox=paced)
        tick()
    for second in range(0, 600, 10):  # the worker was down for an hour
        with clock.stopped(MONDAY + timedelta(hours=1, seconds=second)):
            dispatch()
    left = sorted(Delivery.objects.values_list("settled_at", flat=True))
    assert len(postbox.raw) == 5
    assert all(later - earlier >= SPACING for earlier, later in pairwise(left))


def test_a_message_that_missed_its_day_waits_for_the_next_morning(
    acme: Organization, engage: Sequence, paced: Mailbox, postbox: Postbox, people: Callable[..., list[Contact]]
) -> None:
    with clock.stopped(MONDAY):
        enroll(acme, [row.pk for row in people(1)], engage, actor="agent:outreach", mailbox=paced)
        tick()
    with clock.stopped(MONDAY + timedelta(hours=9)):  # seven in the evening
        dispatch()
    assert postbox.raw == []
    assert slots(Fate.PLANNED) == [datetime(2026, 11, 24, 14, 0, tzinfo=UTC)]


@SEVERAL_WRITERS
@pytest.mark.django_db(transaction=True)
def test_two_workers_share_one_calendar(
    acme: Organization, engage: Sequence, paced: Mailbox, people: Callable[..., list[Contact]]
) -> None:
    with clock.stopped(MONDAY):
        enroll(acme, [row.pk for row in people(12)], engage, actor="agent:outreach", mailbox=paced)
        together = Barrier(2)

        def work() -> None:
            together.wait()
            with clock.stopped(MONDAY):
                while tick(3):
                    pass
            connection.close()

        workers = [Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    times = slots(Fate.PLANNED)
    assert per_day(times, acme.zone) == [5, 5, 2]
    assert all(later - earlier >= SPACING for earlier, later in pairwise(times))
