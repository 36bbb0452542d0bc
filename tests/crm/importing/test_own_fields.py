"""Lists and an organization's own fields: columns find them, cells are read by their kind, and what does not fit is
noted while the row stays."""

from pathlib import Path

import pytest

from crm.importing.drafts import preview_rows, propose_mapping, start_draft
from crm.importing.new_fields import define_new
from crm.models import Company, Contact, CustomField
from crm.own_fields.defining import define_field
from quotahit.accounts.models import Organization, User
from tests.crm.importing.lists import bring_in, counts, errors, keep, table

pytestmark = pytest.mark.django_db
HEADERS = ["Email", "Company", "No. of seats", "Renewal", "Plan", "Site", "Partner", "Tier"]
MAPPING = {
    "Email": "email",
    "Company": "company",
    "No. of seats": "custom.seats",
    "Renewal": "custom.renewal",
    "Plan": "custom.plan",
    "Site": "custom.site",
    "Partner": "custom.partner",
    "Tier": "company.custom.tier",
}


@pytest.fixture(autouse=True)
def _fields(acme: Organization, alice: User, bob: User) -> None:
    acme.zone = "Europe/Berlin"
    acme.country = "DE"
    acme.save()
    define_field(acme, "contact", "No. of seats", "number", key="seats", actor=alice)
    define_field(acme, "contact", "Renewal", "date", actor=alice)
    define_field(acme, "contact", "Plan", "choice", choices=["Gold", "Silver"], actor=alice)
    define_field(acme, "contact", "Site", "link", actor=alice)
    define_field(acme, "contact", "Partner", "person", actor=alice)
    define_field(acme, "company", "Tier", "number", actor=alice)


def test_cells_become_values_of_their_kind(acme: Organization, bob: User, tmp_path: Path) -> None:
    row = ["erin@initech.example", "Initech", "1.200", "4.3.2026", "GOLD", "initech.example", "bob@acme.example", "3"]
    bring_in(acme, keep(tmp_path, table(HEADERS, row)), mapping=MAPPING)
    assert Contact.objects.get().custom == {
        "seats": 1200,
        "renewal": "2026-03-04",
        "plan": "Gold",
        "site": "https://initech.example",
        "partner": bob.pk,
    }
    assert Company.objects.get().custom == {"tier": 3}


def test_a_value_that_does_not_fit_is_noted_and_the_row_stays(acme: Organization, tmp_path: Path) -> None:
    row = ["erin@initech.example", "Initech", "many", "soon", "Bronze", "nowhere", "Charlie", "first"]
    job = bring_in(acme, keep(tmp_path, table(HEADERS, row)), mapping=MAPPING)
    assert counts(job) == (1, 0, 0, 0)
    assert (Contact.objects.get().custom, Company.objects.get().custom) == ({}, {})
    (line,) = errors(job)
    reason, cells = line["reason"], line.values()
    assert "No. of seats: “many” is no number, and was left out" in reason
    assert "Renewal: “soon” is no date" in reason
    assert "Plan: “Bronze” is none of: Gold, Silver" in reason
    assert "Site: “nowhere” is no web address" in reason
    assert "Partner: “Charlie” is no member of this organization" in reason
    assert "Tier: “first” is no number" in reason
    assert "many" in cells


def test_the_same_list_again_changes_nothing(acme: Organization, tmp_path: Path) -> None:
    row = ["erin@initech.example", "Initech", "40", "4.3.2026", "Gold", "", "", "3"]
    for expected in ((1, 0, 0, 0), (0, 0, 1, 0)):
        assert counts(bring_in(acme, keep(tmp_path, table(HEADERS, row)), mapping=MAPPING)) == expected


def test_a_header_that_says_a_fields_name_is_that_field(acme: Organization, tmp_path: Path) -> None:
    job = start_draft(acme, keep(tmp_path, table(HEADERS, ["a@b.example"] + ["x"] * 7)), "list.csv", by=None)
    found = {column.header: column.field for column in propose_mapping(job)}
    assert found["No. of seats"] == "custom.seats"
    assert found["Tier"] == "company.custom.tier"


def test_the_preview_shows_values_as_they_will_be(acme: Organization, tmp_path: Path) -> None:
    row = ["erin@initech.example", "Initech", "1.200", "4.3.2026", "gold", "", "bob@acme.example", "3"]
    job = start_draft(acme, keep(tmp_path, table(HEADERS, row)), "list.csv", by=None)
    (shown,) = preview_rows(job)
    assert {name: shown.values[name] for name in ("No. of seats", "Renewal", "Plan", "Partner", "Tier")} == {
        "No. of seats": "1,200",
        "Renewal": "4 March 2026",
        "Plan": "Gold",
        "Partner": "Bob",
        "Tier": "3",
    }


def test_a_column_becomes_a_new_field(acme: Organization, alice: User, tmp_path: Path) -> None:
    rows = [[f"p{n}@b.example", f"P{n}", word] for n, word in enumerate(["Red", "Blue", "Red"])]
    job = start_draft(acme, keep(tmp_path, table(["Email", "First Name", "Team"], *rows)), "list.csv", by=alice)
    chosen = define_new(job, {"Email": "email", "First Name": "first_name", "Team": "new.choice"}, actor=alice)
    field = CustomField.objects.get(key="team")
    assert (chosen["Team"], field.kind, field.choices) == ("custom.team", "choice", ["Red", "Blue"])
