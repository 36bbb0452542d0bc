"""Exports of real tools, where they are at hand: the counts are those of whoever made the files."""

import json
import os
from pathlib import Path

import pytest

from compliance.models import Suppression
from crm.models import Company, Contact, ContactEmail
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import bring_in, counts, errors

DATA = Path(os.environ["QUOTAHIT_DATA"]) / "contacts" if "QUOTAHIT_DATA" in os.environ else None
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(DATA is None, reason="QUOTAHIT_DATA does not say where the exports are"),
]


@pytest.mark.parametrize("name", ["apollo_export.csv", "hubspot_export.csv"])
def test_exports_with_known_flaws(acme: Organization, name: str) -> None:
    assert DATA is not None
    truth = json.loads((DATA / "truth.json").read_text())[name]
    job = bring_in(acme, DATA / name)
    created = truth["distinct_valid_emails"] + truth["missing_email"] + truth["invalid_email"]
    assert counts(job) == (created, truth["duplicates"], 0, 0)
    assert ContactEmail.objects.count() == truth["distinct_valid_emails"]
    assert Contact.objects.filter(first_name__startswith="=").count() == truth["formula_injection_rows"]
    assert sum("is no address" in line["reason"] for line in errors(job)) == truth["invalid_email"]
    assert Suppression.objects.count() == (truth["opted_out"] if name.startswith("hubspot") else 0)
    assert counts(bring_in(acme, DATA / name)) == (0, 0, truth["rows"], 0)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("salesforce_Contacts.csv", (15, 0, 0, 0)),
        ("salesforce_Leads.csv", (20, 0, 0, 0)),
        ("salesforce_Accounts.csv", (0, 0, 0, 10)),
        ("salesforce_Opportunities.csv", (0, 0, 0, 12)),
        ("synthcrm_Contacts.csv", (100, 0, 0, 0)),
        ("zoho_Contacts.csv", (1265, 0, 0, 0)),
        ("zoho_Leads.csv", (3900, 0, 0, 0)),
    ],
)
def test_exports_of_other_tools(acme: Organization, name: str, expected: tuple[int, int, int, int]) -> None:
    assert DATA is not None
    job = bring_in(acme, DATA / name)
    assert counts(job) == expected
    created, _, _, failed = expected
    assert counts(bring_in(acme, DATA / name)) == (0, 0, created, failed)


def test_objects_of_one_tool_find_each_other(acme: Organization) -> None:
    assert DATA is not None
    bring_in(acme, DATA / "zoho_Accounts.csv")
    companies = Company.objects.count()
    bring_in(acme, DATA / "zoho_Contacts.csv")
    assert Company.objects.count() == companies
    assert not Contact.objects.filter(company=None).exists()
    bring_in(acme, DATA / "synthcrm_Contacts.csv")
    assert bring_in(acme, DATA / "synthcrm_Leads.csv").updated == 200
