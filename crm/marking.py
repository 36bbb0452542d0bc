"""Marking many contacts at once: tags, owners and lifecycle."""

from collections.abc import Collection, Iterable

from django.db import transaction

from crm.giving import give
from crm.journal import source_of
from crm.models import Contact, Tag
from quotahit import clock
from quotahit.accounts.models import Organization, User
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
    return len(put_tag(organization, contact_ids, name, actor=actor))


def put_tag(organization: Organization, contact_ids: Collection[int], name: str, *, actor: object) -> list[int]:
    """Put one tag, made where it is new, on many contacts; returns those that did not have it."""
    through = Contact.tags.through
    with transaction.atomic():
        (tag,) = tags_named(organization, [name])
        untagged = Contact.objects.for_organization(organization).filter(pk__one_of=list(contact_ids)).exclude(tags=tag)
        ids = list(untagged.values_list("pk", flat=True))
        through.objects.bulk_create(through(contact_id=pk, tag_id=tag.pk) for pk in ids)
        if ids:
            _many_updated(organization, ids, "tags", actor)
    return ids


def take_tag(organization: Organization, contact_ids: Collection[int], name: str, *, actor: object) -> list[int]:
    """Take one tag off many contacts; returns those that had it."""
    mine = Contact.objects.for_organization(organization)
    with transaction.atomic():
        tagged = Contact.tags.through.objects.filter(
            tag__organization=organization, tag__name=name, contact__in=mine.filter(pk__one_of=list(contact_ids))
        )
        ids = list(tagged.values_list("contact_id", flat=True))
        if ids:
            tagged.delete()
            _many_updated(organization, ids, "tags", actor)
    return ids


def assign_owner(organization: Organization, contact_ids: Collection[int], owner: User | None, *, actor: object) -> int:
    """Give many contacts to one member, or to nobody; returns how many had another."""
    return len(give(organization, "contact", contact_ids, owner, actor=actor))


def tags_named(organization: Organization, names: Iterable[str]) -> list[Tag]:
    """The tags of these names, made where they are new."""
    return [Tag.objects.get_or_create(organization=organization, name=name.strip())[0] for name in names]


def _many_updated(organization: Organization, ids: list[int], field: str, actor: object) -> None:
    append(organization, actor, "contacts.updated", why={"field": field, "count": len(ids)})
    record_many(
        Fact(organization.pk, "contact.updated", ("crm.contact", pk), {"fields": [field]}, source_of(actor))
        for pk in ids
    )
