"""Holds and take-over: a person's word wins at once. Whoever sends asks `standing_holds` under the contact's lock."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from crm.journal import enter, same_organization
from crm.models import Contact, Hold
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name


def place_hold(
    organization: Organization,
    contact: Contact | None,
    kind: str,
    *,
    by: object,
    until: datetime | None = None,
    key: str = "",
) -> Hold:
    """Hold one contact, or the whole organization where `contact` is None; a second hold of the same key is the first,
    with the new `until`."""
    same_organization(organization, contact)
    with transaction.atomic():
        hold, _ = Hold.objects.select_for_update().update_or_create(
            organization=organization,
            contact=contact,
            kind=kind,
            key=key,
            released_at=None,
            defaults={"until": until, "by": actor_name(by)},
        )
        _enter(hold, "hold.placed", by)
    return hold


def release_hold(hold: Hold, *, by: object) -> bool:
    """Release one hold; False when it was released before."""
    with transaction.atomic():
        freed = Hold.objects.filter(pk=hold.pk, released_at=None).update(
            released_at=clock.now(), released_by=actor_name(by)
        )
        hold.refresh_from_db()
        if freed:
            _enter(hold, "hold.released", by)
    return bool(freed)


def release_holds(
    organization: Organization, *, kind: str, by: object, key: str = "", contact: Contact | None = None
) -> int:
    """Release the holds of this kind that carry `key`, of one contact where one is given; returns how many."""
    holds = Hold.objects.for_organization(organization).filter(kind=kind, key=key, released_at=None)
    if contact is not None:
        holds = holds.filter(contact=contact)
    with transaction.atomic():
        return sum(release_hold(hold, by=by) for hold in holds)


def standing_holds(organization_id: int, contact_ids: Iterable[int]) -> dict[int, Hold]:
    """The hold that binds each contact now, its own or the organization's; of several the one that stands longest.

    Contacts without a hold are missing. One query.
    """
    ids = set(contact_ids)
    mine = Hold.objects.for_organization(organization_id).standing().filter(Q(contact__in=ids) | Q(contact=None))
    strongest: dict[int, Hold] = {}
    for hold in mine:
        for contact_id in ids if hold.contact_id is None else (hold.contact_id,):
            if contact_id not in strongest or _outlasts(hold, strongest[contact_id]):
                strongest[contact_id] = hold
    return strongest


def _outlasts(hold: Hold, other: Hold) -> bool:
    if other.until is None:
        return False
    return hold.until is None or hold.until > other.until


def _enter(hold: Hold, type: str, by: object) -> None:
    enter(hold.organization, type, hold.contact, actor=by, payload={"hold_id": hold.pk, "kind": str(hold.kind)})
