"""What an import would do, told before it starts: how many records, and how many contacts may be written to."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from compliance.choices import Channel, Purpose, Scope, Trait
from compliance.decision.facts import OURSELVES, ConsentFact, Facts
from compliance.gate import Attempt, check, decide
from compliance.models import Decision
from compliance.reasons import Reason
from crm.choices import PROSPECTED
from crm.importing.deals.intake import DealIntake
from crm.importing.error_file import append_errors
from crm.importing.intake import Outcome
from crm.importing.intakes import intake_of
from crm.importing.jobs import OpenImport, Progress, open_import
from crm.importing.options import ConsentEvidence, Kind, Options
from crm.importing.outcomes import Intake, Result, RowOutcome
from crm.importing.people import Person
from crm.importing.relating.announced import NOTHING, Announced
from crm.importing.relating.ties import Ties
from crm.models import Deal, Import
from quotahit import clock

# A page must not wait for a whole large file: beyond this many rows the first ones speak for all, and the plan says so.
MOST_ROWS = 5_000
# What every mail of ours carries by itself; here the question is the person.
OF_OUR_MAIL = frozenset({Trait.POSTAL, Trait.ONE_CLICK, Trait.DMARC})


@dataclass
class ImportPlan:
    """`read` of `rows` rows were looked at. `scored`: contacts, each once, that would be new or changed.

    `reasons` counts, by the gate's code, the contacts that may not be written to; `with_consent` says how many of
    those the file's evidence of consent clears. `left_alone`: how many of the `writable` no agent writes to all the
    same, since they are customers, lost, or in an open deal.
    """

    rows: int
    read: int = 0
    new: int = 0
    updates: int = 0
    unchanged: int = 0
    bad: int = 0
    with_remarks: int = 0
    scored: int = 0
    writable: int = 0
    with_consent: int = 0
    left_alone: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    # Of deals, the stages (pipeline and name, as the file has them) that nobody here knows, with their rows.
    stages: Counter[tuple[str, str]] = field(default_factory=Counter)
    # By noun, how many rows name one, by whether it is here, is coming with another file, or is neither.
    names: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def is_sample(self) -> bool:
        return self.read < self.rows

    def labelled_reasons(self) -> list[tuple[str, str, int]]:
        """Code, words for a person, and number, the most frequent first."""
        ordered = sorted(self.reasons.items(), key=lambda item: -item[1])
        return [(code, Reason(code).label, count) for code, count in ordered]


def rehearse(job: Import, progress: Progress) -> Import:
    """Count on `job`, which is not saved, what a run would do; only the error file is written."""
    file = open_import(job)
    for outcomes in _rehearsal(intake_of(job, file, lock=False), file):
        for outcome in outcomes:
            setattr(job, outcome.result.value, getattr(job, outcome.result.value) + 1)
        job.rows += len(outcomes)
        job.error_bytes = append_errors(job.error_path, job.error_bytes, file.source.headers, outcomes)
        progress(job)
    return job


def _rehearsal(intake: Intake, file: OpenImport) -> Iterator[Sequence[RowOutcome]]:
    """What would become of the rows, batch by batch. All records are kept in memory, for nothing is written."""
    return (intake.take(leads) for leads in file.batches())


def plan_import(job: Import, most_rows: int = MOST_ROWS, announced: Announced = NOTHING) -> ImportPlan:
    """Go through the file as a run would, writing nothing, and ask the gate about every contact it would leave;
    `announced` is what other files of the same run bring before it."""
    plan, file = ImportPlan(rows=job.total), open_import(job)
    intake = intake_of(job, file, lock=False, announced=announced)
    ties = Ties(job.organization_id, announced)
    is_tied = announced is not NOTHING or not file.kind.is_of_leads
    people: dict[Person, set[str]] = {}  # and what they have opted out of
    changed: set[Person] = set()
    for outcomes in _rehearsal(intake, file):
        ties.count([outcome.lead for outcome in outcomes if is_tied and outcome.result != Result.FAILED])
        for outcome in outcomes:
            _count(plan, outcome)
            if isinstance(outcome, Outcome) and outcome.person:
                people.setdefault(outcome.person, set()).update(outcome.lead.opted_out)
                changed.update([outcome.person] if outcome.result != Result.UNCHANGED else [])
        if plan.read >= most_rows:
            break
    plan.scored, plan.names = len(changed), dict(ties.names)
    if isinstance(intake, DealIntake):
        plan.stages = intake.unknown
    if file.kind == Kind.CONTACTS:
        _ask_gate(plan, job, people, Options.model_validate(job.options).consent)
    return plan


def _count(plan: ImportPlan, outcome: RowOutcome) -> None:
    plan.read += 1
    plan.new += outcome.result == Result.CREATED
    plan.updates += outcome.result == Result.UPDATED
    plan.unchanged += outcome.result == Result.UNCHANGED
    plan.bad += outcome.result == Result.FAILED
    plan.with_remarks += bool(outcome.notes)


def _ask_gate(plan: ImportPlan, job: Import, people: dict[Person, set[str]], consent: ConsentEvidence | None) -> None:
    reasons: Counter[str] = Counter()
    asked = [person for person, opted_out in people.items() if "email" not in opted_out]
    reasons[Reason.SUPPRESSED.value] += len(people) - len(asked)
    cleared: dict[str, bool] = {}  # by hash of the facts, which most contacts of a file share
    dealing = _in_a_deal(asked)
    for person, decision in zip(asked, check(_attempts(job, asked), record=False), strict=True):
        facts = decision.grounds.inputs_hash
        if consent and not decision.allowed and facts not in cleared:
            cleared[facts] = _clears(consent, decision)
        if decision.allowed or cleared.get(facts):
            plan.writable += 1
            plan.with_consent += not decision.allowed
            contact = person.contact
            plan.left_alone += contact.lifecycle not in PROSPECTED or contact.pk in dealing
        else:
            reasons[decision.reason] += 1
    plan.reasons = {code: count for code, count in reasons.items() if count}


def _in_a_deal(people: Sequence[Person]) -> set[int | None]:
    known = [person.contact.pk for person in people if person.contact.pk]
    if not known:
        return set()
    return set(Deal.objects.filter(contact__one_of=known, closed_at=None).values_list("contact_id", flat=True))


def _attempts(job: Import, people: Sequence[Person]) -> list[Attempt]:
    now = clock.now()
    return [
        Attempt(
            organization_id=job.organization_id,
            subject=("crm.contact", person.contact.pk or 0),
            address=next((key for key, row in person.emails.items() if row.is_primary), ""),
            channel=Channel.EMAIL,
            purpose=Purpose.MARKETING,
            at=now,
            country=person.contact.country,
            state=person.contact.state,
            zip=person.contact.zip,
            traits=OF_OUR_MAIL,
        )
        for person in people
    ]


def _clears(consent: ConsentEvidence, decision: Decision) -> bool:
    """Whether the attempt would pass with the file's consent on record."""
    facts = Facts.load(decision.grounds.inputs)
    fact = ConsentFact(consent.type, frozenset({Scope.EMAIL}), OURSELVES, consent.given_at)
    return decide(replace(facts, consents=(*facts.consents, fact))).allowed
