"""Taking back several files that were imported as one: the last of them first, for what hangs on others goes before."""

from django.db import transaction

from crm.importing.grouping.drafts import files_of
from crm.importing.grouping.order import HELD
from crm.importing.undoing.leaving import Leaving
from crm.importing.undoing.outcome import Outcome
from crm.importing.undoing.plan import MOST, UndoPlan, plan_undo
from crm.importing.undoing.running import undo_import
from crm.models import Import, ImportGroup, ImportUndo
from quotahit import clock
from quotahit.accounts.models import User


def undoable(group: ImportGroup) -> list[Import]:
    """The files that can be taken back, in the order in which they are; none while one of them is under way."""
    jobs = files_of(group)
    is_over = all(job.status in (Import.Status.DONE, Import.Status.FAILED) for job in jobs)
    return [job for job in reversed(jobs) if job.can_be_undone] if is_over else []


def plan_undo_of(group: ImportGroup, most: int = MOST) -> UndoPlan:
    """What taking all of them back would do, told before it is done."""
    jobs = undoable(group)
    leaving, whole = Leaving(jobs={job.pk for job in jobs}), UndoPlan()
    for job in jobs:
        part = plan_undo(job, most, leaving)
        whole.outcome.add(part.outcome)
        whole.read += part.read
        whole.is_sample |= part.is_sample
    return whole


def undo_group(group: ImportGroup, *, actor: User | str | None, claim: str = "") -> list[ImportUndo]:
    """Put the undo of each file in line, to run one after another; with a `claim`, the caller runs them."""
    with transaction.atomic():
        undos = [undo_import(job, actor=actor, claim=claim) for job in undoable(group)]
        for undo in undos[1:]:
            undo.claimed_until = clock.now() + HELD
            undo.save(update_fields=["claimed_until"])
    return undos


def outcome_of(group: ImportGroup) -> Outcome:
    """What has come of it so far, of all files together."""
    whole = Outcome()
    for job in files_of(group):
        if job.undoing is not None:
            whole.add(job.undoing.outcome)
    return whole
