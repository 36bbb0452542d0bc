"""A person's word on leads, one by one or on all; what the scout may add by itself; and that each is a decision."""

from datetime import timedelta
from typing import Any

import pytest

from agents.choices import CandidateState, Rhythm, ScoutMode
from agents.models import AgentDecision, LeadSearch
from agents.scout.deciding import Decided, decide_candidates
from agents.scout.planning import change_plan, look_when_due
from agents.scout.searching import begin_search
from compliance.erasure import close_erased
from crm.choices import Writing
from crm.companies import create_company
from crm.contacts import create_contact
from crm.models import Company, Contact
from crm.provenance import set_write_rules
from crm.write_rules import WriteRules
from quotahit import clock
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.workflow.approvals import resolve
from quotahit.workflow.errors import ApprovalClosed, NotYours
from quotahit.workflow.models import Approval, Run
from tests.agents.scout.apollo_server import ApolloServer, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def search(vendor: ApolloServer, acme: Organization, bob: User, work: Any) -> LeadSearch:
    """Three leads before a person."""
    vendor.people = [person(number) for number in (1, 2, 3)]
    made = begin_search(acme, "apollo", wanted=3, credits=10, actor=bob)
    work()
    made.refresh_from_db()
    return made


def test_an_accepted_lead_is_a_contact_with_where_it_came_from(
    search: LeadSearch, acme: Organization, bob: User
) -> None:
    one = search.candidates.get(lead__email="lead1@firm1.example")
    assert decide_candidates(search, [one.pk], "approve", actor=bob) == Decided(accepted=1)
    contact = Contact.objects.get()
    assert (contact.name, contact.source, contact.title) == ("Lead1 Found1", "scout:apollo", "VP Sales")
    assert contact.linkedin == "https://www.linkedin.com/in/lead-found-1"
    assert contact.external_ids.get().system == "apollo"
    told = set(contact.provenance.current().values_list("source", "method", "by"))
    assert told == {("apollo", "match", "agent:scout")}
    assert contact.company.provenance.current().get(field="industry").value == "computer software"
    one.refresh_from_db()
    assert (one.state, one.lead, one.contact, one.decided_by) == ("accepted", {}, contact, f"user:{bob.pk}")
    assert Run.objects.filter(subject_type="crm.contact", subject_id=contact.pk).exists()  # it is researched next
    decision = AgentDecision.objects.get(agent="scout", kind="scout")
    assert (decision.contact, decision.rule, decision.after) == (contact, "by-user", "accepted")
    assert AuditEntry.objects.filter(action="leads.decided").count() == 1


def test_a_rejected_lead_stays_away_and_its_reason_is_kept(
    search: LeadSearch, acme: Organization, bob: User, work: Any
) -> None:
    decide_candidates(search, None, "reject", actor=bob, remark="Too small")
    assert set(search.candidates.values_list("state", "remark")) == {("rejected", "Too small")}
    assert not Contact.objects.exists()
    again = begin_search(acme, "apollo", wanted=3, credits=10, actor=bob)
    work()
    again.refresh_from_db()
    assert (again.spent, again.left_out, again.approval) == (0, {"seen": 3}, None)


def test_the_question_is_answered_for_all_that_are_left_and_only_as_it_was_shown(search: LeadSearch, bob: User) -> None:
    one = search.candidates.first()
    decide_candidates(search, [one.pk], "reject", actor=bob)
    resolve(search.approval, "approve", actor=bob, fingerprint=search.approval.fingerprint)
    states = sorted(search.candidates.values_list("state", flat=True))
    assert states == ["accepted", "accepted", "rejected"]


def test_rejecting_all_by_the_question_keeps_the_remark(search: LeadSearch, bob: User) -> None:
    resolve(search.approval, "reject", actor=bob, fingerprint=search.approval.fingerprint, remark="Not now")
    assert set(search.candidates.values_list("state", "remark")) == {("rejected", "Not now")}


def test_who_began_the_search_is_asked_and_another_rep_is_not(search: LeadSearch, bob: User, victor: User) -> None:
    assert search.approval.assignee == bob
    with pytest.raises(NotYours):
        resolve(search.approval, "approve", actor=victor, fingerprint=search.approval.fingerprint)


def test_the_question_closes_with_the_last_lead(search: LeadSearch, bob: User) -> None:
    decide_candidates(search, None, "approve", actor=bob)
    approval = Approval.objects.get()
    assert (approval.status, approval.why) == ("withdrawn", "Every lead was decided about one by one.")
    with pytest.raises(ApprovalClosed):
        resolve(approval, "reject", actor=bob, fingerprint=approval.fingerprint)
    assert Contact.objects.count() == 3


