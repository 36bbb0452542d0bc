"""The tick listens: who is hot hears sooner, who cools later, who is cold slowly or no more, and who needs a person
not at all until one has answered."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm.choices import Engagement, Trend
from crm.engagement import earn
from crm.models import Contact
from crm.todo import complete_task
from outreach.choices import EnrollmentStatus, StopReason, WhenCold
from outreach.enrollments import enroll
from outreach.inbound.process import process_waiting
from outreach.models import Delivery, Enrollment, Mailbox, Sequence
from outreach.outlook import Outlook
from outreach.preview import preview_sequence
from outreach.reasons import explain
from outreach.sandbox import answer_as_prospect
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.events.models import Event
from quotahit.events.record import record
from quotahit.workflow.outgoing import Fate
from tests.outreach.conftest import MONDAY

DAY = timedelta(days=1)


def sent_on() -> list[int]:
    """On which days after Monday messages left."""
    return [(row.settled_at - MONDAY).days for row in Delivery.objects.filter(status=Fate.SENT).order_by("pk")]


def tick_daily(days: int) -> None:
    for after in range(days):
        with clock.stopped(MONDAY + after * DAY):
            tick()


@pytest.fixture
def begun(acme: Organization, engage: Sequence, dana: Contact) -> Enrollment:
    """Dana had the first message on Monday; the plan goes on after 3, 5 and 7 days."""
    with clock.stopped(MONDAY):
        enroll(acme, [dana.pk], engage, actor="agent:outreach")
        tick()
    return Enrollment.objects.get()


@pytest.mark.parametrize(
    ("trend", "days"),
    [("", [0, 3, 8, 15]), (Trend.STABLE, [0, 3, 8, 15]), (Trend.WARMING, [0, 3, 8, 15]),
     (Trend.COOLING, [0, 5, 13, 24]), (Trend.COLD, [0, 6, 16, 30])],
)  # fmt: skip
def test_the_delay_follows_the_trend(begun: Enrollment, dana: Contact, trend: str, days: list[int]) -> None:
    Contact.objects.update(engagement_trend=trend)
    tick_daily(40)
    assert sent_on() == days


def test_who_becomes_hot_hears_at_once_what_is_due_by_half_the_delay(
    acme: Organization, begun: Enrollment, dana: Contact
) -> None:
    two_days_on = MONDAY + 2 * DAY
    with clock.stopped(two_days_on):
        for number in range(3):
            earn(acme, dana, Engagement.SITE_VISITED, source="test", key=f"visit:{number}")
        tick()
    assert sent_on() == [0]  # warming alone changes nothing
    with clock.stopped(two_days_on):
        Contact.objects.update(engagement_trend=Trend.HOT)
        told = {"score": 70, "trend": Trend.HOT, "previous": Trend.WARMING}
        record(acme, "engagement.trend_changed", subject=dana, payload=told, source="system:weigh")
        tick()
    assert sent_on() == [0, 2]


def test_who_is_looked_at_too_early_has_the_reason_on_the_enrolment(begun: Enrollment, dana: Contact) -> None:
    Contact.objects.update(engagement_trend=Trend.COOLING)
    with clock.stopped(MONDAY + 3 * DAY):
        tick()
        begun.refresh_from_db()
        assert (begun.skip_reason, begun.next_at) == ("COOLING", MONDAY + 4.5 * DAY)
        assert "cooling" in Outlook(dana).next_act()
    assert explain(begun.skip_reason).startswith("Their engagement is cooling")


def test_hot_goes_no_faster_than_the_recipients_window_allows(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    thursday = datetime(2026, 11, 26, 15, tzinfo=UTC)
    Mailbox.objects.update(keeps_window=True)
    engage.steps.filter(position=2).update(delay_days=4)
    Contact.objects.update(engagement_trend=Trend.HOT)
    with clock.stopped(thursday):
        enroll(acme, [dana.pk], engage, actor="agent:outreach")
        tick()
    with clock.stopped(thursday + 2 * DAY):  # half of four days is a Saturday
        tick()
        first, second = Delivery.objects.order_by("pk")
        assert (first.status, second.status) == (Fate.SENT, Fate.PLANNED)
        assert second.not_before == datetime(2026, 11, 30, 14, tzinfo=UTC)  # Monday at nine in New York


def test_where_the_sequence_says_so_it_ends_for_who_goes_cold(
    begun: Enrollment, engage: Sequence, dana: Contact
) -> None:
    Sequence.objects.update(when_cold=WhenCold.END)
    Contact.objects.update(engagement_trend=Trend.COLD)
    tick_daily(10)
    begun.refresh_from_db()
    assert sent_on() == [0]
    assert (begun.status, begun.stop_reason) == (EnrollmentStatus.STOPPED, StopReason.COLD)
    assert "cold" in explain(begun.skip_reason)
    stopped = Event.objects.get(type="enrollment.stopped")
    assert stopped.payload["reason"] == "cold"


def test_who_is_cold_beforehand_gets_the_first_message_of_a_sequence_all_the_same(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    Sequence.objects.update(when_cold=WhenCold.END)
    Contact.objects.update(engagement_trend=Trend.COLD)
    with clock.stopped(MONDAY):
        enroll(acme, [dana.pk], engage, actor="agent:outreach")
        tick()
    assert sent_on() == [0]


def test_the_preview_keeps_the_same_pace(acme: Organization, engage: Sequence, dana: Contact) -> None:
    Contact.objects.update(engagement_trend=Trend.COOLING)
    with clock.stopped(MONDAY):
        lines = preview_sequence(engage, [dana.pk])
    assert [(line.at - MONDAY).days for line in lines if line.at] == [0, 4, 12, 22]


def test_a_batch_asks_as_many_questions_whatever_their_trends(
    acme: Organization, engage: Sequence, people: object
) -> None:
    counts = []
    for trends in ([""] * 20, list(Trend) * 4):
        contacts = people(len(trends))  # type: ignore[operator]
        for contact, trend in zip(contacts, trends, strict=True):
            Contact.objects.filter(pk=contact.pk).update(engagement_trend=trend)
        with clock.stopped(MONDAY):
            enroll(acme, [contact.pk for contact in contacts], engage, actor="agent:outreach")
            with CaptureQueriesContext(connection) as queries:
                tick()
        counts.append(len(queries))
    assert counts[1] <= counts[0]


def test_who_needs_a_person_hears_nothing_from_any_sequence_until_one_has_seen_to_them(
    acme: Organization, begun: Enrollment, engage: Sequence, dana: Contact, alice: User
) -> None:
    nurture = Sequence.objects.get(code="nurture")
    still_running = {"status": EnrollmentStatus.ACTIVE, "next_at": MONDAY + 3 * DAY, "ended_at": None}
    with clock.stopped(MONDAY + DAY):
        answer_as_prospect(
            Delivery.objects.get(), "I want to make a formal complaint about your sales rep. Who is responsible?"
        )
        process_waiting()
        refused = enroll(acme, [dana.pk], nurture, actor=alice)
        Enrollment.objects.filter(pk=begun.pk).update(**still_running)  # even if the answer had not ended it
    tick_daily(20)
    begun.refresh_from_db()
    assert (sent_on(), refused.enrolled, begun.skip_reason[:4]) == ([0], 0, "HELD")
    with clock.stopped(MONDAY + 20 * DAY):
        complete_task(dana.tasks.get(key__startswith="needs-person:"), actor=alice)
        tick()
    begun.refresh_from_db()
    assert begun.skip_reason == "SUPPRESSED"  # the hold is over, and what else a complaint leads to is asked


def test_a_sequences_page_asks_what_becomes_of_the_cold(as_alice: Client, engage: Sequence) -> None:
    page = as_alice.get(reverse("admin:outreach_sequence_change", args=[engage.pk])).content.decode()
    assert 'name="when_cold"' in page
