"""Taking off again what an import hung on records that were there before: addresses, ids, tags, notes and moves.

All that one batch of records has is looked up and removed together, however many records it is.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Max, QuerySet

from crm import last_activity
from crm.importing.traces import Added, digest
from crm.importing.undoing.records import traces_of
from crm.models import Contact, ContactEmail, ContactPhone, Deal, ExternalId, Import, Note, StageChange
from quotahit import bulk

Hung = Mapping[int, Sequence[Added]]


def added_to(job: Import, noun: str, ids: Sequence[int]) -> dict[int, list[Added]]:
    """What the import hung on these records, by id, batch after batch."""
    found: dict[int, list[Added]] = defaultdict(list)
    for trace in traces_of(job, noun, ids):
        found[getattr(trace, f"{noun}_id")].append(Added.model_validate(trace.added))
    return found


def take_off(job: Import, noun: str, hung: Hung) -> set[int]:
    """Remove it from these records; returns those of which there was anything left."""
    if not hung:
        return set()
    gone = _ids_off(noun, hung) | _notes_off(job, noun, hung)
    if noun == "contact":
        return gone | _off_contacts(hung)
    return gone | (_moves_off(job, hung) if noun == "deal" else set())


def _ids_off(noun: str, hung: Hung) -> set[int]:
    pairs = {(pk, key) for pk, each in _each(hung) for key in each.external}
    rows = ExternalId.objects.filter(**{f"{noun}__in": {pk for pk, _ in pairs}})
    return _delete(
        rows,
        (
            (row_id, pk)
            for row_id, pk, *key in rows.values_list("pk", f"{noun}_id", "system", "value")
            if (pk, tuple(key)) in pairs
        ),
    )


def _notes_off(job: Import, noun: str, hung: Hung) -> set[int]:
    """Notes are known again by their digest."""
    brought = {(pk, note) for pk, each in _each(hung) for note in each.notes}
    rows = Note.objects.filter(**{f"{noun}__in": {pk for pk, _ in brought}}, author=job.by_id)
    found = rows.values_list("pk", f"{noun}_id", "body") if brought else ()
    return _delete(rows, ((row_id, pk) for row_id, pk, body in found if (pk, digest(body)) in brought))


def _off_contacts(hung: Hung) -> set[int]:
    gone: set[int] = set()
    for model, column in ((ContactEmail, "emails"), (ContactPhone, "phones")):
        pairs = {(pk, known) for pk, each in _each(hung) for known in getattr(each, column)}
        rows = model.objects.filter(contact__in={pk for pk, _ in pairs})  # type: ignore[attr-defined]
        found = rows.values_list("pk", "contact_id", "address_hash") if pairs else ()
        gone |= _delete(rows, ((row_id, pk) for row_id, pk, known in found if (pk, known) in pairs))
    tags = {(pk, tag) for pk, each in _each(hung) for tag in each.tags}
    through = Contact.tags.through.objects.filter(contact__in={pk for pk, _ in tags})
    marked = through.values_list("pk", "contact_id", "tag__name") if tags else ()
    gone |= _delete(through, ((row_id, pk) for row_id, pk, tag in marked if (pk, tag) in tags))
    return gone | _emails_as_before(hung) | _active_as_before(hung)


def _emails_as_before(hung: Hung) -> set[int]:
    """What was known of an address, and which came first, where it is still there."""
    validity: dict[tuple[int, str], str] = {}
    first: dict[int, str] = {}
    for pk, each in _each(hung):
        validity.update({(pk, known): was for known, was in each.validity.items()})
        first.update({pk: each.primary} if each.primary else {})
    concerned = {pk for pk, _ in validity} | first.keys()
    rows = list(ContactEmail.objects.filter(contact__in=concerned)) if concerned else []
    still = {row.contact_id for row in rows if first.get(row.contact_id) == row.address_hash}
    changed = []
    for row in rows:
        is_first = row.address_hash == first[row.contact_id] if row.contact_id in still else row.is_primary
        was = validity.get((row.contact_id, row.address_hash), row.validity)
        if (is_first, was) != (row.is_primary, row.validity):
            row.is_primary, row.validity = is_first, was
            changed.append(row)
    # One comes first at a time, so those that do no longer are written before the others.
    changed.sort(key=lambda row: row.is_primary)
    bulk.update(changed, ["is_primary", "validity"])
    return {row.contact_id for row in changed}


def _active_as_before(hung: Hung) -> set[int]:
    """When they were active last, where nothing has happened since."""
    after: dict[int, Any] = {}
    before: dict[int, Any] = {}
    for pk, each in _each(hung):  # the last batch first
        if each.active_after:
            after.setdefault(pk, each.active_after)
            before[pk] = each.active_before
    return last_activity.put_back({pk: (became, before[pk]) for pk, became in after.items()})


def _moves_off(job: Import, hung: Hung) -> set[int]:
    """Moves of deals that the import made; the deal has stood where it stands since the move before them."""
    moved = [pk for pk, each in _each(hung) if each.moved]
    if not moved:
        return set()
    StageChange.objects.filter(deal__in=moved, actor=job.source).delete()
    since = StageChange.objects.filter(deal__in=moved).values("deal").annotate(at=Max("at"))
    times = dict(since.values_list("deal", "at"))
    deals = list(Deal.objects.filter(pk__in=times))
    for deal in deals:
        deal.stage_since = times[deal.pk]
    bulk.update(deals, ["stage_since"])
    return set(moved)


def _each(hung: Hung) -> Iterator[tuple[int, Added]]:
    """Every addition with its record, the last batch first."""
    return ((pk, each) for pk, every in hung.items() for each in reversed(every))


def _delete(rows: QuerySet[Any], found: Any) -> set[int]:
    """Delete these rows, given with their record; returns the records."""
    pairs = list(found)
    if pairs:
        rows.filter(pk__in=[row_id for row_id, _ in pairs]).delete()
    return {pk for _, pk in pairs}
