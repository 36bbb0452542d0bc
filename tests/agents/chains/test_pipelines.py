"""Leads go through whole chains: each agent is handed what the one before gave, and the way branches by it."""

from collections.abc import Callable

import pytest

from agents.models import AgentDecision
from agents.orchestrator.chains.starting import start_chain
from agents.orchestrator.switches import switch_rule
from crm.models import Contact, Notification, Task
from crm.todo import complete_task
from outreach.models import Delivery, Enrollment
from outreach.unsubscribe import unsubscribe
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.record import record
from quotahit.workflow.errors import UnknownChain
from quotahit.workflow.models import Run
from tests.agents.chains.conftest import later, way
from tests.console.loop import answer, work

pytestmark = pytest.mark.django_db
Begin = Callable[[str], Run]
Fit = Callable[[int], None]
HANDED = ("research", "qualify", "high", "medium", "low")


def handed(run: Run) -> dict[str, dict[str, object]]:
    return {step.name: step.output for step in run.steps.filter(status="done", name__in=HANDED)}


class TestInbound:
    def test_high_intent_goes_to_a_person_at_once(self, begin: Begin, fit_of: Fit, alice: User, dana: Contact) -> None:
        fit_of(85)
        run = begin("inbound-pipeline")
        assert (run.status, run.step_name) == ("waiting", "high.ask")
        task = Task.objects.get(contact=dana)
        assert (task.assignee, "ready for a person" in task.title) == (alice, True)
        assert Notification.objects.filter(user=alice, kind="handoff").count() == 1
        branch = AgentDecision.objects.get(kind="branch")
        assert (branch.after, branch.run_id, "85 of 100" in branch.reason) == ("high", run.pk, True)
        assert not Enrollment.objects.exists()

        complete_task(task, actor=alice)
        work()
        run.refresh_from_db()
        assert (run.status, handed(run)["high"]["outcome"]) == ("finished", "done")
        assert {way(run)[name] for name in ("medium", "low", "answered", "high.escalate")} == {"skipped"}

    def test_each_agent_is_handed_what_the_one_before_gave(self, begin: Begin, fit_of: Fit, dana: Contact) -> None:
        fit_of(55)
        given = handed(begin("inbound-pipeline"))
        assert given["research"] == {"contact_id": dana.pk, "fit": 55, "band": "warm", "done": True}
        judged = {"verdict": "unheard", "level": 55, "intent": "medium"}
        assert given["qualify"] == given["research"] | judged

    def test_medium_intent_is_written_to_and_an_answer_goes_to_a_person(
        self, begin: Begin, fit_of: Fit, dana: Contact
    ) -> None:
        fit_of(55)
        run = begin("inbound-pipeline")
        assert (run.step_name, Enrollment.objects.get(contact=dana).sequence.code) == ("medium.listen", "engage")
        later(run, days=3)
        answer(Delivery.objects.get(contact=dana, status="sent", step__position=1), "How does it connect to our CRM?")
        run.refresh_from_db()
        assert (run.step_name, handed(run)["medium"]["outcome"]) == ("answered.ask", "answered")

    def test_low_intent_gets_notes_and_the_chain_ends_with_their_silence(
        self, begin: Begin, fit_of: Fit, dana: Contact
    ) -> None:
        fit_of(20)
        run = begin("inbound-pipeline")
        assert (run.step_name, Enrollment.objects.get(contact=dana).sequence.code) == ("low.listen", "nurture")
        run = later(run, days=61)
        assert (run.status, handed(run)["low"]["outcome"]) == ("finished", "silent")

    def test_it_begins_with_an_arrival_where_the_organization_lets_it(
        self, office: Organization, dana: Contact, alice: User
    ) -> None:
        record(office, "lead.arrived", subject=dana, source="test")
        work()
        assert not Run.objects.filter(chain="inbound-pipeline").exists()
        switch_rule(office, "arrived-lead", is_on=True, actor=alice)
        record(office, "lead.arrived", subject=dana, source="test")
        work()
        assert Run.objects.get(chain="inbound-pipeline").subject_id == dana.pk
        decision = AgentDecision.objects.get(rule="arrived-lead")
        assert (decision.contact, decision.done) == (dana, "begin the chain “Somebody came to us”")


