"""The sweep finds leads that have gone quiet, tells of each silence once, and leaves those at work alone."""

from datetime import timedelta

import pytest

from agents.orchestrator.chains.starting import start_chain
from agents.orchestrator.rules import choose
from agents.sweep import sweep
from crm.models import Contact, LastActivity
from crm.todo import create_task
from outreach.enrollments import enroll
from outreach.mailboxes import set_up_sandbox
from outreach.models import Sequence
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.events.models import Event
from quotahit.workflow.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet_dana(dana: Contact) -> Contact:
    eight_days_ago = clock.now() - timedelta(days=8)
    Contact.objects.filter(pk=dana.pk).update(created_at=eight_days_ago, fit=55)
    LastActivity.objects.update(at=eight_days_ago)
    return dana


def told() -> list[int]:
    return list(Event.objects.filter(type="lead.quiet").values_list("subject_id", flat=True))


def test_a_lead_without_activity_for_seven_days_is_told_once(quiet_dana):
    assert [sweep(), sweep()] == [1, 0]
    assert told() == [quiet_dana.pk]


def test_a_new_silence_after_a_new_activity_is_told_again(quiet_dana):
    sweep()
    LastActivity.objects.update(at=clock.now())
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


@pytest.mark.parametrize("change", [{"lifecycle": "lost"}, {"lifecycle": "customer"}])
def test_the_lost_and_the_won_are_left_alone(quiet_dana, change):
    Contact.objects.update(**change)
    assert sweep() == 0


def test_a_paused_organization_is_left_alone(acme, quiet_dana):
    acme.paused_at = clock.now()
    acme.save()
    assert sweep() == 0


def test_who_was_never_scored_is_stuck_as_well(quiet_dana):
    Contact.objects.update(fit=None)
    assert sweep() == 1


def test_who_is_in_a_chain_is_not_quiet_unless_nothing_can_take_it_further(acme, alice, quiet_dana):
    run_id = start_chain(acme, [quiet_dana.pk], "hybrid-pipeline", actor=alice).runs[quiet_dana.pk]
    assert sweep() == 0
    Run.objects.filter(pk=run_id).update(status="parked")
    assert sweep() == 1


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"scored": False, "idle": True}, "quiet-new-lead"),
        ({"scored": True, "idle": True, "lifecycle": "qualified", "band": "hot"}, "quiet-qualified-lead"),
        ({"scored": True, "idle": True, "lifecycle": "lead", "band": "hot"}, "quiet-hot-lead"),
        ({"scored": True, "idle": True, "lifecycle": "engaged", "band": "warm"}, "quiet-lead"),
        ({"scored": True, "idle": False, "quiet_deal": True}, "quiet-deal"),
        ({"scored": True, "idle": False}, None),
    ],
)
def test_every_stage_has_its_way_out_of_standing_still(facts, rule):
    chosen = choose("lead.quiet", facts)
    assert (chosen.name if chosen else None) == rule
