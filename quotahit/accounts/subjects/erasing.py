"""Erasing a person (GDPR 17): first nothing more happens to them, then every trace goes, last the files.

The steps stand in an order in which each can be done again: until the rows go, the person is still known by them.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from quotahit.accounts.subjects.clearing import clear, clear_elsewhere, naming
from quotahit.accounts.subjects.exporting import person
from quotahit.accounts.subjects.holdings import Found, Treatment, find_all, rooms
from quotahit.accounts.subjects.subject import Subject
from quotahit.audit.log import append


@dataclass
class Report:
    """What was done, or would be, in counts: rows by model for each treatment, mentions elsewhere, and the rooms' acts.

    `stays` says of each kind that is kept why it is.
    """

    rows: dict[Treatment, Counter[str]] = field(default_factory=dict)
    mentions: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    stays: dict[str, str] = field(default_factory=dict)

    def count(self, found: Found) -> None:
        holding = found.holding
        if found.ids:
            self.rows.setdefault(holding.treatment, Counter())[holding.model] += len(found.ids)
        if found.ids and holding.treatment == Treatment.KEPT:
            self.stays[holding.model] = holding.why

    def as_json(self) -> dict[str, Any]:
        of_rows = {str(treatment): dict(self.rows.get(treatment, {})) for treatment in Treatment}
        del of_rows[Treatment.NOTHING]
        return {**of_rows, "mentions": self.mentions, **self.acts, "stays": self.stays}


def plan(subject: Subject, *, search: bool = True) -> Report:
    """What erasing the person would do; nothing is changed. Without `search` rows of others are not looked through."""
    report = Report()
    subject, found = find_all(subject, search=search)
    for part in found:
        report.count(part)
    report.mentions = sum(1 for _ in naming(subject)) if search else 0
    return report


def erase(subject: Subject, *, actor: object) -> Report:
    """Erase the person from every room. Their addresses stay closed by keyed hash, and the log says that it was done.

    Raises NotYetErasable while something about them is under way; what could follow it has been stopped by then.
    """
    report = Report()
    known, _ = find_all(subject, search=False)
    with transaction.atomic():
        for room in rooms():
            report.acts.update(room.stop(known, actor))
    known, _ = find_all(subject)  # with what the stop has left behind
    report.mentions = clear_elsewhere(known)
    with transaction.atomic():
        known = _take_away(known, report, actor)
        why = {"rows": sum(sum(rows.values()) for rows in report.rows.values()), "mentions": report.mentions}
        append(subject.organization, actor, "subject.erased", person(subject), why={**why, **report.acts})
    for room in rooms():
        report.acts.update(room.clean(known, actor))
    return report


def _take_away(subject: Subject, report: Report, actor: object) -> Subject:
    """Treat every row as its room has it; returns the person as they were known before."""
    for room in rooms():
        room.lock(subject)
    known, found = find_all(subject, search=False)
    for part in found:
        report.count(part)
        _treat(part, known)
    for room in rooms():
        report.acts.update(room.erase(known, actor))
    return known


def _treat(part: Found, subject: Subject) -> None:
    holding = part.holding
    for ids in part.chunks():
        rows = holding.rows.filter(pk__in=ids)
        if holding.treatment == Treatment.DELETED:
            rows.delete()
        elif holding.blank:
            rows.update(**holding.blank)
    if holding.treatment == Treatment.CLEARED or (holding.treatment == Treatment.KEPT and holding.named):
        clear(part, subject.calls)
