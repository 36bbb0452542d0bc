"""Who was erased stays away: imports, forms and the gate know the address in every spelling."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from compliance.gate import Attempt, check
from compliance.reasons import Reason
from crm.contacts import create_contact, update_contact
from crm.errors import ErasedError
from crm.models import Contact
from quotahit import clock
from quotahit.accounts.models import Organization
from tests.console.privacy.commands import run
from tests.console.privacy.person import places

pytestmark = pytest.mark.django_db
ADDRESSES = ["Tessa.Truffle@gmail.com", "tessa@truffle.example"]
PHONES = ["+44 7700 900123", "(212) 555-0147"]
PROFILE = "https://www.linkedin.com/in/tessa-truffle"
PLANTED = ("tessa", "truffle", "7700900123", "7700 900123", "2125550147", "555-0147")


@pytest.fixture
def erased(acme: Organization, home: Path) -> Organization:
    """The organization that Tessa has left."""
    create_contact(
        acme, actor="test", first_name="Tessa", last_name="Truffle", emails=ADDRESSES, phones=PHONES, country="US",
        linkedin=PROFILE,
    )  # fmt: skip
    run("erase_subject", ADDRESSES[1], "--yes")
    return acme


def write(folder: Path, *rows: dict[str, str]) -> str:
    file = folder / "list.csv"
    columns = ["First Name", "Last Name", "Email", "Phone", "Country", "LinkedIn", "Company"]
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return str(file)


@pytest.mark.parametrize(
    "row",
    [
        {"Email": "tessa.truffle@gmail.com"},
        {"Email": "TESSATRUFFLE@GMAIL.COM"},
        {"Email": "t.e.s.s.a.truffle+crm@googlemail.com"},
        {"Email": "  Tessa@TRUFFLE.example "},
        {"Email": "tessa+newsletter@truffle.example"},
        {"Phone": "07700 900123", "Country": "United Kingdom"},
        {"Phone": "+44 (0)7700 900 123"},
        {"Phone": "0044-7700-900123"},
        {"Phone": "212.555.0147", "Country": "US"},
        {"Phone": "1 212 555 0147", "Country": "US"},
        {"LinkedIn": "uk.linkedin.com/in/Tessa-Truffle/?trk=x"},
        {"Email": "new@truffle.example", "Phone": "+1-212-555-0147"},
    ],
)
def test_no_spelling_brings_her_back_by_import(
    erased: Organization, tmp_path: Path, row: dict[str, str], django_capture_on_commit_callbacks: Any
) -> None:
    person = {"First Name": "Tessa", "Last Name": "Truffle"} | row
    file = write(tmp_path, person, {"First Name": "Erin", "Email": "erin@hooli.example"})

    with django_capture_on_commit_callbacks(execute=True):
        report = run("import_contacts", file)

    assert (report["created"], report["failed"]) == (1, 1)
    assert list(Contact.objects.values_list("first_name", flat=True)) == ["Erin"]
    error = Path(report["error_file"]).read_text().splitlines()[1]
    assert error.startswith("2,failed,ERASED_SUPPRESSED:")
    assert "\n".join(places(*PLANTED)) == "", "not even the error file says who it was"


def test_a_dry_run_says_so_too(erased: Organization, tmp_path: Path) -> None:
    file = write(tmp_path, {"First Name": "Tessa", "Email": ADDRESSES[1], "Company": "Truffle Tours"})

    report = run("import_contacts", file, "--dry-run")

    assert (report["created"], report["failed"]) == (0, 1)
    assert "ERASED_SUPPRESSED" in Path(report["error_file"]).read_text()


def test_the_list_that_she_was_in_is_imported_without_her(acme: Organization, home: Path, tmp_path: Path) -> None:
    rows = [{"First Name": "Tessa", "Email": ADDRESSES[1]}, {"First Name": "Erin", "Email": "erin@hooli.example"}]
    run("import_contacts", write(tmp_path, *rows))
    run("erase_subject", ADDRESSES[1], "--yes")

    report = run("import_contacts", write(tmp_path, *rows))

    assert (report["unchanged"], report["failed"], report["created"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "Tessa@Truffle.example"),
        ("email", "tessa+x@truffle.example"),
        ("email", "tes.satruffle@gmail.com"),
        ("sms", "+1 212 555 0147"),
        ("voice", "+447700900123"),
        ("linkedin", PROFILE),
    ],
)
def test_the_gate_says_no_to_every_spelling(erased: Organization, channel: str, address: str) -> None:
    attempt = Attempt(erased.pk, ("crm.contact", 1), address, channel, "marketing", clock.now(), "US", "NY")

    (decision,) = check([attempt], record=False)

    assert (decision.allowed, decision.reason) == (False, Reason.ERASED_SUPPRESSED)


def test_her_neighbours_are_not_denied(erased: Organization) -> None:
    traits = frozenset({"postal", "one_click", "dmarc"})
    attempt = Attempt(
        erased.pk, ("crm.contact", 1), "tes+sa@truffle.example", "email", "marketing", clock.now(), "US", "NY",
        traits=traits,
    )  # fmt: skip

    assert check([attempt], record=False)[0].allowed


def test_nobody_makes_her_anew_by_hand(erased: Organization) -> None:
    erin = create_contact(erased, actor="test", first_name="Erin")
    for given in ({"emails": ["tessa+a@truffle.example"]}, {"phones": ["+447700900123"]}, {"linkedin": PROFILE}):
        with pytest.raises(ErasedError, match="ERASED_SUPPRESSED"):
            create_contact(erased, actor="test", first_name="Tessa", **given)
    with pytest.raises(ErasedError):
        update_contact(erin, actor="test", linkedin=PROFILE)
    assert Contact.objects.get() == erin


def test_the_form_refuses_her_addresses(erased: Organization, as_alice: Client) -> None:
    erin = create_contact(erased, actor="test", first_name="Erin")
    inlines = {
        f"{kind}-{name}": value
        for kind in ("emails", "phones")
        for name, value in {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 9}.items()
    }
    form = {
        "first_name": "Erin", "lifecycle": "lead", "custom": "{}", "linkedin": PROFILE, **inlines,
        "emails-0-address": ADDRESSES[0], "emails-0-type": "work", "emails-0-validity": "unknown",
        "phones-0-number": "+12125550147", "phones-0-type": "work", "phones-0-validity": "unknown",
    }  # fmt: skip

    page = as_alice.post(reverse("admin:crm_contact_change", args=[erin.pk]), form).content.decode()

    assert page.count("ERASED_SUPPRESSED") == 3
    assert not erin.emails.exists()


def test_another_organization_may_have_her(erased: Organization, rival: Organization, tmp_path: Path) -> None:
    file = write(tmp_path, {"First Name": "Tessa", "Email": ADDRESSES[0]})

    assert run("import_contacts", file, "--organization", "rival")["created"] == 1
