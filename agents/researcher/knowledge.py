"""What was found of a company, written down with its source, and who was asked when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from crm.filling import fill_companies
from crm.journal import sign
from crm.models import Company
from crm.provenance import Source
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.events.record import Fact, record_many

ACTOR = "agent:researcher"


def learn_of_company(company: Company, found: dict[str, Any], *, source: Source) -> list[str]:
    """Write what was found as far as it may be written; returns the names of the fields."""
    filled = fill_companies(company.organization, {company.pk: found}, source=source, actor=ACTOR)
    return filled.get(company.pk, [])


def was_asked(company: Company, source: str, since: datetime) -> bool:
    """Whether this source was asked about the company after `since`, by any of its contacts' research."""
    asked = company.facts.get(f"asked:{source}")
    return bool(asked) and datetime.fromisoformat(asked) > since


def note_asked(company: Company, source: str) -> None:
    """Remember that a source was asked, whatever it answered."""
    with transaction.atomic():
        company = Company.objects.select_for_update().get(pk=company.pk)
        company.facts = {**company.facts, f"asked:{source}": clock.now().isoformat()}
        sign(company, ACTOR)
        company.save(update_fields=["facts"])


def tell_enriched(organization: Organization, found: Mapping[int, list[str]]) -> None:
    """Record of each contact, by id, that something new is known of its company."""
    record_many(
        Fact(organization.pk, "contact.enriched", ("crm.contact", pk), {"found": names}, ACTOR)
        for pk, names in found.items()
    )
