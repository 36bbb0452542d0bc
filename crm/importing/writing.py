"""Writing a batch: rows, history, suppressions, consents and events, each by a few statements for all of it."""

from collections.abc import Iterator, Sequence
from typing import Any

from compliance.choices import Bar, Scope
from compliance.consents import grant_consents
from compliance.suppressions import suppress_many
from crm.importing.companies import KnownFirm
from crm.importing.intake import Outcome, Result, addresses
from crm.importing.options import Options
from crm.importing.people import Person
from crm.marking import tags_named
from crm.models import Company, Contact, ContactEmail, ContactPhone, ExternalId, Import, Note
from quotahit import clock
from quotahit.events.record import Fact, record_many

BATCH = 2000
SYSTEM = "system:import"
# Changes that leave the contact's own row as it is.
BESIDE_THE_RECORD = frozenset({"emails", "phones", "external_ids", "tags", "notes"})
# What a row may change in a record; its id and what other verbs keep up to date stay out.
COMPANY_COLUMNS = [
    *("domain", "website", "linkedin", "industry", "employees", "annual_revenue", "funding", "currency"),
    *("technologies", "growth", "phone", "city", "state", "zip", "country", "description", "updated_at"),
]
CONTACT_COLUMNS = [
    *("first_name", "last_name", "name_key", "title", "seniority", "department", "company", "linkedin", "city", "state"),
    *("zip", "country", "zone", "language", "source", "owner", "lifecycle", "lead_status", "custom", "last_activity_at"),
    "updated_at",
]


def write(job: Import, outcomes: Sequence[Outcome], people: Sequence[Person], firms: Sequence[KnownFirm]) -> None:
    """Write what a batch of rows made of these persons and companies, in the caller's transaction."""
    made = {known for known in firms if known.is_new}
    _write_firms(job, firms)
    _write_contacts(job, people)
    _write_permissions(job, outcomes)
    record_many(_facts(job, outcomes, firms, made))


def _write_firms(job: Import, firms: Sequence[KnownFirm]) -> None:
    new = [known for known in firms if known.is_new]
    touched = [known for known in firms if not known.is_new and known.changed]
    gained = [(known, key) for known in (*new, *touched) for key in known.external]
    _insert(job, [known.company for known in new])
    _update(job, [known.company for known in touched], COMPANY_COLUMNS)
    ExternalId.objects.bulk_create(
        [_external(job, key, company=known.company) for known, key in gained], BATCH, ignore_conflicts=True
    )


def _write_contacts(job: Import, people: Sequence[Person]) -> None:
    new = [person for person in people if person.is_new]
    touched = [person for person in people if not person.is_new and person.changed]
    for person in (*new, *touched):
        if Contact.company.is_cached(person.contact):
            person.contact.company = person.contact.company  # takes over the id of a company just inserted
    _update(job, [person.contact for person in touched if person.changed - BESIDE_THE_RECORD], CONTACT_COLUMNS)
    _insert(job, [person.contact for person in new])
    _write_identity(job, [*new, *touched])
    _write_marks(job, [*new, *touched])


def _insert(job: Import, rows: list[Any]) -> None:
    now = clock.now()
    for row in rows:
        row.created_at = row.updated_at = now
    if rows:
        type(rows[0]).objects.bulk_create(rows, BATCH)
        _remember(job, rows, update=False)


def _update(job: Import, rows: list[Any], columns: list[str]) -> None:
    """One upsert for all: far quicker than an UPDATE with a CASE for every column."""
    now = clock.now()
    for row in rows:
        row.updated_at = now
    if rows:
        type(rows[0]).objects.bulk_create(
            rows, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=columns
        )
        _remember(job, rows, update=True)


def _remember(job: Import, rows: list[Any], *, update: bool) -> None:
    """The field history of the rows, signed with the import."""
    type(rows[0]).history.bulk_history_create(
        rows, BATCH, update=update, default_user=job.by, default_change_reason=job.source, default_date=clock.now()
    )


def _external(job: Import, key: tuple[str, str], **owner: Company | Contact) -> ExternalId:
    return ExternalId(organization_id=job.organization_id, system=key[0], value=key[1], **owner)


def _write_identity(job: Import, people: Sequence[Person]) -> None:
    """Addresses and ids in other systems: those gained are added, those that changed are brought up to date."""
    emails = [row for person in people if "emails" in person.changed for row in person.emails.values()]
    known = [row for row in emails if row.pk]
    ContactEmail.objects.bulk_create(
        known, BATCH, update_conflicts=True, unique_fields=["id"], update_fields=["validity", "is_primary"]
    )
    ContactEmail.objects.bulk_create([row for row in emails if not row.pk], BATCH)
    phones = [row for person in people if "phones" in person.changed for row in person.phones.values()]
    ContactPhone.objects.bulk_create([row for row in phones if not row.pk], BATCH)
    gained = [(person, key) for person in people if "external_ids" in person.changed for key in person.external]
    ExternalId.objects.bulk_create(
        [_external(job, key, contact=person.contact) for person, key in gained], BATCH, ignore_conflicts=True
    )


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


def _write_permissions(job: Import, outcomes: Sequence[Outcome]) -> None:
    """Opt-outs close addresses, whatever else is known of them; consent is put on record for those without one."""
    actor, options = job.by or SYSTEM, Options.model_validate(job.options)
    people = {outcome.person for outcome in outcomes if outcome.person}
    closed = [(kind, key) for person in people for kind, key in addresses(person) if kind in person.opted_out]
    if closed:
        suppress_many(job.organization, closed, reason=Bar.OPTED_OUT_ELSEWHERE, source=job.source, actor=actor)
    agreed = {
        email.key
        for outcome in outcomes
        for email in outcome.lead.emails
        if outcome.person and "email" not in outcome.lead.opted_out and email.key in outcome.person.emails
    }
    if options.consent and agreed:
        grant_consents(
            job.organization,
            Scope.EMAIL,
            sorted(agreed),
            type=options.consent.type,
            text=options.consent.text,
            text_version=job.source,
            source=options.consent.source,
            at=options.consent.given_at,
            actor=actor,
        )


def _facts(job: Import, outcomes: Sequence[Outcome], firms: Sequence[KnownFirm], made: set[KnownFirm]) -> Iterator[Fact]:
    """What happened, each once for a record and import, however many rows spoke of it."""
    for known in firms:
        if known.changed or known in made:
            yield _fact(job, known.company, "company", known in made, known.changed)
    for outcome in outcomes:
        if outcome.person and outcome.result in (Result.CREATED, Result.UPDATED):
            yield _fact(job, outcome.person.contact, "contact", outcome.result == Result.CREATED, outcome.changed)
        if outcome.person and "opted_out" in outcome.changed:
            for kind in sorted(outcome.person.opted_out):
                key = f"{job.source}:unsubscribed:{kind}:{outcome.person.contact.pk}"
                payload = {"channel": kind, "source": job.source}
                yield Fact(
                    job.organization_id, "contact.unsubscribed", outcome.person.contact, payload, job.source, key
                )


def _fact(job: Import, row: Company | Contact, noun: str, created: bool, changed: set[str]) -> Fact:
    act = "created" if created else "updated"
    payload = {"import_id": job.pk} | ({} if created else {"fields": sorted(changed)})
    return Fact(job.organization_id, f"{noun}.{act}", row, payload, job.source, f"{job.source}:{noun}.{act}:{row.pk}")
