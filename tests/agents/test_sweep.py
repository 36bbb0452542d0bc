"""The sweep finds leads that have gone quiet, tells of each silence once, and leaves those at work alone."""

from datetime import timedelta

import pytest

from agents.sweep import sweep
from crm.models import Contact
from crm.todo import create_task
from outreach.enrollments import enroll
from outreach.mailboxes import set_up_sandbox
from outreach.models import Sequence
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet_dana(dana: Contact) -> Contact:
    eight_days_ago = clock.now() - timedelta(days=8)
    Contact.objects.filter(pk=dana.pk).update(created_at=eight_days_ago, last_activity_at=eight_days_ago, fit=55)
    return dana


def told() -> list[int]:
    return list(Event.objects.filter(type="lead.quiet").values_list("subject_id", flat=True))


def test_a_lead_without_activity_for_seven_days_is_told_once(quiet_dana):
    assert [sweep(), sweep()] == [1, 0]
    assert told() == [quiet_dana.pk]


def test_a_new_silence_after_a_new_activity_is_told_again(quiet_dana):
    sweep()
    Contact.objects.update(last_activity_at=clock.now())
    with clock.stopped(clock.now() + timedelta(days=8)):
        assert sweep() == 1


def test_who_is_in_a_sequence_is_not_quiet(acme, quiet_dana):
    set_up_sandbox(acme, actor="system:test")
    set_up_outreach(acme, actor="system:test")
    enroll(acme, [quiet_dana.pk], Sequence.objects.get(code="engage"), actor="agent:outreach")
    assert sweep() == 0


def test_who_is_to_be_called_in_spring_is_not_quiet_before(acme, alice, quiet_dana):
    task = create_task(acme, title="Call", actor=alice, contact=quiet_dana, due_at=clock.now() + timedelta(days=60))
    assert sweep() == 0
    with clock.stopped(clock.now() + timedelta(days=61)):
        assert sweep() == 0
    with clock.stopped(clock.now() + timedelta(days=64)):
        assert sweep() == 1
    assert not task.done_at


@pytest.mark.parametrize("change", [{"lifecycle": "lost"}, {"lifecycle": "customer"}, {"fit": None}])
def test_the_lost_the_won_and_the_unscored_are_left_alone(quiet_dana, change):
    Contact.objects.update(**change)
    assert sweep() == 0


def test_a_paused_organization_is_left_alone(acme, quiet_dana):
    acme.paused_at = clock.now()
    acme.save()
    assert sweep() == 0
