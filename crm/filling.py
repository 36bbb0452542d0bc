"""Filling the blanks of many records at once with what was found out; what people and imports wrote stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from crm.journal import source_of
from crm.models import Company, Contact
from crm.saving_many import remember, update_many
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append
from quotahit.events.record import Fact, record_many

Found = Mapping[int, Mapping[str, Any]]  # by the row's id, what its fields may be
Filled = dict[int, list[str]]


def fill_contacts(organization: Organization, found: Found, *, actor: object) -> Filled:
    """Fill blank fields of contacts and record `contact.enriched` for each; returns the names filled, by id."""
    with transaction.atomic():
        rows = _filled(Contact, organization, found)
        _save(organization, rows, "contact.enriched", "found", actor)
    return {row.pk: names for row, names in rows}


def fill_companies(organization: Organization, found: Found, *, source: str, actor: object) -> Filled:
    """Fill blank fields of companies, each with a fact of where it came from; returns the names filled, by id."""
    stamp = {"source": source, "at": clock.now().isoformat()}
    with transaction.atomic():
        rows = _filled(Company, organization, found)
        for company, names in rows:
            company.facts = {**company.facts, **dict.fromkeys(names, stamp)}
        _save(organization, rows, "company.updated", "fields", actor, "facts")
    return {row.pk: names for row, names in rows}


def _filled(model: Any, organization: Organization, found: Found) -> list[tuple[Any, list[str]]]:
    """The locked rows that something was found for, filled in but not saved, with the names of what was blank."""
    rows = model.objects.for_organization(organization).filter(pk__in=[pk for pk, values in found.items() if values])
    filled = []
    for row in rows.select_for_update(of=("self",)).order_by("pk"):
        news = {name: value for name, value in found[row.pk].items() if value and not getattr(row, name)}
        for name, value in news.items():
            setattr(row, name, value)
        if news:
            filled.append((row, sorted(news)))
    return filled


def _save(
    organization: Organization, rows: Sequence[tuple[Any, list[str]]], type: str, label: str, actor: object, *also: str
) -> None:
    if not rows:
        return
    records = [row for row, _ in rows]
    update_many(records, sorted({name for _, names in rows for name in names}.union(also)))
    remember(records, "~", reason=actor_name(actor))
    append(organization, actor, type, records[0] if len(rows) == 1 else None, why={"count": len(rows)})
    source = source_of(actor)
    record_many(Fact(organization.pk, type, row, {label: names}, source) for row, names in rows)