def test_a_word_counts_once(search: LeadSearch, bob: User) -> None:
    decide_candidates(search, None, "reject", actor=bob)
    assert decide_candidates(search, None, "approve", actor=bob) == Decided()
    assert not Contact.objects.exists()


def test_who_became_known_or_was_erased_meanwhile_is_refused(search: LeadSearch, acme: Organization, bob: User) -> None:
    create_contact(acme, actor=bob, first_name="Lead", emails=["lead1@firm1.example"])
    close_erased(acme, [("email", "lead2@firm2.example")], actor=bob)
    assert decide_candidates(search, None, "approve", actor=bob) == Decided(accepted=1, refused=2)
    assert set(search.candidates.filter(state="refused").values_list("remark", flat=True)) == {"known", "erased"}
    assert Contact.objects.filter(source="scout:apollo").get().first_name == "Lead3"


def test_their_company_is_ours_by_its_domain_and_keeps_what_people_wrote(
    search: LeadSearch, acme: Organization, bob: User
) -> None:
    known = create_company(acme, "The first firm", actor=bob, domain="firm1.example", employees=7)
    set_write_rules(
        acme, WriteRules(contact={"title": Writing.NEVER}, company={"employees": Writing.ALWAYS}), actor=bob
    )
    decide_candidates(search, None, "approve", actor=bob)
    assert Contact.objects.get(first_name="Lead1").company == known
    known.refresh_from_db()
    assert (known.employees, known.industry) == (7, "computer software")
    assert set(Contact.objects.values_list("title", flat=True)) == {""}
    assert Company.objects.count() == 3


@pytest.fixture
def adding(vendor: ApolloServer, acme: Organization, alice: User, work: Any) -> Any:
    """`adding(most_a_day=…)`: a search of three by a scout that may add by itself."""
    vendor.people = [person(1), person(2), person(3, title="Baker", seniority="entry")]

    def run(**plan: object) -> LeadSearch:
        change_plan(acme, actor=alice, mode=ScoutMode.ADD, **plan)
        made = begin_search(acme, "apollo", wanted=3, credits=10, actor=alice)
        work()
        made.refresh_from_db()
        return made

    return run


def states(search: LeadSearch) -> list[str]:
    return sorted(search.candidates.values_list("state", flat=True))  # type: ignore[attr-defined]


def test_by_rule_the_fitting_ones_are_added_and_the_rest_proposed(adding: Any, acme: Organization) -> None:
    search = adding(least_fit=45)
    fits = sorted(search.candidates.values_list("fit", flat=True))
    assert fits[0] < 45 <= fits[1]
    assert states(search) == ["accepted", "accepted", "proposed"]
    assert AgentDecision.objects.filter(rule="by-agent", after="accepted").count() == 2


def test_no_more_are_added_in_a_day_than_the_plan_allows(adding: Any) -> None:
    assert states(adding(least_fit=0, most_a_day=1)) == ["accepted", "proposed", "proposed"]


def test_only_an_autonomous_organization_has_leads_added_by_rule(adding: Any, acme: Organization) -> None:
    Organization.objects.filter(pk=acme.pk).update(autonomy=Autonomy.APPROVE)
    assert states(adding(least_fit=0)) == [CandidateState.PROPOSED] * 3


def test_the_scout_looks_by_itself_in_its_rhythm_and_not_while_paused(
    vendor: ApolloServer, acme: Organization, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    assert look_when_due() == 0
    change_plan(acme, actor=alice, rhythm=Rhythm.DAILY, wanted=4)
    assert look_when_due() == 1
    assert look_when_due() == 0
    search = LeadSearch.objects.get()
    assert (search.wanted, search.by, search.source) == (4, "agent:scout", "apollo")
    for days, paused, expected in ((1, True, 0), (2, False, 1), (9, False, 1), (9, False, 0)):
        Organization.objects.filter(pk=acme.pk).update(paused_at=start if paused else None)
        monkeypatch.setattr(clock, "now", lambda at=start + timedelta(days=days, minutes=1): at)
        assert look_when_due() == expected, days
    change_plan(acme, actor=alice, rhythm=Rhythm.OFF)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=99))
    assert look_when_due() == 0
    assert AuditEntry.objects.filter(action="scout_plan.updated").count() == 2
