"""Writing what was found out into many records at once, as far as the write policy and people's own words let it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from crm.journal import source_of
from crm.merging.record import plain
from crm.merging.rejected import NOTHING, rejected_of
from crm.models import Company, Contact
from crm.provenance import Source, Standing
from crm.saving_many import remember, update_many
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append
from quotahit.events.record import Fact, record_many

Found = Mapping[int, Mapping[str, Any]]  # by the row's id, what its fields may be
Filled = dict[int, list[str]]


def fill_contacts(organization: Organization, found: Found, *, source: Source, actor: object) -> Filled:
    """Write what was found of contacts where it may be written, with where it came from, and record
    `contact.enriched` for each; returns the names written, by id."""
    return _fill(Contact, organization, found, source, actor, "contact.enriched", "found")


def fill_companies(organization: Organization, found: Found, *, source: Source, actor: object) -> Filled:
    """The same for companies; records `company.updated`."""
    return _fill(Company, organization, found, source, actor, "company.updated", "fields")


def _fill(
    model: Any, organization: Organization, found: Found, source: Source, actor: object, type: str, label: str
) -> Filled:
    with transaction.atomic():
        rows = model.objects.for_organization(organization).filter(
            pk__in=[pk for pk, values in found.items() if values]
        )
        locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
        standing = Standing(organization, locked)
        written = _written(locked, found, standing, source)
        if written:
            standing.keep(written, source, actor)
            _save(organization, written, type, label, actor)
    return {row.pk: names for row, names in written}


def _written(locked: Sequence[Any], found: Found, standing: Standing, source: Source) -> list[tuple[Any, list[str]]]:
    """The locked rows that something new was found for, changed but not saved, with the names of what is new."""
    rejected = rejected_of(standing.kind, [row.pk for row in locked]) if locked else {}
    written = []
    for row in locked:
        refused = rejected.get(row.pk, NOTHING)
        news = {
            name: value
            for name, value in found[row.pk].items()
            if value
            and plain(value) != plain(getattr(row, name))
            and not refused.has(name, value)
            and standing.may_write(row, name, source)
        }
        for name, value in news.items():
            setattr(row, name, value)
        if news:
            written.append((row, sorted(news)))
    return written


def _save(
    organization: Organization, rows: Sequence[tuple[Any, list[str]]], type: str, label: str, actor: object
) -> None:
    records = [row for row, _ in rows]
    update_many(records, sorted({name for _, names in rows for name in names}))
    remember(records, "~", reason=actor_name(actor))
    append(organization, actor, type, records[0] if len(rows) == 1 else None, why={"count": len(rows)})
    source = source_of(actor)
    record_many(Fact(organization.pk, type, row, {label: names}, source) for row, names in rows)
