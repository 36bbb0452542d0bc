"""What becomes of each row of a list of activities.

What was said to a person belongs to that person: a row that names a contact whom nobody knows here is refused, rather
than kept with the company, or an erased person would come back by what was said to them.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from compliance.erasure import erased_among
from crm.importing.activities.known import KnownActivity
from crm.importing.activities.reading import ActivityRow
from crm.importing.activities.words import NOTE, TASK
from crm.importing.activities.writing import write_activities
from crm.importing.intake import ERASED
from crm.importing.leads import ExternalKey
from crm.importing.outcomes import Result, RowOutcome
from crm.importing.relating.announced import NOTHING, Announced
from crm.importing.relating.finding import Found, Relations, is_unique
from crm.models import Import, ImportedActivity

NO_RELATION = _("belongs to nobody: it names no contact, no company and no deal")
BY_CONTENT = "content"  # in place of a system, for rows without an id
AS_NOTE = _("kept as a note: what was said hangs on a contact, and the row names none")
TASK_OF_FIRM = _("kept without its company: a task hangs on a contact or a deal")


class ActivityIntake:
    """Takes rows batch by batch."""

    def __init__(self, job: Import, *, lock: bool, announced: Announced = NOTHING) -> None:
        self.job = job
        self.relations = Relations(job.organization_id, announced)
        self.known: dict[ExternalKey, ImportedActivity] = {}
        self.met: set[ExternalKey] = set()  # of this file
        self.met_in_batch: set[ExternalKey] = set()
        self.batch: list[KnownActivity] = []

    def take(self, leads: Sequence[ActivityRow]) -> list[RowOutcome]:
        self.relations.load([row.reference for row in leads])
        keys = {_key(row) for row in leads}
        found = ImportedActivity.objects.for_organization(self.job.organization_id)
        self.known = {
            (each.system, each.value): each
            for each in found.filter(value__in={value for _, value in keys})
            if (each.system, each.value) in keys
        }
        pairs = {("email", email) for row in leads for email in row.reference.emails}
        erased = {email for _, email in erased_among(self.job.organization_id, pairs)}
        self.batch = []
        return [self._take(row, erased) for row in leads]

    def write(self, job: Import, outcomes: Sequence[RowOutcome]) -> None:
        write_activities(job, self.batch)

    def forget(self) -> None:
        self.met |= self.met_in_batch
        self.discard()

    def discard(self) -> None:
        self.met_in_batch, self.batch = set(), []

    def _take(self, row: ActivityRow, erased: set[str]) -> RowOutcome:
        if not erased.isdisjoint(row.reference.emails):
            return RowOutcome(row, Result.FAILED, [ERASED], may_be_kept=False)
        if row.failure:
            return _failed(row, row.failure)
        company, contact, deal = self._whose(row)
        if row.reference.names_person and not contact:
            return _failed(row, gettext("{problem}: bring in the contacts first").format(problem=contact.problem))
        if not (company or contact or deal):
            return _failed(row, company.problem or deal.problem or NO_RELATION)
        words = gettext("kept without its {noun}: {problem}")
        remarks = [words.format(noun=noun, problem=found.problem) for noun, found in
                   (("company", company), ("deal", deal)) if found.problem]  # fmt: skip
        made = KnownActivity(
            row, _key(row), _digest(row), _target(row, contact), contact.pk, company.pk, deal.pk, text=_text(row)
        )
        if made.target == "note" and row.sort not in (NOTE, TASK):
            remarks.append(AS_NOTE)
        if made.target == "task" and company and not (contact or deal):
            remarks.append(TASK_OF_FIRM)
        return RowOutcome(row, self._result(made), [*row.remarks, *remarks])

    def _whose(self, row: ActivityRow) -> tuple[Found, Found, Found]:
        """Company, contact and deal; what is said about a deal is said to its contact."""
        company = self.relations.company(row.reference)
        contact = self.relations.contact(row.reference, company.pk)
        deal = self.relations.deal(row.reference, contact.pk, company.pk)
        if not contact and deal.pk and (theirs := self.relations.of_deal[deal.pk][0]):
            contact = contact if row.reference.names_person else Found(theirs)
        return company, contact, deal

    def _result(self, made: KnownActivity) -> Result:
        """New, changed since it was imported last, or as it was; of two rows with one key the first counts."""
        if made.key in self.met or made.key in self.met_in_batch:
            return Result.UNCHANGED
        made.known = self.known.get(made.key)
        if made.known is not None and made.known.digest == made.digest:
            return Result.UNCHANGED
        self.met_in_batch.add(made.key)
        self.batch.append(made)
        return Result.CREATED if made.known is None else Result.UPDATED


def _key(row: ActivityRow) -> ExternalKey:
    if row.external and is_unique(row.external):
        return row.external
    return (BY_CONTENT, _hash([row.sort, _plain(row.at), row.subject, row.body, _reference(row)]))


def _digest(row: ActivityRow) -> str:
    said: list[Any] = [row.sort, row.type, row.subject, row.body, _plain(row.at), _plain(row.due), row.is_done]
    said += [_plain(row.done_at), row.direction, row.outcome, row.duration, row.priority, row.owner_id]
    return _hash(said)


def _reference(row: ActivityRow) -> list[Any]:
    """To whom the row belongs, as it says it itself."""
    whose, firm = row.reference, row.reference.firm
    return [whose.people, whose.emails, whose.names, firm and firm.key, whose.deals, whose.deal_name, whose.anything]


def _hash(said: list[Any]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _plain(at: Any) -> str:
    return at.isoformat() if at else ""


def _target(row: ActivityRow, contact: Found) -> str:
    """A row of which table it becomes: what is not done is a task, what was said hangs on a contact."""
    if row.sort == NOTE:
        return "note"
    if row.sort == TASK or not row.is_done:
        return "task"
    return "interaction" if contact else "note"


def _text(row: ActivityRow) -> str:
    """The body of a note: what it was, where it was more than a note, its subject, its text."""
    what = row.type if row.sort != NOTE else ""
    head = ": ".join(part for part in (what, row.subject) if part)
    return "\n\n".join(part for part in (head, row.body) if part) or row.type


def _failed(row: ActivityRow, reason: str) -> RowOutcome:
    return RowOutcome(row, Result.FAILED, [reason, *row.remarks])
