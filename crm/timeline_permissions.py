"""What may be done to a contact's addresses, on the timeline: consents and what bars an address, by date."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from compliance.models import Consent, Suppression
from crm.timeline import Group, Lines, TimelineEntry, newest, register_timeline_source
from crm.timeline_scope import Scope


@register_timeline_source
def consents(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Consents when they were given, and when they were taken back."""
    rows = Consent.objects.of_addresses([scope.organization_id], scope.hashes)
    back = rows.filter(revoked_at__isnull=False)
    yield _lines(scope, newest(rows, "given_at", before, limit), _given)
    yield _lines(scope, newest(back, "revoked_at", before, limit), _taken_back)


@register_timeline_source
def bars(scope: Scope, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Addresses when they were closed, with the reason, and when somebody opened them again."""
    rows = Suppression.objects.of_addresses([scope.organization_id], scope.hashes)
    lifted = rows.filter(lifted_at__isnull=False)
    yield _lines(scope, newest(rows, "at", before, limit), _closed)
    yield _lines(scope, newest(lifted, "lifted_at", before, limit), _opened)


def _lines(scope: Scope, rows: QuerySet[Any], entry: Callable[[Any], TimelineEntry]) -> Lines:
    return Lines(Group.PERMISSION, rows, entry, whose=lambda row: scope.hashes.get(row.address_hash))


def _given(row: Consent) -> TimelineEntry:
    title = gettext("Consent: {type}").format(type=row.get_type_display())
    return TimelineEntry(
        row.given_at, "consent", title, gettext("From {source}.").format(source=row.source), row.recorded_by, _page(row)
    )


def _taken_back(row: Consent) -> TimelineEntry:
    title = gettext("Consent taken back: {type}").format(type=row.get_type_display())
    return TimelineEntry(row.revoked_at, "barred", title, link=_page(row))  # type: ignore[arg-type]


def _closed(row: Suppression) -> TimelineEntry:
    reason = row.get_reason_display()
    title = gettext("{reason}: no more mail").format(reason=reason) if row.kind == "email" else reason
    return TimelineEntry(row.at, "barred", title, actor=row.by, link=_page(row))


def _opened(row: Suppression) -> TimelineEntry:
    return TimelineEntry(
        row.lifted_at, "consent", gettext("May be used again"), row.lifted_why, row.lifted_by, _page(row)
    )  # type: ignore[arg-type]


def _page(row: Consent | Suppression) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
