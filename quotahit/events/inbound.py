"""Raw deliveries: kept once each, and put back in the line by people; a room's own worker reads them."""

from collections.abc import Sequence

from django.db import connection, models, transaction

from quotahit.audit.log import Act, actor_name, append_many
from quotahit.events.models import RawInbound

Mark = tuple[int, str, str]  # organization, source, the vendor's id
_MARK = "organization_id, source, vendor_id"
_FIELDS = [field for field in RawInbound._meta.concrete_fields if not field.primary_key]


def store_new(rows: Sequence[RawInbound]) -> set[Mark]:
    """Insert those unsaved rows, of different marks, that are not there yet; returns the marks of the inserted ones.

    They go in by mark, so that two batches of the same deliveries wait for each other and never in a ring.
    """
    columns = ", ".join(f'"{field.column}"' for field in _FIELDS)
    places = ", ".join([f"({', '.join(['%s'] * len(_FIELDS))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{RawInbound._meta.db_table}" ({columns}) VALUES {places} '
            f"ON CONFLICT ({_MARK}) DO NOTHING RETURNING id, {_MARK}",
            [
                field.get_db_prep_save(getattr(row, field.attname), connection)
                for row in sorted(rows, key=mark)
                for field in _FIELDS
            ],
        )
        inserted: dict[Mark, int] = {(organization, *named): pk for pk, organization, *named in cursor.fetchall()}
    for row in rows:
        row.pk = inserted.get(mark(row))
    return set(inserted)


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
