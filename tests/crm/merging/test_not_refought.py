"""What a merge has decided stays decided: no list and no research brings the other record or its values back."""

from pathlib import Path
from typing import Any

import pytest

from crm.choices import Origin
from crm.companies import create_company, find_or_create_company
from crm.contacts import create_contact, enrich_contact, find_contact, update_contact
from crm.filling import fill_companies, fill_contacts
from crm.importing.drafts import set_mapping, start_draft, start_import
from crm.importing.running import run_imports
from crm.merging.merge import merge_companies, merge_contacts
from crm.merging.undo import undo_merge
from crm.models import Company, Contact, Import
from crm.provenance import Source
from quotahit.accounts.models import Organization, User

INFERRED = Source(Origin.INFERRED)
pytestmark = pytest.mark.django_db
HEADERS = ("First Name", "Last Name", "Title", "Company", "Email", "Phone", "LinkedIn", "HubSpot ID", "City")


@pytest.fixture
def take(acme: Organization, bob: User, tmp_path: Path) -> Any:
    """`take(title="CEO", email=…)`: import a list of one row; gives back the import."""

    def run(**cells: str) -> Import:
        names = {name.lower().replace(" ", "_"): name for name in HEADERS}
        headers = [names[key] for key in cells]
        path = tmp_path / "list.csv"
        path.write_text(",".join(headers) + "\n" + ",".join(cells.values()) + "\n")
        job = start_draft(acme, path, "list.csv", by=bob)
        if "hubspot_id" in cells:
            set_mapping(job, job.mapping | {"HubSpot ID": "external_id.hubspot"})
        start_import(job, actor=bob)
        run_imports()
        job.refresh_from_db()
        assert (job.status, job.failed) == ("done", 0)
        return job

    return run


@pytest.fixture
def merged(acme: Organization, bob: User) -> Contact:
    """Dana, who was there twice; the other one was a D. Diaz at Hooli, by another number and profile."""
    winner = create_contact(
        acme, actor=bob, first_name="Dana", last_name="Diaz", title="VP", company_name="Globex", country="US",
        emails=["dana@globex.example"], linkedin="linkedin.com/in/dana", city="Albany", custom={"size": "M"},
    )  # fmt: skip
    loser = create_contact(
        acme, actor=bob, first_name="D.", last_name="Dias", title="Vice President", company_name="Hooli", country="US",
        emails=["d@hooli.example"], phones=["+12125550102"], linkedin="linkedin.com/in/d-dias", city="Troy",
        external=("hubspot", "77"), custom={"size": "L"},
    )  # fmt: skip
    merge_contacts(winner, loser, actor=bob)
    return winner


ROW = {"first_name": "D.", "last_name": "Dias", "title": "Vice President", "company": "Hooli", "city": "Troy"}
KEYS = [
    {"email": "d@hooli.example"},
    {"phone": "+1 212 555 0102"},
    {"linkedin": "https://www.linkedin.com/in/d-dias"},
    {"hubspot_id": "77"},
]


@pytest.mark.parametrize("key", KEYS)
def test_the_losers_row_lands_on_the_winner_and_changes_nothing(merged, take, key: dict[str, str]) -> None:
    before = Contact.objects.values().get(pk=merged.pk)
    job = take(**ROW, **key)
    assert (job.created, job.updated, job.unchanged) == (0, 0, 1)
    assert Contact.objects.values().get() == before
    assert merged.emails.first().address == "dana@globex.example"


def test_the_winners_row_lands_on_the_winner(merged, take) -> None:
    job = take(first_name="Dana", last_name="Diaz", title="VP", email="dana@globex.example")
    assert (job.created, job.unchanged) == (0, 1)


def test_what_nobody_has_decided_against_is_news(merged, take) -> None:
    job = take(**ROW | {"title": "President"}, email="d@hooli.example")
    assert job.updated == 1
    merged.refresh_from_db()
    assert (merged.name, merged.title, merged.city) == ("Dana Diaz", "President", "Albany")


