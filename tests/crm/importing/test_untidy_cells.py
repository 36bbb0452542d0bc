"""Cells as people fill them: several addresses in one, words for nothing, links pasted any way, ids of any list."""

from pathlib import Path

import pytest

from crm.models import Contact
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import bring_in, counts, errors, keep, table

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "cell",
    [
        *("e@a.example; f@a.example", "e@a.example f@a.example", "e@a.example / f@a.example"),
        *("e@a.example ::: f@a.example", "Erin <e@a.example>, MAILTO:f@a.example", "e@a.example or f@a.example"),
    ],
)
def test_one_cell_may_hold_two_emails(acme: Organization, tmp_path: Path, cell: str) -> None:
    job = bring_in(acme, keep(tmp_path, table(["Name", "Email"], ["Erin Evans", cell])))
    assert [email.key for email in Contact.objects.get().emails.all()] == ["e@a.example", "f@a.example"]
    assert errors(job) == []


def test_a_bad_address_is_not_mended_into_somebody_elses(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, table(["Name", "Email"], ["Erin Evans", "erin evans@a.example"])))
    assert not Contact.objects.get().emails.exists()
    assert "“erin evans@a.example” is no address" in errors(job)[0]["reason"]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("+1 212 555 0142 / +1 212 555 0143", ["+12125550142", "+12125550143"]),
        ("Mobile: (212) 555-0142", ["+12125550142"]),
        ("212.555.0142 (direct)", ["+12125550142"]),
        ("+1 (212) 555-0142 ext. 12", ["+12125550142"]),
        ("+49 (0)30/1234567", ["+49301234567"]),
        ("'+12125550142", ["+12125550142"]),
    ],
)
def test_phones_as_they_are_written(acme: Organization, tmp_path: Path, cell: str, numbers: list[str]) -> None:
    row = ["Erin Evans", cell, "USA"]
    bring_in(acme, keep(tmp_path, table(["Name", "Phone", "Country"], row)))
    assert [phone.number for phone in Contact.objects.get().phones.all()] == numbers


def test_a_word_for_nothing_is_no_name_but_a_custom_field_may_hold_it(acme: Organization, tmp_path: Path) -> None:
    rows = [["N/A", "NULL", "", "none"], ["Erin", "Null", "none", "none"], ["#N/A", "-", "f@a.example", ""]]
    job = bring_in(acme, keep(tmp_path, table(["First Name", "Last Name", "Email", "Allergies"], *rows)))
    assert counts(job) == (2, 0, 0, 1)
    erin, nameless = Contact.objects.order_by("pk")
    assert (erin.name, erin.custom) == ("Erin Null", {"allergies": "none"})
    assert (nameless.first_name, nameless.last_name) == ("", "")
    assert [row["row"] for row in errors(job)] == ["2", "3"]  # no name at all; a bad email


@pytest.mark.parametrize(
    "pasted",
    [
        *("linkedin.com/in/José-Evans?x=1", "/in/jos%C3%A9-evans/", "https://m.linkedin.com/mwlite/in/josé-evans"),
        *('<a href="https://fr.linkedin.com/in/jos%c3%a9-evans">José</a>', "HTTP://WWW.LINKEDIN.COM/IN/JOSÉ-EVANS#top"),
    ],
)
def test_a_profile_is_the_same_however_it_was_pasted(acme: Organization, tmp_path: Path, pasted: str) -> None:
    for number, cell in enumerate(["https://www.linkedin.com/in/josé-evans", pasted]):
        bring_in(acme, keep(tmp_path, table(["Email", "LinkedIn"], [f"e{number}@a.example", cell])))
    assert Contact.objects.get().emails.count() == 2


def test_a_page_of_a_company_tells_no_two_people_one(acme: Organization, tmp_path: Path) -> None:
    page = "https://www.linkedin.com/company/initech"
    rows = [
        ["Erin Evans", page],
        ["Fred Fox", page],
        ["Gil Gray", "linkedin.com/pub/gil/1/2"],
        ["Gil Gray", "/pub/gil/3/4"],
    ]
    job = bring_in(acme, keep(tmp_path, table(["Name", "LinkedIn"], *rows)))
    assert counts(job) == (4, 0, 0, 0)
    assert ["is no LinkedIn profile" in row["reason"] for row in errors(job)] == [True, True]


def test_an_id_longer_than_a_row_number_means_its_person_whatever_else_has_changed(
    acme: Organization, tmp_path: Path
) -> None:
    headers = ["Contact ID", "Name", "Email"]
    bring_in(acme, keep(tmp_path, table(headers, ["EX-2044", "Erin Evans", "erin@initech.example"])))
    married = bring_in(acme, keep(tmp_path, table(headers, ["EX-2044", "Erin Fox", "fox@initech.example"])))
    assert counts(married) == (0, 1, 0, 0)
    assert Contact.objects.get().name == "Erin Fox"