class TestHandingOver:
    @pytest.fixture
    def waiting(self, begin: Begin, fit_of: Fit) -> Run:
        fit_of(85)
        return begin("inbound-pipeline")

    def test_what_nobody_takes_is_escalated_and_then_left_with_a_reason(self, waiting: Run, alice: User) -> None:
        run = later(waiting, days=1.1)
        assert (run.status, run.step_name) == ("waiting", "high.escalate")
        told = Notification.objects.get(kind="escalation")
        assert (told.user, told.urgency) == (alice, "urgent")
        assert AgentDecision.objects.get(kind="escalate").run_id == run.pk
        run = later(run, days=5)
        assert (run.status, handed(run)["high"]["outcome"]) == ("finished", "untaken")

    def test_it_waits_for_days_for_a_deal_that_somebody_has_taken_up(
        self, waiting: Run, office: Organization, dana: Contact, alice: User
    ) -> None:
        record(office, "contact.taken_over", subject=dana, payload={"user_id": alice.pk}, source="test")
        run = later(waiting, minutes=5)
        assert (run.status, run.step_name) == ("waiting", "high.end")
        run = later(run, days=40)
        assert run.step_name == "high.end"
        with clock.stopped(run.created_at):
            record(office, "deal.won", payload={"contact_id": dana.pk}, source="test")
        run = later(run, days=41)
        assert (run.status, handed(run)["high"]["outcome"]) == ("finished", "won")

    def test_an_end_that_came_while_no_worker_was_there_counts(
        self, waiting: Run, office: Organization, dana: Contact, alice: User
    ) -> None:
        record(office, "contact.taken_over", subject=dana, payload={"user_id": alice.pk}, source="test")
        record(office, "deal.lost", payload={"contact_id": dana.pk}, source="test")
        run = later(waiting, days=2)
        assert handed(run)["high"]["outcome"] == "lost"

    def test_a_task_that_no_agent_asked_for_ends_nothing(
        self, waiting: Run, office: Organization, dana: Contact, alice: User
    ) -> None:
        own = Task.objects.create(organization=office, title="Mine", contact=dana, created_by=f"user:{alice.pk}")
        complete_task(own, actor=alice)
        assert later(waiting, minutes=5).step_name == "high.ask"


def test_until_there_is_a_closer_a_person_closes_visibly(begin: Begin, fit_of: Fit, dana: Contact) -> None:
    fit_of(55)
    run = begin("full-autonomous-pipeline")
    assert run.step_name == "outreach.listen"
    later(run, days=3)
    answer(Delivery.objects.get(contact=dana, status="sent", step__position=1), "What does it cost for ten people?")
    run.refresh_from_db()
    assert run.step_name == "close.ask"
    decision = AgentDecision.objects.get(kind="hand_over", rule="handoff-closer")
    assert "no closer agent yet" in decision.reason
    assert Task.objects.filter(contact=dana, done_at=None).exists()


def test_a_refusal_goes_to_no_closer(begin: Begin, fit_of: Fit, dana: Contact) -> None:
    fit_of(55)
    run = begin("full-autonomous-pipeline")
    later(run, days=3)
    answer(Delivery.objects.get(contact=dana, status="sent", step__position=1), "No thank you, we are not interested.")
    run.refresh_from_db()
    assert (run.status, way(run)["close.ask"]) == ("finished", "skipped")


def test_who_opts_out_is_in_no_chain_any_longer(begin: Begin, fit_of: Fit, office: Organization, dana: Contact) -> None:
    fit_of(55)
    run = begin("hybrid-pipeline")
    unsubscribe(office, dana, "dana@globex.example", source="page", actor="system:test")
    run.refresh_from_db()
    assert run.status == "cancelled"


class TestStarting:
    def test_nobody_is_in_two_chains_and_who_is_in_one_is_not_idle(
        self, begin: Begin, fit_of: Fit, office: Organization, dana: Contact, alice: User
    ) -> None:
        fit_of(85)
        begin("inbound-pipeline")
        again = start_chain(office, [dana.pk], "hybrid-pipeline", actor=alice)
        assert (again.runs, again.skipped) == ({}, {dana.pk: "IN_A_CHAIN"})

    def test_a_stranger_is_not_found_and_a_customer_is_left(
        self, office: Organization, rival: Organization, dana: Contact, alice: User
    ) -> None:
        stranger = Contact.objects.create(organization=rival, first_name="Zoe")
        Contact.objects.filter(pk=dana.pk).update(lifecycle="customer")
        begun = start_chain(office, [dana.pk, stranger.pk], "inbound-pipeline", actor=alice)
        assert begun.skipped == {dana.pk: "CUSTOMER", stranger.pk: "NOT_FOUND"}
        assert not Run.objects.filter(chain="inbound-pipeline").exists()

    def test_an_unknown_chain_is_refused_and_a_start_leaves_its_line(
        self, office: Organization, dana: Contact, alice: User
    ) -> None:
        with pytest.raises(UnknownChain):
            start_chain(office, [dana.pk], "no-chain", actor=alice)
        start_chain(office, [dana.pk], "inbound-pipeline", actor=alice)
        entry = AuditEntry.objects.get(action="chain.requested")
        assert (entry.actor, entry.why["started"]) == (f"user:{alice.pk}", 1)