def test_the_winners_own_value_does_not_come_back_where_the_others_was_chosen(acme, bob, take) -> None:
    one = create_contact(acme, actor=bob, first_name="Dana", title="VP", emails=["one@globex.example"])
    two = create_contact(acme, actor=bob, first_name="Dana", title="CEO", emails=["two@globex.example"])
    merge_contacts(one, two, {"title": "loser"}, actor=bob)
    assert take(first_name="Dana", title="VP", email="one@globex.example").unchanged == 1
    assert Contact.objects.get().title == "CEO"


def test_a_name_in_a_company_of_which_no_more_is_known_is_not_made_anew(acme, bob, take) -> None:
    known = create_contact(
        acme, actor=bob, first_name="Dana", last_name="Diaz", company_name="Globex", emails=["dana@globex.example"]
    )
    bare = create_contact(acme, actor=bob, first_name="Dana", last_name="Diaz", company_name="Globex")
    merge_contacts(known, bare, actor=bob)
    assert take(first_name="Dana", last_name="Diaz", company="Globex").created == 0
    assert take(first_name="Dana", last_name="Diaz", company="Hooli").created == 1


def test_a_person_may_change_their_mind(merged, bob) -> None:
    update_contact(merged, actor=bob, title="Vice President")
    assert merged.title == "Vice President"


def test_research_does_not_fill_in_what_was_decided_against(acme, bob) -> None:
    one = create_contact(acme, actor=bob, first_name="Dana", emails=["one@globex.example"])
    two = create_contact(acme, actor=bob, first_name="Dana", seniority="vp", custom={"size": "L"})
    merge_contacts(one, two, {"seniority": "winner", "custom:size": "winner"}, actor=bob)
    found = {"seniority": "vp", "department": "sales"}
    assert enrich_contact(one, actor="agent:researcher", **found, custom={"size": "L"}) == ["department"]
    assert fill_contacts(acme, {one.pk: found | {"department": ""}}, source=INFERRED, actor="agent:researcher") == {}
    assert fill_contacts(acme, {one.pk: {"seniority": "c-level"}}, source=INFERRED, actor="agent:researcher") == {
        one.pk: ["seniority"]
    }


def test_the_other_record_is_found_by_what_it_was_known_by(acme, merged) -> None:
    for key in (
        {"email": "d@hooli.example"},
        {"phone": "+12125550102", "name": "D. Dias"},
        {"linkedin": "linkedin.com/in/d-dias"},
        {"external": ("hubspot", "77")},
    ):
        assert find_contact(acme, **key) == merged


def test_a_companys_other_name_and_domain_lead_to_it(acme, bob, take) -> None:
    one = create_company(acme, "Globex", actor=bob, domain="globex.example", industry="Software")
    two = create_company(acme, "Initech", actor=bob, domain="initech.example", industry="Banking", employees=7)
    merge_companies(one, two, {"employees": "winner"}, actor=bob)
    assert find_or_create_company(acme, "Initech", actor=bob) == one
    assert find_or_create_company(acme, "Whoever", actor=bob, domain="initech.example") == one
    take(first_name="Erin", last_name="Evans", email="erin@initech.example", company="Initech Inc.")
    assert Contact.objects.get(first_name="Erin").company_id == one.pk
    assert Company.objects.get().industry == "Software"
    assert fill_companies(acme, {one.pk: {"employees": 7}}, source=INFERRED, actor="agent:researcher") == {}


def test_after_an_undo_each_row_is_its_own_again(acme, bob, merged, take) -> None:
    undo_merge(merged.merges.get(), actor=bob)
    assert take(**ROW | {"title": "President"}, phone="+1 212 555 0102").updated == 1
    assert sorted(Contact.objects.values_list("title", flat=True)) == ["President", "VP"]
