"""What an import hangs on people and companies that were there before, kept so that it can be taken off again."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from compliance.addresses import address_hash
from crm.importing.companies import KnownFirm
from crm.importing.deals.known import KnownDeal
from crm.importing.people import Person
from crm.models import Import, ImportTrace
from quotahit import bulk


class Added(BaseModel):
    """The rows that came, and the values beside the field history that were others before."""

    model_config = ConfigDict(frozen=True)

    emails: list[str] = []  # by hash of the address, as are all of these
    phones: list[str] = []
    validity: dict[str, str] = {}  # what it was before
    primary: str = ""  # the email that came first before
    external: list[tuple[str, str]] = []
    tags: list[str] = []
    notes: list[str] = []  # SHA-256 of the body
    active_before: datetime | None = None
    active_after: datetime | None = None
    moved: bool = False  # a deal, to another stage


def digest(text: str) -> str:
    """By what a note is known again."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_traces(job: Import, people: Sequence[Person], firms: Sequence[KnownFirm]) -> None:
    """Keep what these people and companies gain, before it is written; new ones need no trace, for they go whole."""
    rows = [(job.organization_id, job.pk, person.contact.pk, None, _plain(_of_person(person))) for person in people]
    rows += [
        (job.organization_id, job.pk, None, known.company.pk, _plain(Added(external=known.gained))) for known in firms
    ]
    names = ["organization_id", "job_id", "contact_id", "company_id", "added"]
    bulk.insert_values(ImportTrace, names, [row for row in rows if row[-1]])


def write_deal_traces(job: Import, deals: Sequence[KnownDeal]) -> None:
    """Keep what deals that were there before gain beside their fields, and that they were moved."""
    rows = [
        (job.organization_id, job.pk, known.deal.pk, _plain(_of_deal(known))) for known in deals if not known.is_new
    ]
    names = ["organization_id", "job_id", "deal_id", "added"]
    bulk.insert_values(ImportTrace, names, [row for row in rows if row[-1]])


def _of_deal(known: KnownDeal) -> Added:
    return Added(external=known.gained, notes=[digest(note) for note in known.notes], moved=known.is_moved)


def write_active(job: Import, moves: Mapping[int, tuple[datetime | None, datetime]]) -> None:
    """Keep when contacts were active last, whose past the import makes known."""
    rows = [
        (job.organization_id, job.pk, pk, _plain(Added(active_before=before, active_after=after)))
        for pk, (before, after) in moves.items()
    ]
    bulk.insert_values(ImportTrace, ["organization_id", "job_id", "contact_id", "added"], rows)


def _of_person(person: Person) -> Added:
    emails = person.emails.values()
    return Added(
        emails=[address_hash("email", row.key) for row in emails if row.pk is None],
        phones=[address_hash("phone", row.key) for row in person.phones.values() if row.pk is None],
        validity={address_hash("email", row.key): row.was_valid for row in emails if row.pk and row.was_valid},
        primary=next((address_hash("email", row.key) for row in emails if row.was_primary), ""),
        external=person.gained,
        tags=sorted(person.gained_tags),
        notes=[digest(note) for note in person.notes],
        active_before=person.active_before if person.active_at else None,
        active_after=person.active_at,
    )


def _plain(added: Added) -> dict[str, Any]:
    return added.model_dump(mode="json", exclude_defaults=True)
