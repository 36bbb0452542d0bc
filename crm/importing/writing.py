"""Writing a batch of persons and companies, each kind of row by one statement for all of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from compliance.addresses import address_hash
from crm import last_activity
from crm.importing.companies import KnownFirm
from crm.importing.intake import Outcome
from crm.importing.people import Person, Reach
from crm.importing.telling import facts, write_permissions
from crm.importing.traces import write_traces
from crm.marking import tags_named
from crm.models import Contact, ContactEmail, ContactPhone, Deal, ExternalId, Import, Note
from crm.saving_many import BATCH, remember, update_many
from quotahit import bulk
from quotahit.accounts.models import Membership
from quotahit.accounts.visibility import default_owner
from quotahit.events.record import record_many
from quotahit.workflow.sql import as_rows, source

# Changes that leave the contact's own row as it is.
BESIDE_THE_RECORD = frozenset({"emails", "phones", "external_ids", "tags", "notes", "last_activity_at"})
# What a row may change in a record; its id and what other verbs keep up to date stay out.
COMPANY_COLUMNS = [
    *("domain", "website", "linkedin", "industry", "employees", "annual_revenue", "funding", "currency"),
    *("technologies", "growth", "phone", "city", "state", "zip", "country", "description", "custom"),
]
CONTACT_COLUMNS = [
    *(
        "first_name",
        "last_name",
        "name_key",
        "title",
        "seniority",
        "department",
        "company",
        "linkedin",
        "city",
        "state",
    ),
    *(
        "zip",
        "country",
        "zone",
        "language",
        "source",
        "owner",
        "lifecycle",
        "lead_status",
        "custom",
    ),
]


def write(job: Import, outcomes: Sequence[Outcome], people: Sequence[Person], firms: Sequence[KnownFirm]) -> None:
    """Write what a batch of rows made of these persons and companies, in the caller's transaction."""
    made = {known for known in firms if known.is_new}
    known_before = [person for person in people if not person.is_new and person.changed]
    write_traces(job, known_before, [known for known in firms if not known.is_new and known.gained])
    _write_firms(job, firms)
    _write_contacts(job, people)
    write_permissions(job, outcomes)
    record_many(facts(job, outcomes, firms, made))


def _write_firms(job: Import, firms: Sequence[KnownFirm]) -> None:
    new = [known.company for known in firms if known.is_new]
    _update(job, [known.company for known in firms if not known.is_new and known.changed], COMPANY_COLUMNS)
    _insert(job, new)
    gained = [(known.company.pk, key) for known in firms for key in known.gained]
    _insert_external(job, "company_id", gained)


def _write_contacts(job: Import, people: Sequence[Person]) -> None:
    new = [person for person in people if person.is_new]
    touched = [person for person in people if not person.is_new and person.changed]
    for person in (*new, *touched):
        if Contact.company.is_cached(person.contact):
            person.contact.company = person.contact.company  # takes over the id of a company just inserted
    give_to_importer(job, [person.contact for person in new])
    _update(job, [person.contact for person in touched if person.changed - BESIDE_THE_RECORD], CONTACT_COLUMNS)
    _insert(job, [person.contact for person in new])
    last_activity.begin([person.contact for person in new])
    last_activity.move(
        (job.organization_id, person.contact.pk, person.active_at) for person in (*new, *touched) if person.active_at
    )
    _write_emails(job, [*new, *touched])
    _write_phones(job, [*new, *touched])
    _insert_external(job, "contact_id", [(person.contact.pk, key) for person in people for key in person.gained])
    _write_marks(job, [*new, *touched])


def give_to_importer(job: Import, rows: Sequence[Contact] | Sequence[Deal]) -> None:
    """Give what the file gives to nobody to the importer, where they would not see it otherwise."""
    if not rows:
        return
    importer = Membership.objects.filter(organization=job.organization_id, user=job.by_id).first()
    if importer is not None and (owner := default_owner(importer)):
        for row in rows:
            row.owner_id = row.owner_id or owner.pk


def _insert(job: Import, rows: list[Any]) -> None:
    if rows:
        bulk.insert(rows)
        remember(rows, "+", reason=job.source, user_id=job.by_id)


def _update(job: Import, rows: list[Any], columns: list[str]) -> None:
    update_many(rows, columns)
    remember(rows, "~", reason=job.source, user_id=job.by_id)


def _write_emails(job: Import, people: Sequence[Person]) -> None:
    rows = [(person.contact.pk, row) for person in people for row in person.emails.values()]
    bulk.insert_values(
        ContactEmail,
        ["organization_id", "contact_id", "address", "key", "address_hash", "type", "validity", "is_primary"],
        [
            (job.organization_id, contact_id, row.text, row.key, address_hash("email", row.key), *_known(row))
            for contact_id, row in rows
            if row.pk is None
        ],
    )
    changed = [
        {"row_id": row.pk, "validity": row.validity, "is_primary": row.is_primary}
        for _, row in rows
        if row.pk is not None and row.is_changed
    ]
    if changed:
        news = source({"row_id": "bigint", "validity": "varchar", "is_primary": "boolean"})
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {ContactEmail._meta.db_table} AS r SET validity = v.validity, is_primary = v.is_primary"
                f" FROM {news} WHERE r.id = v.row_id",
                [as_rows(changed)],
            )


def _write_phones(job: Import, people: Sequence[Person]) -> None:
    bulk.insert_values(
        ContactPhone,
        ["organization_id", "contact_id", "number", "address_hash", "type", "validity", "is_primary"],
        [
            (job.organization_id, person.contact.pk, row.key, address_hash("phone", row.key), *_known(row))
            for person in people
            for row in person.phones.values()
            if row.pk is None
        ],
    )


def _known(row: Reach) -> tuple[str, str, bool]:
    return row.type, row.validity, row.is_primary


def _insert_external(job: Import, owner: str, gained: Iterable[tuple[int, tuple[str, str]]]) -> None:
    names = ["organization_id", owner, "system", "value"]
    bulk.insert_values(ExternalId, names, [(job.organization_id, owner_id, *key) for owner_id, key in gained])


def _write_marks(job: Import, people: Sequence[Person]) -> None:
    """Tags and notes."""
    tagged = [person for person in people if "tags" in person.changed]
    if tagged:
        tags = {tag.name: tag for tag in tags_named(job.organization, {name for p in tagged for name in p.tags})}
        through = Contact.tags.through
        through.objects.bulk_create(
            [through(contact_id=p.contact.pk, tag_id=tags[name].pk) for p in tagged for name in p.tags],
            BATCH,
            ignore_conflicts=True,
        )
    notes = [(person, body) for person in people for body in person.notes]
    Note.objects.bulk_create(
        [Note(organization_id=job.organization_id, contact=p.contact, body=body, author=job.by) for p, body in notes],
        BATCH,
    )
