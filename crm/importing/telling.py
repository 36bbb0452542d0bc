"""What an import leaves beside the records: opt-outs obeyed, consent on record, and the events of every row."""

from collections.abc import Iterator, Sequence

from compliance.choices import Bar, Scope
from compliance.consents import grant_consents
from compliance.suppressions import suppress_many
from crm.importing.companies import KnownFirm
from crm.importing.intake import Outcome, Result, addresses
from crm.importing.options import Options
from crm.models import Company, Contact, Import
from quotahit.events.record import Fact

SYSTEM = "system:import"


def write_permissions(job: Import, outcomes: Sequence[Outcome]) -> None:
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


def facts(job: Import, outcomes: Sequence[Outcome], firms: Sequence[KnownFirm], made: set[KnownFirm]) -> Iterator[Fact]:
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
