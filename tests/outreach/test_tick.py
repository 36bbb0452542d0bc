"""The tick sends what is due, explains what it leaves, and never sends a step twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from crm.choices import HoldKind
from crm.contacts import create_contact
from crm.holds import place_hold, release_hold, release_holds
from crm.models import Contact, Interaction
from outreach import tick as ticking
from outreach.channels import fates
from outreach.choices import EnrollmentStatus, StopReason
from outreach.enrollments import enroll, pause_enrollment, resume_enrollment, stop_enrollments
from outreach.models import Delivery, Enrollment, Sequence
from outreach.recipients import lock_contacts
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event
from quotahit.workflow.outgoing import Fate
from tests.beside import TWO_SESSIONS
from tests.outreach.conftest import MONDAY

DAY = timedelta(days=1)


def test_a_contact_gets_every_step_in_its_time_and_then_the_sequence_ends(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    with clock.stopped(MONDAY):
        enroll(acme, [dana.pk], engage, actor="agent:outreach")
    for after in range(20):
        with clock.stopped(MONDAY + after * DAY):
            tick()
    sent = Delivery.objects.filter(contact=dana).order_by("pk")
    assert [(row.status, (row.settled_at - MONDAY).days) for row in sent] == [
        (Fate.SENT, 0),
        (Fate.SENT, 3),
        (Fate.SENT, 8),
        (Fate.SENT, 15),
    ]
    enrollment = Enrollment.objects.get(contact=dana)
    assert (enrollment.status, enrollment.next_at) == (EnrollmentStatus.FINISHED, None)
    assert Event.objects.filter(type="email.sent").count() == 4
    assert Event.objects.filter(type="enrollment.finished", subject_id=dana.pk).count() == 1
    assert AuditEntry.objects.filter(action="email.sent").count() == 4


def test_what_is_sent_stands_in_the_timeline_with_the_contacts_own_words(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    tick()
    line = Interaction.objects.get(contact=dana)
    assert line.subject.startswith("Globex and")
    assert line.body.startswith("Hello Dana,")
    assert "I am an AI assistant at Acme Analytics" in line.body
    assert Delivery.objects.get().interaction_id == line.pk
    dana.refresh_from_db()
    assert dana.last_activity_at == line.at


def test_follow_ups_hang_in_the_thread_of_the_first_message(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    with clock.stopped(MONDAY):
        enroll(acme, [dana.pk], engage, actor="agent:outreach")
    for after in (0, 3, 8):
        with clock.stopped(MONDAY + after * DAY):
            tick()
    first, second, third = Delivery.objects.order_by("pk")
    assert second.subject == third.subject == f"Re: {first.subject}"
    assert (second.in_reply_to, third.in_reply_to) == (first.message_id, second.message_id)
    assert third.references == f"{first.message_id} {second.message_id}"
    assert {first.thread_id, second.thread_id, third.thread_id} == {first.thread_id}


def test_a_contact_on_hold_is_passed_over_until_the_hold_ends(
    acme: Organization, engage: Sequence, dana: Contact, bob: User
) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    hold = place_hold(acme, dana, HoldKind.MANUAL, by=bob)
    tick()
    enrollment = Enrollment.objects.get()
    assert enrollment.skip_reason.startswith("HELD")
    assert not Delivery.objects.exists()
    release_hold(hold, by=bob)
    tick()
    assert Delivery.objects.get().status == Fate.SENT
    assert Enrollment.objects.get().skip_reason == ""


def test_a_message_that_is_being_read_holds_no_longer_than_the_reading(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    place_hold(acme, dana, HoldKind.READING, by="system:inbound", until=clock.now() + DAY, key="raw:1")
    tick()
    assert Enrollment.objects.get().next_at < clock.now() + timedelta(minutes=11)
    release_holds(acme, kind=HoldKind.READING, by="system:inbound", key="raw:1")
    tick()
    assert Delivery.objects.get().status == Fate.SENT


def test_an_out_of_office_is_looked_at_again_on_the_day_of_return(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    back = clock.now() + 9 * DAY
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    place_hold(acme, dana, HoldKind.OUT_OF_OFFICE, by="system:inbound", until=back)
    tick()
    assert Enrollment.objects.get().next_at == back


def test_a_paused_organization_sends_nothing(acme: Organization, engage: Sequence, dana: Contact) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    Organization.objects.filter(pk=acme.pk).update(paused_at=clock.now())
    assert tick() == 0
    assert not Delivery.objects.exists()


def test_a_variable_that_nobody_knows_stops_the_message_and_is_named(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    template = engage.steps.get(position=1).template
    template.body = "Your fleet of {{ contact.custom.fleet }} lorries"
    template.save()
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    tick()
    assert Enrollment.objects.get().skip_reason == "UNRESOLVED_VARIABLE contact.custom.fleet"
    assert not Delivery.objects.exists()
    Contact.objects.filter(pk=dana.pk).update(custom={"fleet": 40})
    with clock.stopped(clock.now() + DAY):
        tick()
    assert Delivery.objects.get().body == "Your fleet of 40 lorries"


def test_stopping_ends_the_sequence_and_nothing_more_is_sent(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    tick()
    assert stop_enrollments([dana.pk], StopReason.REPLIED, actor="system:inbound") == 1
    with clock.stopped(clock.now() + 30 * DAY):
        assert tick() == 0
    stopped = Enrollment.objects.get()
    assert (stopped.status, stopped.stop_reason) == (EnrollmentStatus.STOPPED, StopReason.REPLIED)
    assert Event.objects.filter(type="enrollment.stopped", payload__reason="replied").count() == 1


def test_a_paused_enrolment_rests_and_goes_on(acme: Organization, engage: Sequence, dana: Contact, bob: User) -> None:
    enroll(acme, [dana.pk], engage, actor=bob)
    enrollment = Enrollment.objects.get()
    pause_enrollment(enrollment, actor=bob)
    assert tick() == 0
    resume_enrollment(enrollment, actor=bob)
    assert tick() == 1
    assert Delivery.objects.get().status == Fate.SENT


def test_a_step_that_was_moved_in_the_editor_is_not_sent_twice(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    tick()
    first, second = engage.steps.all()[:2]
    first.position, second.position = 9, 1
    first.save()
    second.save()
    for after in range(1, 30):
        with clock.stopped(clock.now() + after * DAY):
            tick()
    assert Delivery.objects.filter(step=first).count() == 1
    assert Enrollment.objects.get().status == EnrollmentStatus.FINISHED


def test_many_are_sent_with_as_many_queries_as_a_few(
    acme: Organization, engage: Sequence, people: Callable[..., list[Contact]]
) -> None:
    contacts = people(32)
    enroll(acme, [contact.pk for contact in contacts], engage, actor="agent:outreach")
    with CaptureQueriesContext(connection) as few:
        assert tick(12) == 12
    with CaptureQueriesContext(connection) as many:
        assert tick(20) == 20
    assert len(many) == len(few)
    assert Delivery.objects.filter(status=Fate.SENT).count() == 32


@TWO_SESSIONS
@pytest.mark.django_db(transaction=True)
def test_a_person_whom_somebody_else_has_locked_is_left_for_the_next_tick(
    acme: Organization, engage: Sequence, dana: Contact
) -> None:
    eve = create_contact(acme, actor="test", first_name="Eve", emails=["eve@globex.example"], country="US", state="NY")
    enroll(acme, [dana.pk, eve.pk], engage, actor="agent:outreach")
    with transaction.atomic(), ThreadPoolExecutor(1) as elsewhere:
        lock_contacts([dana.pk])
        assert elsewhere.submit(_tick_and_hang_up).result(60) == 1
    assert Enrollment.objects.get(contact=eve).position > Enrollment.objects.get(contact=dana).position
    assert tick() == 1


def test_one_that_cannot_be_written_down_rests_and_stops_none_of_the_others(
    acme: Organization, engage: Sequence, dana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = {"country": "US", "state": "NY"}
    others = [
        create_contact(acme, actor="test", first_name="Eve", emails=[f"eve{n}@c.example"], **here).pk for n in range(6)
    ]
    enroll(acme, [*others[:3], dana.pk, *others[3:]], engage, actor="agent:outreach")
    write = fates.sent

    def fail_for_dana(deliveries: list[Delivery], **times: datetime) -> None:
        if any(row.contact_id == dana.pk for row in deliveries):
            raise ValueError("no such row can be")
        write(deliveries, **times)

    monkeypatch.setattr(fates, "sent", fail_for_dana)
    assert tick() == 7
    assert set(Delivery.objects.values_list("contact_id", flat=True)) == set(others)
    resting = Enrollment.objects.get(contact=dana)
    assert resting.skip_reason == "FAILED"
    assert resting.next_at > clock.now() + DAY / 2
    assert tick() == 0


def test_a_tick_that_the_database_breaks_off_leaves_everything_as_it_was(
    acme: Organization, engage: Sequence, dana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    enroll(acme, [dana.pk], engage, actor="agent:outreach")

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(ticking, "_report", fail)
    with pytest.raises(OperationalError):
        tick()
    monkeypatch.undo()
    assert not Delivery.objects.exists()
    assert tick() == 1


def _tick_and_hang_up() -> int:
    try:
        return tick()
    finally:
        connection.close()
