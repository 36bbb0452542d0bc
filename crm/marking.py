"""Marking many contacts at once: tags and lifecycle."""

from collections.abc import Collection, Iterable

from django.db import transaction

from crm.journal import source_of
from crm.models import Contact, Tag
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import append
from quotahit.events.record import Fact, record_many


def set_lifecycle(organization: Organization, contact_ids: Collection[int], lifecycle: str, *, actor: object) -> int:
    """Move many contacts to a lifecycle at once; returns how many were elsewhere. Their field history is left out."""
    with transaction.atomic():
        moving = Contact.objects.for_organization(organization).filter(pk__in=contact_ids).exclude(lifecycle=lifecycle)
        ids = list(moving.values_list("pk", flat=True))
        if not ids:
            return 0
        Contact.objects.filter(pk__in=ids).update(lifecycle=lifecycle, updated_at=clock.now())
        _many_updated(organization, ids, "lifecycle", actor)
    return len(ids)


def tag_contacts(organization: Organization, contact_ids: Collection[int], name: str, *, actor: object) -> int:
    """Put one tag on many contacts; returns how many did not have it."""
    through = Contact.tags.through
    with transaction.atomic():
        (tag,) = tags_named(organization, [name])
        untagged = Contact.objects.for_organization(organization).filter(pk__in=contact_ids).exclude(tags=tag)
        ids = list(untagged.values_list("pk", flat=True))
        through.objects.bulk_create(through(contact_id=pk, tag_id=tag.pk) for pk in ids)
        if ids:
            _many_updated(organization, ids, "tags", actor)
    return len(ids)


def tags_named(organization: Organization, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where they are new."""
    return [Tag.objects.get_or_create(organization=organization, name=name.strip())[0] for name in names]


def _many_updated(organization: Organization, ids: list[int], field: str, actor: object) -> None:
    append(organization, actor, "contacts.updated", why={"field": field, "count": len(ids)})
    record_many(
        Fact(organization.pk, "contact.updated", ("crm.contact", pk), {"fields": [field]}, source_of(actor))
        for pk in ids
    )
