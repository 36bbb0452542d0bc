"""Runs and messages that began under yesterday's code end under today's.

`deploys/` holds rows as an earlier version of the product left them at a moment in the middle of its work. When chains
or tables change, put what the last release leaves behind beside them: these files are never edited.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import serializers

from crm.models import Contact
from outreach.models import Delivery, Enrollment
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, User
from quotahit.events.models import Event
from quotahit.events.record import record
from quotahit.workflow import chains, interventions, skills
from quotahit.workflow.approvals import resolve
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.context import Context
from quotahit.workflow.models import Approval, Run, RunStep
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.skills import skill
from tests.console.loop import work

pytestmark = pytest.mark.django_db(transaction=True)
DEPLOYS = sorted(Path(__file__).with_name("deploys").glob("*.json"))
TODAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, when all that was put off is due


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A chain of which yesterday's version is gone; today's has one step more. Returns what is executed."""
    monkeypatch.setattr(chains, "_chains", dict(chains._chains))
    monkeypatch.setattr(skills, "_skills", dict(skills._skills))
    executed: list[str] = []

    @skill("yesterday.note")
    def note(context: Context, name: str) -> None:
        executed.append(name)

    names = ("begin", "pause", "prepare", "end")
    steps = tuple(Step(name, "yesterday.note", {"name": name}) for name in names)
    register_chain(Chain("yesterday.story", 2, steps))
    return executed


@pytest.fixture(params=DEPLOYS, ids=lambda path: path.stem)
def deployed(request: pytest.FixtureRequest, story: list[str]) -> None:
    """What yesterday's code left, and all that today's makes of it by itself."""
    for row in serializers.deserialize("json", request.param.read_text(), ignorenonexistent=True):
        row.save()
    with clock.stopped(TODAY):
        work()


def run_of(first_name: str) -> Run:
    contact = Contact.objects.get(first_name=first_name)
    return Run.objects.about(("crm.contact", contact.pk)).order_by("pk").first()


@pytest.mark.usefixtures("deployed")
class TestYesterdaysWork:
    @pytest.mark.parametrize("name", ["Ada", "Bea", "Cleo", "Dora", "Edda", "Fay", "Gert", "Ida"])
    def test_a_run_ends_wherever_it_stood(self, name: str) -> None:
        run = run_of(name)
        assert (run.status, run.position, run.claim) == ("finished", len(run.step_names), "")
        assert [step.name for step in run.steps.all()] == run.step_names

    def test_what_was_done_yesterday_is_not_done_again(self) -> None:
        long_ago = Event.objects.get(subject_id=Contact.objects.get(first_name="Ada").pk, type="contact.created").at
        done_before = RunStep.objects.filter(run=run_of("Ada"), position__lt=2)
        assert {step.at for step in done_before} == {long_ago}
        assert set(done_before.values_list("attempts", flat=True)) == {1}

    def test_a_step_that_is_no_more_parks_its_run_until_a_person_skips_it(self, alice: User) -> None:
        parked = run_of("Hans")
        assert (parked.status, "ask_a_directory" in parked.reason) == ("parked", True)
        with clock.stopped(TODAY):
            interventions.skip(parked, alice)
            work()
        assert run_of("Hans").status == "finished"

    def test_an_event_wakes_a_run_that_waited_for_it(self, story: list[str]) -> None:
        joe = Contact.objects.get(first_name="Joe")
        assert run_of("Joe").status == "waiting"
        with clock.stopped(TODAY + timedelta(minutes=5)):
            record(joe.organization, "contact.called_back", subject=joe, source="test")
            work()
        assert run_of("Joe").status == "finished"
        assert "prepare" not in story

    def test_an_answer_wakes_a_run_that_asked(self) -> None:
        question = Approval.objects.get(kind="deal.open")
        olga = User.objects.create_user("olga@yesterday.example", "correct horse battery")
        Membership.objects.create(user=olga, organization=question.organization, role=Role.OWNER)
        assert run_of("Kim").status == "asking"
        with clock.stopped(TODAY + timedelta(minutes=5)):
            resolve(question, "reject", actor=olga, fingerprint=question.fingerprint)
            work()
        assert run_of("Kim").status == "finished"

    def test_messages_leave_once_whatever_had_become_of_them(self) -> None:
        for name in ("Lea", "Mia", "Nel"):
            deliveries = Delivery.objects.filter(contact__first_name=name)
            assert [row.status for row in deliveries.filter(step__position=1)] == [Fate.SENT]
        lea = Enrollment.objects.get(contact__first_name="Lea")
        assert [row.status for row in lea.deliveries.order_by("pk")] == [Fate.SENT, Fate.SENT]
