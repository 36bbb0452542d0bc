"""What may be done to a contact's addresses, on their timeline: consents and what bars an address, by date."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from compliance.addresses import hash_of
from compliance.models import Consent, Suppression
from crm.models import Contact
from crm.timeline import Lines, TimelineEntry, newest, register_timeline_source


@register_timeline_source
def consents(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Consents when they were given, and when they were taken back."""
    rows = Consent.objects.of_addresses([contact.organization_id], _hashes(contact))
    yield Lines(newest(rows, "given_at", before, limit), _given)
    yield Lines(newest(rows.filter(revoked_at__isnull=False), "revoked_at", before, limit), _taken_back)


@register_timeline_source
def bars(contact: Contact, before: datetime | None, limit: int) -> Iterable[Lines]:
    """Addresses when they were closed, with the reason, and when somebody opened them again."""
    rows = Suppression.objects.of_addresses([contact.organization_id], _hashes(contact))
    yield Lines(newest(rows, "at", before, limit), _closed)
    yield Lines(newest(rows.filter(lifted_at__isnull=False), "lifted_at", before, limit), _opened)


def _given(row: Consent) -> TimelineEntry:
    title = f"Consent: {row.get_type_display()}"
    return TimelineEntry(row.given_at, "consent", title, f"From {row.source}.", row.recorded_by, _page(row))


def _taken_back(row: Consent) -> TimelineEntry:
    title = f"Consent taken back: {row.get_type_display()}"
    return TimelineEntry(row.revoked_at, "barred", title, link=_page(row))  # type: ignore[arg-type]


def _closed(row: Suppression) -> TimelineEntry:
    reason = row.get_reason_display()
    title = f"{reason}: no more mail" if row.kind == "email" else reason
    return TimelineEntry(row.at, "barred", title, actor=row.by, link=_page(row))


def _opened(row: Suppression) -> TimelineEntry:
    return TimelineEntry(row.lifted_at, "consent", "May be used again", row.lifted_why, row.lifted_by, _page(row))  # type: ignore[arg-type]


def _page(row: Consent | Suppression) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _hashes(contact: Contact) -> set[str]:
    emails = {hash_of("email", email.key) for email in contact.emails.all() if email.key}
    return emails | {hash_of("phone", phone.number) for phone in contact.phones.all() if phone.number}
