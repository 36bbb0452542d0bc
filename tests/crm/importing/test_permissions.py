"""Columns that say who wants to hear from us: under any wording a no closes the address, and nothing else does."""

from pathlib import Path

import pytest

from compliance.models import Suppression
from crm.importing.headers import meaning
from crm.models import Contact
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import bring_in, counts, keep, table

EMAIL, PHONE = "opt_out_email", "opt_out_phone"


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Opted out of emails", EMAIL), ("Don't Email", EMAIL), ("Do not allow Bulk Emails", EMAIL),
        ("donotbulkemail", EMAIL), ("Opted out of email: Marketing Information", EMAIL), ("Email Blocked", EMAIL),
        ("Newsletter abbestellt", EMAIL), ("Opt-Out E-Mail", EMAIL), ("No enviar correos", EMAIL),
        ("Mobile DNC", PHONE), ("SMS Opted Out", PHONE), ("Do not call (mobile)", PHONE), ("Keine Anrufe", PHONE),
        ("WhatsApp opt-out", PHONE), ("Do Not Call List", PHONE), ("donotphone", PHONE), ("Niet bellen", PHONE),
        ("Opted Out of Marketing", "opt_out"), ("DNC Flag", "opt_out"), ("Unsubscribed Time", "opt_out"),
        ("Global Opt Out", "opt_out"), ("Do Not Email or Call", "opt_out"), ("Kein Kontakt", "opt_out"),
        ("Désinscription", "opt_out"), ("Uitgeschreven", "opt_out"), ("Never contact", "opt_out"),
        ("Email Opt-In", "opt_in_email"), ("Accepts Email Marketing", "opt_in_email"), ("Subscribed", "opt_in"),
        ("Marketing Consent", "opt_in"), ("Can call?", "opt_in_phone"),
    ],
)  # fmt: skip
def test_a_header_is_understood_in_any_wording(header: str, field: str) -> None:
    assert meaning(header)[0] == field


@pytest.mark.parametrize(
    "header",
    [
        *("No. of Emails Sent", "Number of calls", "Call notes", "Kein Interesse", "Not Interested", "Email not found"),
        *("Has Opted Out of Fax", "Do Not Sell", "LinkedIn opt out", "Unsubscribe link", "Non-marketing contact"),
        *("Email Opt-In Date", "Consent Source", "Cookie Consent", "Next call", "Best time to call", "Blockchain"),
    ],
)
def test_a_header_about_something_else_is_not(header: str) -> None:
    assert not meaning(header)[0].startswith("opt_")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("header", "cell", "closed"),
    [
        ("Opted Out of Marketing", "TRUE", ["email", "phone"]),
        ("Unsubscribed At", "2025-03-04 10:00", ["email", "phone"]),
        ("Mobile DNC", "x", ["phone"]),
        ("Mobile DNC", "0.0", []),
        ("Subscribed", "No", ["email", "phone"]),
        ("Email Marketing Status", "Unsubscribed", ["email"]),
        ("Email Opt-In", "yes", []),
        ("Email Status", "Unsubscribed", ["email"]),
        ("Tags", "vip; Do Not Contact", ["email", "phone"]),
    ],
)
def test_what_the_cell_says_decides(
    acme: Organization, tmp_path: Path, header: str, cell: str, closed: list[str]
) -> None:
    row = ["Erin Evans", "erin@a.example", "+12125550142", cell]
    path = keep(tmp_path, table(["Name", "Email", "Phone", header], row))
    assert counts(bring_in(acme, path)) == (1, 0, 0, 0)
    assert sorted(Suppression.objects.values_list("kind", flat=True)) == closed
    assert counts(bring_in(acme, path)) == (0, 0, 1, 0)


@pytest.mark.django_db
def test_what_somebody_agreed_to_is_kept_as_it_stood(acme: Organization, tmp_path: Path) -> None:
    headers = ["Name", "Email", "Marketing Consent", "Consent Date"]
    bring_in(acme, keep(tmp_path, table(headers, ["Erin Evans", "erin@a.example", "Yes (web form)", "2025-03-04"])))
    assert Contact.objects.get().custom == {"opt_in": "Yes (web form)", "consent_date": "2025-03-04"}
