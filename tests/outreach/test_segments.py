"""A segment put into a sequence: once or standing, everybody once, whoever may not be written to with the reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from compliance.suppressions import suppress
from crm.choices import HoldKind
from crm.errors import SegmentInUseError
from crm.holds import place_hold, release_holds
from crm.models import Contact, ContactEmail, Segment
from crm.segments.compiling import segment_contacts
from crm.segments.conditions import Condition, Group
from crm.segments.defining import create_segment, delete_segment
from outreach import segment_enrollments
from outreach.choices import StopReason
from outreach.enrollments import enroll, stop_enrollments
from outreach.errors import NotSendable
from outreach.models import Enrollment, SegmentEnrollment, SegmentEntry, Sequence
from outreach.segment_enrollments import (
    end_segment_enrollment,
    enroll_segment,
    enroll_waiting,
    outlook,
    results_of,
)
from outreach.tasks import enroll_segments
from quotahit import clock
from quotahit.accounts.models import Membership, Organization, User
from tests.crm.helpers import events, logged
from tests.outreach.conftest import MONDAY

pytestmark = pytest.mark.django_db
People = Callable[..., list[Contact]]


@pytest.fixture
def prospects(acme: Organization, alice: User) -> Segment:
    leads = Group(conditions=[Condition(field="contact.title", operator="is", value="Prospect")])
    return create_segment(acme, "Prospects", "contact", leads, actor=alice)


@pytest.fixture
def mixed(acme: Organization, people: People, alice: User) -> dict[str, Contact]:
    """One of each fate."""
    free, opted_out, held, bare = people(4, title="Prospect")
    address = opted_out.emails.get().address
    suppress(acme, "email", address, reason="unsubscribed", source="test", actor=alice)
    place_hold(acme, held, HoldKind.MANUAL, by=alice, key="console")
    ContactEmail.objects.filter(contact=bare).delete()
    return {"free": free, "opted_out": opted_out, "held": held, "bare": bare}


def of(user: User) -> Membership:
    return user.memberships.get()


def work() -> None:
    enroll_segments()


def test_what_would_happen_is_told_before(engage: Sequence, prospects: Segment, mixed: Any, alice: User) -> None:
    seen = outlook(prospects, engage, by=of(alice))
    assert (seen.total.value, seen.looked_at, seen.beginning, seen.is_sample) == (4, 4, 1, False)
    assert seen.reasons == {"SUPPRESSED": 1, "HELD": 1, "NO_ADDRESS": 1}
    assert not Enrollment.objects.exists()
    engage.steps.all().delete()
    assert outlook(prospects, engage, by=of(alice)).reasons == {"NO_STEPS": 4}


def test_a_segment_is_enrolled_once_with_its_result(
    engage: Sequence, prospects: Segment, mixed: Any, alice: User
) -> None:
    row = enroll_segment(prospects, engage, by=of(alice))
    work()
    row.refresh_from_db()
    assert row.ended_at is not None
    assert results_of(row) == (1, {"HELD": 1, "NO_ADDRESS": 1, "SUPPRESSED": 1})
    (enrolled,) = Enrollment.objects.all()
    assert (enrolled.contact, enrolled.enrolled_by) == (mixed["free"], f"user:{alice.pk}")
    started = logged("segment.enrollment_started")
    assert started == [(f"user:{alice.pk}", {"segment_id": prospects.pk, "sequence_id": engage.pk, "stands": False})]
    assert len(events("segment.enrollment_ended")) == 1
    work()
    assert Enrollment.objects.count() == 1


def test_batches_go_on_where_they_stopped(
    engage: Sequence, prospects: Segment, people: People, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(7, title="Prospect")
    row = enroll_segment(prospects, engage, by=of(alice))
    assert enroll_waiting(3) == 1
    assert row.entries.count() == 3

    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("pulled the plug")

    with monkeypatch.context() as patch, clock.stopped(MONDAY):
        patch.setattr(segment_enrollments, "enroll", crash)
        SegmentEnrollment.objects.update(next_at=MONDAY)
        assert enroll_waiting(3) == 1
        row.refresh_from_db()
        assert (row.entries.count(), row.next_at) == (3, MONDAY + segment_enrollments.ROUND)
    SegmentEnrollment.objects.update(next_at=clock.now())
    work()
    assert results_of(row) == (7, {})
    assert Enrollment.objects.count() == 7


def test_who_comes_into_a_standing_segment_is_enrolled_once(
    acme: Organization, engage: Sequence, prospects: Segment, people: People, alice: User
) -> None:
    (early,) = people(1, title="Prospect")
    row = enroll_segment(prospects, engage, by=of(alice), stands=True)
    work()
    (late,) = people(1, title="Prospect")
    people(1, title="Nobody")
    with clock.stopped(clock.now() + timedelta(minutes=6)):
        work()
    assert {one.contact for one in Enrollment.objects.all()} == {early, late}
    stop_enrollments([early.pk], StopReason.REMOVED, actor=alice)
    for days in (1, 2, 3):
        with clock.stopped(clock.now() + timedelta(days=days)):
            work()
    assert Enrollment.objects.count() == 2
    assert end_segment_enrollment(row, actor=alice)
    assert not end_segment_enrollment(row, actor=alice)
    people(1, title="Prospect")
    with clock.stopped(clock.now() + timedelta(days=5)):
        work()
    assert Enrollment.objects.count() == 2


def test_a_reason_that_passes_is_looked_at_again_after_a_day(
    acme: Organization, engage: Sequence, prospects: Segment, mixed: Any, alice: User
) -> None:
    row = enroll_segment(prospects, engage, by=of(alice), stands=True)
    work()
    assert results_of(row) == (1, {"HELD": 1, "NO_ADDRESS": 1, "SUPPRESSED": 1})
    release_holds(acme, kind=HoldKind.MANUAL, by=alice, key="console", contact=mixed["held"])
    with clock.stopped(clock.now() + timedelta(hours=1)):
        work()
    assert results_of(row)[0] == 1
    before = SegmentEntry.objects.get(contact=mixed["opted_out"]).at
    with clock.stopped(clock.now() + timedelta(days=1, minutes=10)):
        work()
    assert results_of(row) == (2, {"NO_ADDRESS": 1, "SUPPRESSED": 1})
    assert SegmentEntry.objects.get(contact=mixed["opted_out"]).at == before


def test_a_standing_segment_never_repeats_a_sequence(
    acme: Organization, engage: Sequence, prospects: Segment, people: People, alice: User
) -> None:
    (had,) = people(1, title="Prospect")
    enroll(acme, [had.pk], engage, actor=alice)
    stop_enrollments([had.pk], StopReason.REMOVED, actor=alice)
    row = enroll_segment(prospects, engage, by=of(alice), stands=True)
    work()
    assert results_of(row) == (0, {"HAD_IT_BEFORE": 1})


def test_what_rests_is_left_alone(
    acme: Organization, engage: Sequence, prospects: Segment, people: People, alice: User
) -> None:
    people(1, title="Prospect")
    enroll_segment(prospects, engage, by=of(alice))
    Organization.objects.update(paused_at=clock.now())
    work()
    assert not SegmentEntry.objects.exists()
    Organization.objects.update(paused_at=None)
    Sequence.objects.update(is_active=False)
    work()
    assert not SegmentEntry.objects.exists()
    Sequence.objects.update(is_active=True)
    with clock.stopped(clock.now() + timedelta(minutes=6)):
        work()
    assert Enrollment.objects.count() == 1


def test_one_pair_is_under_way_once_and_keeps_its_segment(engage: Sequence, prospects: Segment, alice: User) -> None:
    row = enroll_segment(prospects, engage, by=of(alice), stands=True)
    with pytest.raises(NotSendable, match="already"):
        enroll_segment(prospects, engage, by=of(alice))
    with pytest.raises(SegmentInUseError, match="it is enrolled in"):
        delete_segment(prospects, actor=alice)
    end_segment_enrollment(row, actor=alice)
    delete_segment(prospects, actor=alice)
    assert not SegmentEnrollment.objects.exists()


def test_a_segment_that_cannot_be_asked_any_more_ends_with_the_reason(
    engage: Sequence, prospects: Segment, alice: User
) -> None:
    row = enroll_segment(prospects, engage, by=of(alice), stands=True)
    prospects.conditions = {"conditions": [{"field": "gone", "operator": "is_yes"}]}
    prospects.save()
    work()
    row.refresh_from_db()
    assert row.ended_at is not None
    assert "no field “gone”" in row.problem


def test_segments_ask_about_sequences_and_mail(
    acme: Organization, engage: Sequence, people: People, alice: User
) -> None:
    inside, outside = people(2)
    enroll(acme, [inside.pk], engage, actor=alice)

    def found(field: str, operator: str, value: Any = None) -> set[Contact]:
        group = Group(conditions=[Condition(field=field, operator=operator, value=value)])
        return set(segment_contacts(Segment(organization=acme, conditions=group.model_dump()), acme))

    assert found("sequence.in", "is_one_of", [str(engage.pk)]) == {inside}
    assert found("sequence.in", "is_unknown") == {outside}
    assert found("mail.last_sent", "is_known") == set()
    stop_enrollments([inside.pk], StopReason.REMOVED, actor=alice)
    assert found("sequence.in", "is_known") == set()
    assert found("sequence.had", "is_one_of", [str(engage.pk)]) == {inside}
    assert found("sequence.state", "is_one_of", ["stopped"]) == {inside}
    assert found("sequence.ended_by", "is_one_of", ["removed"]) == {inside}
    assert found("sequence.ended_by", "is_none_of", ["removed"]) == {outside}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer and no row locks")
def test_a_round_costs_the_same_however_many_have_been_looked_at(
    engage: Sequence, prospects: Segment, people: People, alice: User, django_assert_max_num_queries: Any
) -> None:
    people(30, title="Prospect")
    enroll_segment(prospects, engage, by=of(alice), stands=True)
    work()
    SegmentEnrollment.objects.update(next_at=clock.now())
    with django_assert_max_num_queries(12):
        work()


def test_a_member_enrols_whom_they_see(
    engage: Sequence, prospects: Segment, people: People, alice: User, bob: User
) -> None:
    Membership.objects.filter(user=bob).update(reach="own")
    mine, _ = people(1, title="Prospect", owner=bob)[0], people(1, title="Prospect", owner=alice)[0]
    assert outlook(prospects, engage, by=of(bob)).looked_at == 1
    row = enroll_segment(prospects, engage, by=of(bob), stands=True)
    work()
    assert [one.contact for one in Enrollment.objects.all()] == [mine]
    Membership.objects.filter(user=bob).delete()
    with clock.stopped(clock.now() + timedelta(minutes=6)):
        work()
    row.refresh_from_db()
    assert "no member any more" in row.problem
