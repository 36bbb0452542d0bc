"""Pairs as rows: written down as they are found, dismissed by a person, and shown beside the record."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, QuerySet, When

from crm.choices import PairStatus, RecordKind
from crm.duplicates.finding import FINDERS, Found
from crm.models import Company, Contact, DuplicatePair
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name, append

MODELS: dict[str, Any] = {RecordKind.CONTACT: Contact, RecordKind.COMPANY: Company}
BATCH = 1000
SHOWN = 5  # lookalikes beside a record
MOST_AT_ONCE = 20  # records of one act; what changes more of them waits for the scan


@dataclass
class Counts:
    """What a look has changed."""

    found: int = 0
    new: int = 0
    gone: int = 0


def look_for(organization_id: int, kind: str, ids: Collection[int]) -> Counts:
    """Look whom these few records look like, and write that down; an open pair that no longer holds goes."""
    mine = DuplicatePair.objects.for_organization(organization_id).filter(kind=kind)
    known = mine.filter(Q(low_id__in=ids) | Q(high_id__in=ids))
    return write(organization_id, kind, FINDERS[kind](organization_id, ids), known)


def write(organization_id: int, kind: str, found: Found, known: QuerySet[DuplicatePair]) -> Counts:
    """Bring `known` pairs up to what was found. What a person has decided stays decided."""
    counts = Counts(found=len(found))
    missing = dict(found)
    changed, gone = [], []
    for pair in known:
        finding = missing.pop((pair.low_id, pair.high_id), None)
        if pair.status != PairStatus.OPEN:
            continue
        if finding is None:
            gone.append(pair.pk)
        elif (pair.reasons, pair.confidence) != (finding.codes, finding.confidence):
            pair.reasons, pair.confidence = finding.codes, finding.confidence
            changed.append(pair)
    now = clock.now()
    new = [
        DuplicatePair(
            organization_id=organization_id,
            kind=kind,
            low_id=low,
            high_id=high,
            reasons=finding.codes,
            confidence=finding.confidence,
            found_at=now,
        )
        for (low, high), finding in missing.items()
    ]
    with transaction.atomic():
        DuplicatePair.objects.bulk_create(new, BATCH, ignore_conflicts=True)
        for pair in changed:
            pair.save(update_fields=["reasons", "confidence"])
        DuplicatePair.objects.filter(pk__in=gone, status=PairStatus.OPEN).delete()
    counts.new, counts.gone = len(new), len(gone)
    return counts


def dismiss(organization: Organization, pairs: Iterable[DuplicatePair], *, actor: object) -> int:
    """These are two records each, and are never shown again; returns how many were still open."""
    ids = [pair.pk for pair in pairs]
    with transaction.atomic():
        waiting = DuplicatePair.objects.for_organization(organization).open().filter(pk__in=ids).order_by("pk")
        open_ids = list(waiting.select_for_update().values_list("pk", flat=True))
        now, by = clock.now(), actor_name(actor)
        DuplicatePair.objects.filter(pk__in=open_ids).update(status=PairStatus.DISMISSED, decided_at=now, decided_by=by)
        if open_ids:
            append(
                organization, actor, "duplicates.dismissed", why={"count": len(open_ids), "pair_ids": open_ids[:100]}
            )
    return len(open_ids)


def lookalikes(kind: str, record: Contact | Company) -> QuerySet[Any]:
    """The records that this one looks like, by open pairs.

    One subquery: for two, joined by "or", PostgreSQL reads every record.
    """
    pairs = DuplicatePair.objects.for_organization(record.organization_id).open().filter(kind=kind)
    mine = pairs.filter(Q(low_id=record.pk) | Q(high_id=record.pk))
    beside = mine.annotate(beside=Case(When(low_id=record.pk, then="high_id"), default="low_id")).values("beside")
    rows = MODELS[kind].objects.for_organization(record.organization_id)
    return rows.filter(pk__in=beside).order_by("pk")  # type: ignore[no-any-return]
