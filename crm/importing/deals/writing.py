"""Writing a batch of deals, each kind of row by one statement for all of it.

Nothing here is the act of today that `deal.created` or `deal.won` tell of: a list says what was, so that its deals are
told of by `deal.imported` alone, and nobody is welcomed or asked for it.
"""

from collections.abc import Sequence

from crm.importing.deals.known import KnownDeal
from crm.importing.traces import write_deal_traces
from crm.importing.writing import give_to_importer
from crm.models import Deal, ExternalId, Import, Note, StageChange
from crm.saving_many import remember
from quotahit import bulk, clock
from quotahit.events.record import Fact, record_many

COLUMNS = (
    *("name", "contact", "company", "stage", "amount", "currency", "owner", "expected_close", "stage_since"),
    *("closed_at", "lost_reason", "custom", "updated_at"),
)
BESIDE_THE_RECORD = frozenset({"external_ids", "notes"})


def write_deals(job: Import, deals: Sequence[KnownDeal]) -> None:
    """Write what a batch of rows made of these deals, in the caller's transaction."""
    new = [known for known in deals if known.is_new]
    touched = [known for known in deals if not known.is_new and known.changed]
    write_deal_traces(job, touched)
    give_to_importer(job, [known.deal for known in new])
    for known in (*new, *touched):
        known.deal.stage_id = known.deal.stage.pk
    _update([known.deal for known in touched if known.changed - BESIDE_THE_RECORD], job)
    bulk.insert([known.deal for known in new])
    remember([known.deal for known in new], "+", reason=job.source, user_id=job.by_id)
    _write_moves(job, new, touched)
    _write_beside(job, [*new, *touched])
    record_many(_fact(job, known, is_new=True) for known in new)
    record_many(_fact(job, known, is_new=False) for known in touched)


def _update(deals: Sequence[Deal], job: Import) -> None:
    for deal in deals:
        deal.updated_at = clock.now()
    bulk.update(deals, COLUMNS)
    remember(deals, "~", reason=job.source, user_id=job.by_id)


def _write_moves(job: Import, new: Sequence[KnownDeal], touched: Sequence[KnownDeal]) -> None:
    """Each deal's way: from nothing to where it stands, at its own time."""
    moved = [known for known in touched if known.is_moved]
    rows = [(known.deal, None) for known in new] + [(known.deal, known.was and known.was.pk) for known in moved]
    bulk.insert_values(
        StageChange,
        ["organization_id", "deal_id", "before_id", "after_id", "actor", "at"],
        [(job.organization_id, deal.pk, was, deal.stage_id, job.source, deal.stage_since) for deal, was in rows],
    )


def _write_beside(job: Import, deals: Sequence[KnownDeal]) -> None:
    """Ids in other systems, and notes."""
    gained = [(job.organization_id, known.deal.pk, *key) for known in deals for key in known.gained]
    bulk.insert_values(ExternalId, ["organization_id", "deal_id", "system", "value"], gained)
    at = clock.now()
    notes = [(job.organization_id, known.deal.pk, body, job.by_id, at) for known in deals for body in known.notes]
    bulk.insert_values(Note, ["organization_id", "deal_id", "body", "author_id", "created_at"], notes)


def _fact(job: Import, known: KnownDeal, *, is_new: bool) -> Fact:
    payload = {"import_id": job.pk, "deal_id": known.deal.pk, "contact_id": known.deal.contact_id, "created": is_new}
    payload |= {} if is_new else {"fields": sorted(known.changed)}
    key = f"{job.source}:deal:{known.deal.pk}"
    return Fact(job.organization_id, "deal.imported", known.deal, payload, job.source, key)
