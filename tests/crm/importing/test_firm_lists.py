"""A list of companies makes companies: each row counts, and people who come later find theirs by its id."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from crm.importing.drafts import start_draft, start_import
from crm.importing.options import Kind, Options
from crm.importing.running import run_import
from crm.models import Company, Contact, Import
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import bring_in, counts, errors, keep, table

pytestmark = pytest.mark.django_db
ACCOUNTS = ["ACCOUNTID", "Account Name", "Account Type", "Industry", "Phone", "City", "Id"]
INITECH = ["386", "Initech", "Customer", "Software", "212-555-0142", "New York", "1"]
INITRODE = ["394", "Initrode GmbH", "Prospect", "", "", "Berlin", "2"]


def firms(organization: Organization, path: Path, kind: Kind | None = None) -> Import:
    job = start_draft(organization, path, path.name, by=None, kind=kind)
    start_import(job, actor=None, claim="c")
    return run_import(job)


def test_each_row_makes_or_updates_a_company_and_nobody(acme: Organization, tmp_path: Path) -> None:
    job = firms(acme, keep(tmp_path, table(ACCOUNTS, INITECH, INITRODE, INITECH, ["", "", "x", "", "", "", ""])), None)
    assert Options.model_validate(job.options).kind == Kind.COMPANIES
    assert counts(job) == (2, 0, 1, 1)
    assert "names no company" in errors(job)[0]["reason"]
    initech = Company.objects.get(name="Initech")
    assert (initech.industry, initech.city, initech.phone) == ("Software", "New York", "212-555-0142")
    assert initech.custom["account_type"] == "Customer"
    assert not Contact.objects.exists()
    newer = [*INITECH[:3], "Robots", *INITECH[4:]]
    assert counts(firms(acme, keep(tmp_path, table(ACCOUNTS, newer, INITRODE)))) == (0, 1, 1, 0)
    bring_in(acme, keep(tmp_path, table(["CONTACTID", "Last Name", "Account Id"], ["1", "Evans", "386"])))
    assert Contact.objects.get().company.industry == "Robots"


def test_a_list_of_people_is_not_taken_for_one_of_companies(acme: Organization, tmp_path: Path) -> None:
    job = firms(acme, keep(tmp_path, table(["Last Name", "Company", "City"], ["Evans", "Initech", "Rome"])))
    assert Contact.objects.get().city == "Rome"
    assert job.options == {}


def test_the_command_takes_the_kind(acme: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = keep(tmp_path, table(["Name", "Website", "City"], ["Initech", "initech.example", "Rome"]))
    call_command("import_contacts", path, "--kind", "companies", "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["created"], report["failed"]) == (1, 0)
    assert report["mapping"] == {"Name": "company", "Website": "company.website", "City": "company.city"}
    assert Company.objects.get().city == "Rome"
