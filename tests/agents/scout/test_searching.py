"""A search from its beginning to the question about its leads: dedupe, budget, retries, and what is left out."""

from typing import Any

import pytest
from werkzeug import Response

from agents.choices import CandidateState, LeadSource
from agents.models import AgentDecision, LeadSearch
from agents.scout.deciding import decide_candidates
from agents.scout.searching import begin_search
from compliance.do_not_call import record_do_not_call
from compliance.erasure import close_erased
from compliance.suppressions import suppress
from crm.contacts import create_contact
from crm.ideal_customer import IdealCustomer
from crm.models import Contact
from crm.profiles import change_ideal_customer, ensure_profile
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.workflow.models import Run, RunStep
from tests.agents.scout.apollo_server import REVEAL, SEARCH, ApolloServer, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def searched(acme: Organization, alice: User, work: Any) -> Any:
    """`searched(wanted=…)`: a search at Apollo, done."""

    def run(wanted: int = 5, credits: int = 50, source: str = LeadSource.APOLLO) -> LeadSearch:
        search = begin_search(acme, source, wanted=wanted, credits=credits, actor=alice)
        work()
        search.refresh_from_db()
        return search

    return run


def found(search: LeadSearch) -> set[str]:
    return {row.found.email for row in search.candidates.proposed()}  # type: ignore[attr-defined]


def test_leads_are_found_scored_and_put_before_a_person(
    vendor: ApolloServer, searched: Any, acme: Organization
) -> None:
    ensure_profile(acme)
    change_ideal_customer(acme, IdealCustomer(industries=["software"], places=["US"]), actor="system:test")
    search = searched(wanted=3)
    assert (search.state, search.spent, search.trouble) == ("done", 3, "")
    best = search.candidates.first()
    assert best.fit > 40
    assert any(line["reason"] for line in best.lines)
    assert search.approval.content["candidate_ids"] == list(
        search.candidates.values_list("pk", flat=True).order_by("pk")
    )
    assert "Lead1" not in str(search.approval.content) + search.approval.title
    assert not Contact.objects.exists()
    assert AgentDecision.objects.get(agent="scout").detail["found"] == 3
    assert vendor.calls(SEARCH)[0]["organization_locations"] == ["United States"]


def test_known_people_are_left_out_however_they_are_spelled(
    vendor: ApolloServer, searched: Any, acme: Organization, bob: User
) -> None:
    vendor.people = [
        person(1, email="Dana.Diaz@GMAIL.com"),
        person(2),
        person(3),
        person(4),
        person(5, first_name="Zoë", last_name="Ek"),
        person(6),
        person(7, email="lead6@firm6.example"),
        person(8),
    ]
    create_contact(acme, actor=bob, first_name="D", emails=["danadiaz+crm@googlemail.com"])
    create_contact(acme, actor=bob, first_name="L", emails=["lead2+x@firm2.example"])
    create_contact(acme, actor=bob, first_name="X", linkedin="https://de.linkedin.com/in/Lead-Found-3/?x=1")
    create_contact(acme, actor=bob, first_name="Y", external=("apollo", person(4)["id"]))
    create_contact(acme, actor=bob, first_name="Zoe", last_name="Ek", company_name="FIRM 5")
    search = searched(wanted=10)
    assert found(search) == {"lead6@firm6.example", "lead8@firm8.example"}
    assert search.left_out == {"known": 5, "seen": 1}
    assert search.spent == 7  # whom we know by id is not paid for


def test_who_is_erased_suppressed_or_asked_not_to_be_called_is_refused(
    vendor: ApolloServer, searched: Any, acme: Organization, alice: User
) -> None:
    vendor.people = [
        person(1),
        person(2, email="Lead2+news@firm2.example"),
        person(3),
        person(4, phone_numbers=[{"sanitized_number": "+12125550144"}]),
        person(5),
    ]
    close_erased(acme, [("email", "lead1@firm1.example")], actor=alice)
    close_erased(acme, [("linkedin", "in/lead-found-3")], actor=alice)
    suppress(acme, "email", "lead2+news@firm2.example", reason="unsubscribed", source="test", actor=alice)
    record_do_not_call(acme, "voice", "+12125550144", source="test", actor=alice)
    search = searched(wanted=5)
    assert found(search) == {"lead5@firm5.example"}
    assert search.left_out == {"erased": 2, "closed": 2}
    for row in search.candidates.filter(state=CandidateState.LEFT_OUT):
        assert (row.lead, row.email_hash, row.lines) == ({}, "", [])
        assert person(1)["id"] not in row.key


def test_who_cannot_be_written_to_costs_nothing(vendor: ApolloServer, searched: Any) -> None:
    vendor.people = [person(1, email=None), person(2)]
    search = searched(wanted=2)
    assert (search.left_out, search.spent, len(found(search))) == ({"no_address": 1}, 1, 1)


def test_a_search_never_spends_more_than_it_was_given(vendor: ApolloServer, searched: Any) -> None:
    search = searched(wanted=30, credits=12)
    assert (search.state, search.spent, search.trouble) == ("done", 12, "budget_spent")
    assert (len(found(search)), vendor.credits) == (12, 988)


def test_a_second_search_goes_on_behind_the_first_and_pays_for_nobody_twice(
    vendor: ApolloServer, searched: Any
) -> None:
    first, second = searched(wanted=20), searched(wanted=20)
    assert not found(first) & found(second)
    asked = [one["id"] for body in vendor.calls(REVEAL) for one in body["details"]]
    assert len(asked) == len(set(asked)) == 40


