"""Sealing: committed entries are chained in batches, organization by organization, while writers go on writing."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from quotahit import clock
from quotahit.audit.content import entry_digest, mac, seal_digest
from quotahit.audit.models import AuditEntry, AuditSeal, Unsealed

SEALERS_LOCK = 0x5EA1  # of PostgreSQL's advisory locks


def seal(limit: int = 1000) -> int:
    """Seal up to `limit` committed entries, lowest ids first; returns how many. Where another sealer is at it: none.

    An entry that commits late, with a lower id than some that are sealed, is simply in a later batch.
    """
    with transaction.atomic():
        if not _is_only_sealer():
            return 0
        present = AuditEntry.objects.filter(pk=OuterRef("pk"))
        ids = list(Unsealed.objects.filter(Exists(present)).order_by("pk").values_list("pk", flat=True)[:limit])
        entries = AuditEntry.objects.filter(pk__in=ids).order_by("pk")
        AuditSeal.objects.bulk_create(_seal(organization_id, batch) for organization_id, batch in _batches(entries))
        Unsealed.objects.filter(pk__in=ids).delete()
    return len(ids)


def _is_only_sealer() -> bool:
    """On SQLite the immediate transaction lets one writer in at a time; on PostgreSQL a lock until commit does."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALERS_LOCK])
        return cursor.fetchone()[0]


def _batches(entries: Iterable[AuditEntry]) -> Iterable[tuple[int | None, list[AuditEntry]]]:
    by_organization: dict[int | None, list[AuditEntry]] = defaultdict(list)
    for entry in entries:
        by_organization[entry.organization_id].append(entry)
    return by_organization.items()


def _seal(organization_id: int | None, batch: list[AuditEntry]) -> AuditSeal:
    last = AuditSeal.objects.filter(organization_id=organization_id).order_by("number").last()
    seal = AuditSeal(
        organization_id=organization_id,
        number=last.number + 1 if last else 1,
        at=clock.now(),
        entries=[[entry.pk, entry_digest(entry)] for entry in batch],
        previous=last.digest if last else "",
    )
    seal.digest = seal_digest(seal)
    seal.mac = mac(seal.digest.encode())
    return seal
