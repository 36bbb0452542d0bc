"""What follows from what is known, without asking anybody."""

import re
from decimal import Decimal
from typing import Any

import phonenumbers

from crm.choices import Origin
from crm.models import Contact
from crm.provenance import Source

# Addresses at these say nothing about an employer.
FREEMAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "yahoo.com",
        "yahoo.de",
        "yahoo.fr",
        "yahoo.co.uk",
        "hotmail.com",
        "hotmail.fr",
        "outlook.com",
        "live.com",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.at",
        "gmx.ch",
        "web.de",
        "t-online.de",
        "freenet.de",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "sfr.fr",
        "proton.me",
        "protonmail.com",
        "mail.ru",
        "yandex.ru",
        "qq.com",
        "163.com",
        "zoho.com",
        "fastmail.com",
    ]
)
LANGUAGES = {
    **dict.fromkeys(("US", "GB", "IE", "AU", "NZ", "CA", "ZA", "SG", "IN"), "en"),
    **dict.fromkeys(("DE", "AT", "LI"), "de"),
    **dict.fromkeys(("FR", "MC"), "fr"),
    **dict.fromkeys(("ES", "MX", "AR", "CO", "CL", "PE"), "es"),
    **dict.fromkeys(("IT", "SM"), "it"),
    **dict.fromkeys(("PT", "BR"), "pt"),
    "NL": "nl",
    "PL": "pl",
    "SE": "sv",
    "DK": "da",
    "NO": "no",
    "FI": "fi",
    "CZ": "cs",
}
# From which other field each follows, and that it is a guess.
_SURE = Decimal("0.70")
OF_PEOPLE = Source(Origin.INFERRED, "title", {"country": "phone", "language": "country"}, _SURE)
OF_COMPANIES = Source(Origin.INFERRED, "email", {"website": "domain", "country": "contact"}, _SURE)
# First match wins: "Vice President" must not be read as a president.
SENIORITIES = (
    ("vp", r"\b(vice.president|vp|svp|evp|bereichsleit\w+)\b"),
    ("founder", r"\b(co.?founder|founder|owner|inhaber\w*|gründer\w*|fondat\w+|proprietor|gérante?)\b"),
    (
        "c_suite",
        r"\b(c[efotmirdps]o|chief|president|managing director|geschäftsführ\w*|vorstand\w*|pdg|directeur général)\b",
    ),
    ("director", r"\b(director|head|directeur|directrice|leiter\w*|leitung|direktor\w*)\b"),
    ("manager", r"\b(manager|lead|team.?lead|supervisor|responsable)\b"),
    ("senior", r"\b(senior|sr|principal|staff)\b"),
    ("junior", r"\b(junior|jr|intern|trainee|praktikant\w*|assistant|werkstudent\w*)\b"),
)


def infer_contact(contact: Contact) -> dict[str, Any]:
    """Blank fields of the contact that follow from others: seniority, country, language."""
    country = contact.country or _country_of_phone(contact)
    found = {
        "seniority": seniority_of(contact.title),
        "country": country,
        "language": LANGUAGES.get(country, ""),
    }
    return {name: value for name, value in found.items() if value and not getattr(contact, name)}


def infer_company(contact: Contact) -> dict[str, Any]:
    """Blank fields of the contact's company that follow from the contact's address."""
    company = contact.company
    if company is None:
        return {}
    domain = company.domain or _employer_domain(contact)
    found = {"domain": domain, "website": f"https://{domain}" if domain else "", "country": contact.country}
    return {name: value for name, value in found.items() if value and not getattr(company, name)}


def seniority_of(title: str) -> str:
    """The rank that a job title names, "" when it names none."""
    lowered = title.lower()
    return next((rank for rank, pattern in SENIORITIES if re.search(pattern, lowered)), "")


def _country_of_phone(contact: Contact) -> str:
    for phone in contact.phones.all():
        try:
            region = phonenumbers.region_code_for_number(phonenumbers.parse(phone.number))
        except phonenumbers.NumberParseException:
            continue
        if region and region != "001":
            return region
    return ""


def _employer_domain(contact: Contact) -> str:
    domains = (email.key.rpartition("@")[2] for email in contact.emails.all())
    return next((domain for domain in domains if domain not in FREEMAIL), "")
