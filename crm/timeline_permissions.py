"""What may be done to a contact's addresses, on their timeline: consents and what bars an address, by date."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from compliance.addresses import hash_of
from compliance.models import Consent, Suppression
from crm.models import Contact
from crm.timeline import TimelineEntry, register_timeline_source


@register_timeline_source
def consents(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Consents when they were given, and when they were taken back."""
    rows = Consent.objects.of_addresses([contact.organization_id], _hashes(contact)).order_by("-given_at")
    for row in rows[:limit]:
        page = reverse("admin:compliance_consent_change", args=[row.pk])
        if before is None or row.given_at < before:
            title = f"Consent: {row.get_type_display()}"
            yield TimelineEntry(row.given_at, "consent", title, f"From {row.source}.", row.recorded_by, page)
        if row.revoked_at is not None and (before is None or row.revoked_at < before):
            title = f"Consent taken back: {row.get_type_display()}"
            yield TimelineEntry(row.revoked_at, "barred", title, link=page)


@register_timeline_source
def bars(contact: Contact, before: datetime | None, limit: int) -> Iterator[TimelineEntry]:
    """Addresses when they were closed, with the reason, and when somebody opened them again."""
    rows = Suppression.objects.of_addresses([contact.organization_id], _hashes(contact)).order_by("-at")
    for row in rows[:limit]:
        page = reverse("admin:compliance_suppression_change", args=[row.pk])
        if before is None or row.at < before:
            title = f"{row.get_reason_display()}: no more mail" if row.kind == "email" else row.get_reason_display()
            yield TimelineEntry(row.at, "barred", title, actor=row.by, link=page)
        if row.lifted_at is not None and (before is None or row.lifted_at < before):
            yield TimelineEntry(row.lifted_at, "consent", "May be used again", row.lifted_why, row.lifted_by, page)


def _hashes(contact: Contact) -> set[str]:
    emails = {hash_of("email", email.key) for email in contact.emails.all() if email.key}
    return emails | {hash_of("phone", phone.number) for phone in contact.phones.all() if phone.number}
