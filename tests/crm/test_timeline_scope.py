"""The timeline of a company and of a deal: their people's lines and their own, and nobody else's."""

import pytest

from crm import timeline_scope
from crm.companies import create_company
from crm.contacts import create_contact
from crm.deals import create_deal, move_deal
from crm.interactions import log_interaction
from crm.models import Company, Contact, Deal, Stage
from crm.organizations import set_up_organization
from crm.timeline import TimelineEntry, timeline
from crm.timeline_scope import scope_of
from crm.todo import add_note, create_task
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Organization, User
from quotahit.accounts.visibility import visible

pytestmark = pytest.mark.django_db


@pytest.fixture
def globex(acme: Organization, bob: User, dana: Contact) -> Company:
    """Dana and Eve work there, and each has a deal; Frank works elsewhere."""
    set_up_organization(acme)
    company = dana.company
    assert company is not None
    eve = create_contact(acme, actor=bob, first_name="Eve", emails=["eve@globex.example"], company=company)
    frank = create_contact(acme, actor=bob, first_name="Frank", company=create_company(acme, "Initech", actor=bob))
    for person in (dana, eve, frank):
        log_interaction(acme, person, channel="email", direction="inbound", actor="x", subject=f"From {person}")
        create_deal(acme, actor=bob, name=f"Plan of {person}", contact=person)
    add_note(acme, "They moved to Springfield.", actor=bob, company=company)
    return company


def titles(entries: list[TimelineEntry]) -> set[str]:
    return {entry.title for entry in entries}


def test_a_company_gathers_its_people_its_deals_and_its_own(globex: Company) -> None:
    entries = timeline(scope_of(globex))
    assert {entry.title: entry.person and entry.person[1] for entry in entries if entry.kind == "message_in"} == {
        "From Dana Diaz": "Dana Diaz",
        "From Eve": "Eve",
    }
    assert {"Deal “Plan of Dana Diaz”: begins at New", "Deal “Plan of Eve”: begins at New"} <= titles(entries)
    assert "They moved to Springfield." in {entry.body for entry in entries}
    assert not [entry for entry in entries if "Frank" in entry.title]


def test_a_deal_tells_of_its_person_and_of_no_other_deal(globex: Company, acme, bob, dana) -> None:
    first = Deal.objects.get(contact=dana)
    second = create_deal(acme, actor=bob, name="Renewal", contact=dana)
    create_task(acme, title="Send the offer", actor=bob, contact=dana, deal=first)
    create_task(acme, title="Ask for the renewal", actor=bob, contact=dana, deal=second)
    create_task(acme, title="Call Dana", actor=bob, contact=dana)
    add_note(acme, "Wants it by May.", actor=bob, deal=first)
    log_interaction(
        acme, dana, channel="meeting", direction="outbound", actor=bob, subject="Of the renewal", deal=second
    )
    move_deal(first, Stage.objects.get(organization=acme, name="Qualified"), actor=bob)
    found = titles(timeline(scope_of(first)))
    assert {"Task: Send the offer", "Task: Call Dana", "From Dana Diaz", "Note"} <= found
    assert "Deal “Plan of Dana Diaz”: New → Qualified" in found
    assert not {title for title in found if "enewal" in title}
    assert "Ask for the renewal" not in str(timeline(scope_of(first), group="task"))


def test_who_spoke_about_a_deal_is_one_of_its_people(globex: Company, acme, bob, dana) -> None:
    eve, deal = Contact.objects.get(first_name="Eve"), Deal.objects.get(contact=dana)
    log_interaction(acme, eve, channel="meeting", direction="outbound", actor=bob, subject="Demo", deal=deal)
    scope = scope_of(deal)
    assert set(scope.people.values()) == {"Dana Diaz", "Eve"}
    assert {"Demo", "From Eve", "From Dana Diaz"} <= titles(timeline(scope))


def test_a_member_reads_of_a_company_what_they_see_of_it(globex: Company, acme, bob, dana) -> None:
    Contact.objects.filter(pk=dana.pk).update(owner=bob)
    membership = bob.memberships.get()
    membership.reach = Reach.OWN
    membership.save()
    membership = bob.memberships.get()
    scope = scope_of(globex, lambda rows: visible(rows, membership))
    assert list(scope.people.values()) == ["Dana Diaz"]
    found = titles(timeline(scope))
    assert "From Dana Diaz" in found
    assert not [title for title in found if "Eve" in title]


def test_of_very_many_people_those_who_were_active_last_speak(globex: Company, monkeypatch) -> None:
    monkeypatch.setattr(timeline_scope, "MOST_PEOPLE", 1)
    scope = scope_of(globex)
    assert list(scope.people.values()) == ["Eve"]
    assert scope.has_more_people


def test_a_note_on_a_deal_stands_on_its_contacts_timeline(globex: Company, acme, bob, dana) -> None:
    add_note(acme, "Wants it by May.", actor=bob, deal=Deal.objects.get(contact=dana))
    assert "Wants it by May." in {entry.body for entry in timeline(dana)}
