"""Raw deliveries: kept once each, and put back in the line by people; a room's own worker reads them."""

from collections.abc import Sequence

from django.db import models, transaction

from quotahit import bulk
from quotahit.audit.log import Act, actor_name, append_many
from quotahit.events.models import RawInbound

Mark = tuple[int, str, str]  # organization, source, the vendor's id
_MARK = ("organization_id", "source", "vendor_id")


def store_new(rows: Sequence[RawInbound]) -> set[Mark]:
    """Insert those unsaved rows, of different marks, that are not there yet; returns the marks of the inserted ones.

    They go in by mark, so that two batches of the same deliveries wait for each other and never in a ring.
    """
    inserted = bulk.insert_new(sorted(rows, key=mark), _MARK)
    return {mark(row) for row in inserted}


def mark(row: RawInbound) -> Mark:
    """What a repetition has in common with the first."""
    return row.organization_id, row.source, row.vendor_id


@transaction.atomic
def read_again(deliveries: models.QuerySet, *, actor: object) -> int:
    """Put deliveries back in the line, as when the interpreter has become better; returns how many."""
    rows = list(deliveries.exclude(status=RawInbound.Status.WAITING).values_list("pk", "organization_id"))
    finished = RawInbound.objects.filter(pk__in=[pk for pk, _ in rows])
    finished.update(status=RawInbound.Status.WAITING, error="", attempts=0, claimed_until=None)
    append_many(
        Act(organization_id, actor_name(actor), "inbound.read_again", ("events.rawinbound", pk))
        for pk, organization_id in rows
    )
    return len(rows)
