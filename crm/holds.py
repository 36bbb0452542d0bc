"""Holds and take-over: a person's word wins at once. Whoever sends asks `standing_holds` under the contact's lock."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import HoldKind
from crm.contacts import update_contact
from crm.journal import enter, same_organization
from crm.models import Contact, Hold
from crm.notify import notify
from crm.todo import complete_task, create_task
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.log import actor_name
from quotahit.workflow.holds import Held
from quotahit.workflow.pausing import pause_runs, resume_runs

CONTACT = "crm.contact"


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
    return strongest_of(holds_on(organization_id, ids), ids)


def holds_on(organization_id: int, contact_ids: Iterable[int]) -> QuerySet[Hold]:
    """The holds that bind any of these contacts now."""
    mine = Hold.objects.for_organization(organization_id).standing()
    return mine.filter(Q(contact__one_of=set(contact_ids)) | Q(contact=None))


def strongest_of(holds: Iterable[Hold], contact_ids: Iterable[int]) -> dict[int, Hold]:
    """Of these holds the one that binds each contact longest."""
    ids = set(contact_ids)
    strongest: dict[int, Hold] = {}
    for hold in holds:
        for contact_id in ids if hold.contact_id is None else (hold.contact_id,):
            if contact_id not in strongest or outlasts(hold, strongest[contact_id]):
                strongest[contact_id] = hold
    return strongest


def take_over(contact: Contact, *, by: User, actor: object = None) -> Hold:
    """A person carries on with this contact: nothing goes out and its runs stand still until they hand back.

    Records `contact.taken_over`. Who has no owner yet gets this one; another owner is told. Taking over twice is
    taking over once. `actor` is the program that says so for them, if one does.
    """
    actor = actor or by
    with transaction.atomic():
        _lock(contact)
        standing = contact.holds.filter(kind=HoldKind.TAKEOVER, released_at=None).first()
        if standing and standing.by == actor_name(actor):
            return standing
        hold = place_hold(contact.organization, contact, HoldKind.TAKEOVER, by=actor)
        pause_runs((CONTACT, contact.pk), actor=actor)
        if contact.owner is None:
            update_contact(contact, actor=actor, owner=by)
        payload = {"user_id": by.pk, "hold_id": hold.pk}
        enter(contact.organization, "contact.taken_over", contact, actor=actor, payload=payload)
        _assign(hold, by, actor)
    return hold


def hand_back(contact: Contact, *, by: User, actor: object = None) -> bool:
    """The agents carry on with this contact. Records `contact.handed_back`; False when nobody had taken over."""
    actor = actor or by
    with transaction.atomic():
        _lock(contact)
        hold = contact.holds.filter(kind=HoldKind.TAKEOVER, released_at=None).first()
        if hold is None:
            return False
        release_hold(hold, by=actor)
        resume_runs((CONTACT, contact.pk), actor=actor)
        enter(contact.organization, "contact.handed_back", contact, actor=actor, payload={"user_id": by.pk})
        for task in contact.tasks.filter(key=_task_key(hold), done_at=None):
            complete_task(task, actor=actor)
    return True


def lift(hold: Hold, *, by: User) -> bool:
    """Release a hold as a person means it: a take-over is handed back. False when it was released before."""
    if hold.kind == HoldKind.TAKEOVER and hold.contact and hold.released_at is None:
        return hand_back(hold.contact, by=by)
    return release_hold(hold, by=by)


def contact_held(organization_id: int, subject: tuple[str, int]) -> Held | None:
    """What the workflow asks before an external step about a contact, under the contact's lock."""
    if subject[0] != CONTACT:
        return None
    list(Contact.objects.select_for_update().filter(pk=subject[1]).values_list("pk"))
    hold = standing_holds(organization_id, [subject[1]]).get(subject[1])
    return Held(hold.kind, hold.until) if hold else None


def _lock(contact: Contact) -> None:
    contact.refresh_from_db(from_queryset=Contact.objects.select_for_update(of=("self",)))


def _assign(hold: Hold, by: User, actor: object) -> None:
    """Put the conversation on the list of the person who has taken over, and tell the owner if it is another."""
    contact = hold.contact
    create_task(
        hold.organization,
        title=gettext("Carry on with {contact}").format(contact=contact),
        detail=gettext("You have taken over. Hand back when the agents may write again."),
        actor=actor,
        contact=contact,
        assignee=by,
        due_at=clock.now(),
        key=_task_key(hold),
    )
    if contact.owner_id != by.pk:
        title = format_lazy(_("{by} has taken over {contact}"), by=str(by), contact=str(contact))
        link = f"/contacts/{contact.pk}/"
        notify(hold.organization, [contact.owner], kind="contact.taken_over", title=title, link=link)


def _task_key(hold: Hold) -> str:
    return f"takeover:{hold.pk}"


def outlasts(hold: Hold, other: Hold) -> bool:
    """Whether `hold` stands longer than `other`."""
    if other.until is None:
        return False
    return hold.until is None or hold.until > other.until


def _enter(hold: Hold, type: str, by: object) -> None:
    enter(hold.organization, type, hold.contact, actor=by, payload={"hold_id": hold.pk, "kind": str(hold.kind)})
