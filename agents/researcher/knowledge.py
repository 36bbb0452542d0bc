"""Filling blanks with what was found, each fact with its source; what people or imports wrote is never replaced."""

from datetime import datetime
from typing import Any

from django.db import transaction

from crm.companies import update_company
from crm.contacts import update_contact
from crm.models import Company, Contact
from quotahit import clock
from quotahit.events.record import record

ACTOR = "agent:researcher"


def learn_of_contact(contact: Contact, found: dict[str, Any]) -> list[str]:
    """Fill the contact's blanks; returns the fields that were filled."""
    news = {name: value for name, value in found.items() if value and not getattr(contact, name)}
    if news:
        update_contact(contact, actor=ACTOR, **news)
    return list(news)


def learn_of_company(company: Company, found: dict[str, Any], *, source: str) -> list[str]:
    """Fill the company's blanks and keep under `facts` where each came from; returns the fields that were filled."""
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=company.pk)
        news = {name: value for name, value in found.items() if value and not getattr(company, name)}
        if news:
            stamp = {"source": source, "at": clock.now().isoformat()}
            facts = {**company.facts, **dict.fromkeys(news, stamp)}
            update_company(company, actor=ACTOR, facts=facts, **news)
    return list(news)


def was_asked(company: Company, source: str, since: datetime) -> bool:
    """Whether this source was asked about the company after `since`, by any of its contacts' research."""
    asked = company.facts.get(f"asked:{source}")
    return bool(asked) and datetime.fromisoformat(asked) > since


def note_asked(company: Company, source: str) -> None:
    """Remember that a source was asked, whatever it answered."""
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=company.pk)
        company.facts = {**company.facts, f"asked:{source}": clock.now().isoformat()}
        company.save(update_fields=["facts"])


def tell_enriched(contact: Contact, found: list[str]) -> None:
    """Record that something new is known of a contact."""
    record(contact.organization, "contact.enriched", subject=contact, payload={"found": found}, source=ACTOR)
