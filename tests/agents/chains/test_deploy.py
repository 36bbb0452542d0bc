"""Chains that wait since yesterday's code end under today's, also where today's says something else.

`deploys/` holds rows as an earlier version of the product left them. When chains change, put what the last release
leaves behind beside them: these files are never edited.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import serializers

from agents.orchestrator.chains.compiling import compile_chain
from agents.orchestrator.chains.definitions import Definition
from crm.models import Contact, Task
from crm.todo import complete_task
from outreach.models import Enrollment
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.events.record import record
from quotahit.workflow import chains
from quotahit.workflow.chains import register_chain
from quotahit.workflow.models import Run
from tests.console.loop import work

pytestmark = pytest.mark.django_db(transaction=True)
DEPLOYS = sorted(Path(__file__).with_name("deploys").glob("*.json"))
BEGAN = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture(params=DEPLOYS, ids=lambda path: path.stem)
def yesterday(request: pytest.FixtureRequest) -> None:
    """What yesterday's code left: Ada is written to, Bea waits for a person, Cleo rests, Dora is written to as well."""
    for row in serializers.deserialize("json", request.param.read_text(), ignorenonexistent=True):
        row.save()


@pytest.fixture
def new_inbound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Today's inbound chain: of yesterday's a stage is gone, another is new, and a branch asks for more."""
    registered = {name: dict(versions) for name, versions in chains._chains.items()}
    registered["inbound-pipeline"] = {}
    monkeypatch.setattr(chains, "_chains", registered)
    stages = [
        {"name": "research", "agent": "researcher"},
        {"name": "qualify", "agent": "qualifier"},
        {"name": "welcome", "agent": "human_rep", "after": "qualify", "when": {"intent": "low"}},
        {"name": "high", "agent": "human_rep", "after": "qualify", "when": {"intent": "high", "band": "hot"}},
        {"name": "medium", "agent": "outreach", "after": "qualify", "with": {"sequence": "engage", "wait_days": 30}},
    ]
    made = {"name": "inbound-pipeline", "version": 2, "purpose": "Today's.", "stages": stages}
    register_chain(compile_chain(Definition.model_validate(made)))


def run_of(first_name: str) -> Run:
    contact = Contact.objects.get(first_name=first_name)
    return Run.objects.of_whole_chains().filter(subject_id=contact.pk).order_by("pk")[0]


def after(**time: float) -> None:
    with clock.stopped(BEGAN + timedelta(**time)):
        work()


@pytest.mark.usefixtures("yesterday")
class TestYesterdaysChains:
    def test_the_answer_that_comes_after_two_weeks_takes_the_lead_on(self) -> None:
        dora = Contact.objects.get(first_name="Dora")
        assert run_of("Dora").step_name == "outreach.listen"
        with clock.stopped(BEGAN + timedelta(days=14)):
            record(Organization.objects.get(), "reply.received", subject=dora, payload={"label": "x"}, source="test")
            work()
        assert run_of("Dora").step_name == "close.ask"

    def test_the_answer_that_never_comes_ends_the_wait(self) -> None:
        after(days=31)
        dora = run_of("Dora")
        assert (dora.status, dora.steps.get(name="outreach").output["outcome"]) == ("finished", "silent")

    def test_who_rests_for_a_month_is_written_to_after_it(self) -> None:
        after(days=29)
        assert run_of("Cleo").step_name == "rest"
        after(days=31)
        assert Enrollment.objects.get(contact__first_name="Cleo").sequence.code == "re-engage-1"

    def test_a_person_who_comes_after_the_deploy_is_waited_for(self) -> None:
        task = Task.objects.get(contact__first_name="Bea")
        with clock.stopped(BEGAN + timedelta(hours=5)):
            complete_task(task, actor="system:test")
            work()
        bea = run_of("Bea")
        assert (bea.status, bea.steps.get(name="high").output["outcome"]) == ("finished", "done")


@pytest.mark.usefixtures("yesterday", "new_inbound")
class TestUnderAnotherVersion:
    def test_a_wait_goes_on_and_ends_by_the_steps_of_today(self) -> None:
        assert run_of("Bea").step_name == "high.ask"
        after(days=2)
        assert run_of("Bea").step_name == "high.escalate"

    def test_a_stage_that_is_no_more_parks_its_run_with_a_reason(self) -> None:
        after(days=31)
        ada = run_of("Ada")
        assert (ada.version, ada.status) == (1, "parked")
        assert "low.enroll" in ada.reason