def test_it_reads_on_until_it_has_enough_or_the_last_page(vendor: ApolloServer, searched: Any) -> None:
    search = searched(wanted=100, credits=200)
    assert (len(found(search)), search.page, search.seen) == (60, 2, 60)
    assert [body["page"] for body in vendor.calls(SEARCH)] == [1, 2]


def test_what_passes_is_tried_again_from_where_it_stopped(
    vendor: ApolloServer, searched: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.moods = [None, None, Response("{}", 429, headers={"Retry-After": "120"})]
    search = searched(wanted=20)
    assert (search.state, search.trouble, len(found(search))) == ("running", "too_many_calls", 10)
    later = Run.objects.get().wake_at
    monkeypatch.setattr(clock, "now", lambda: later)
    work()
    search.refresh_from_db()
    assert (search.state, search.trouble, len(found(search))) == ("done", "", 20)
    assert search.spent == 20
    assert RunStep.objects.get(name="look", status="done")


def test_what_never_passes_ends_with_what_was_found(
    vendor: ApolloServer, searched: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor.moods = [None, None, *[Response("oops", 500)] * 20]
    search = searched(wanted=20)
    for _ in range(7):
        run = Run.objects.get()
        if run.wake_at:
            monkeypatch.setattr(clock, "now", lambda at=run.wake_at: at)
        work()
    search.refresh_from_db()
    assert (search.state, search.trouble, len(found(search))) == ("done", "vendor_down", 10)
    assert search.spent == 20  # what it may have taken for the answer that never came stays counted
    assert search.approval.status == "waiting"


@pytest.mark.parametrize(("status", "trouble"), [(401, "key_refused"), (422, "not_understood")])
def test_what_will_not_pass_fails_at_once(vendor: ApolloServer, searched: Any, status: int, trouble: str) -> None:
    vendor.moods = [Response("{}", status)]
    search = searched()
    assert (search.state, search.trouble, search.approval) == ("failed", trouble, None)
    assert Run.objects.get().status == "finished"


def test_without_a_key_it_says_so(acme: Organization, searched: Any) -> None:
    search = searched()
    assert (search.state, search.trouble) == ("failed", "no_key")


def test_a_second_search_of_one_key_is_the_first(acme: Organization, alice: User) -> None:
    one, two = (begin_search(acme, "own", wanted=3, credits=0, actor=alice, key="monday") for _ in range(2))
    assert one == two
    assert Run.objects.count() == 1


def test_leads_that_nobody_worked_are_ranked_by_fit(
    acme: Organization, searched: Any, bob: User, dana: Contact
) -> None:
    others = [create_contact(acme, actor="import:1", first_name=f"L{n}", emails=[f"l{n}@x.example"]) for n in range(3)]
    for contact, fit in zip([dana, *others], (90, 10, 60, 30), strict=True):
        Contact.objects.filter(pk=contact.pk).update(fit=fit)
    suppress(acme, "email", "l1@x.example", reason="unsubscribed", source="test", actor=bob)
    create_contact(acme, actor=bob, first_name="Nomail")
    Contact.objects.filter(pk=dana.pk).update(lifecycle="customer")
    search = searched(wanted=1, source=LeadSource.OWN)
    assert [row.contact for row in search.candidates.proposed()] == [others[2]]
    assert search.left_out == {"closed": 1}
    again = searched(wanted=5, source=LeadSource.OWN)
    assert [row.contact for row in again.candidates.proposed()] == [others[0]]


def test_look_alikes_need_a_customer_and_show_every_part(
    acme: Organization, searched: Any, bob: User, dana: Contact
) -> None:
    assert searched(source=LeadSource.LOOKALIKE).trouble == "no_customers"
    dana.company.employees, dana.company.country = 100, "US"
    dana.company.save()
    Contact.objects.filter(pk=dana.pk).update(lifecycle="customer", seniority="vp")
    alike = create_contact(acme, actor=bob, first_name="A", title="VP Sales", country="US", seniority="vp",
                           company_name="Twin", emails=["a@twin.example"])  # fmt: skip
    alike.company.industry, alike.company.employees = "Software", 100
    alike.company.save()
    create_contact(acme, actor=bob, first_name="B", title="Baker", country="FR", emails=["b@bread.example"])
    search = searched(source=LeadSource.LOOKALIKE)
    (row,) = search.candidates.proposed()
    assert (row.contact, row.likeness, row.remark) == (alike, 85, "Globex")
    points = {part["code"]: (part["points"], part["most"], part["is_known"]) for part in row.parts}
    assert points["industry"] == (30, 30, True)
    assert points["technologies"] == (0, 15, False)
    assert sum(earned for earned, _, _ in points.values()) == row.likeness


def test_a_lead_of_ours_that_is_chosen_is_worked(acme: Organization, searched: Any, bob: User, work: Any) -> None:
    set_up_outreach(acme, actor="system:test")
    lead = create_contact(acme, actor="import:1", first_name="L", country="US", emails=["l@x.example"])
    Run.objects.all().delete()
    search = searched(source=LeadSource.OWN)
    decide_candidates(search, None, "approve", actor=bob)
    work()
    assert lead.enrollments.get().sequence.code == "engage"
    assert AgentDecision.objects.filter(rule="scouted-lead", contact=lead).exists()


def test_what_another_organization_knows_says_nothing_here(
    vendor: ApolloServer, searched: Any, rival: Organization, charlie: User
) -> None:
    vendor.people = [person(1), person(2)]
    create_contact(rival, actor=charlie, first_name="L", emails=["lead1@firm1.example"])
    suppress(rival, "email", "lead2@firm2.example", reason="unsubscribed", source="test", actor=charlie)
    assert len(found(searched(wanted=2))) == 2
