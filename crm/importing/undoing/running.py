"""Undoing an import: batch by batch, taken up where it stopped, as an import is."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import OperationalError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from crm.errors import WrongStateError
from crm.importing.grouping.order import release_undo
from crm.importing.jobs import LEASE
from crm.importing.running import LostClaimError
from crm.importing.telling import SYSTEM
from crm.importing.undoing.batch import take_back
from crm.importing.undoing.outcome import Outcome
from crm.importing.undoing.records import PHASES, how_many, next_ids
from crm.models import Import, ImportTrace, ImportUndo
from crm.notify import notify
from quotahit import clock
from quotahit.accounts.models import User
from quotahit.audit.log import append
from quotahit.events.record import record
from quotahit.push import tell_organization
from quotahit.workflow.claiming import claim_due

Progress = Callable[[ImportUndo], object]
TO_RUN = (ImportUndo.Status.WAITING, ImportUndo.Status.RUNNING)
STOPPED = gettext_noop("It stopped at an unexpected error, which is in the log. What was taken back stays taken back.")
_log = logging.getLogger(__name__)


def undo_import(job: Import, *, actor: User | str | None, claim: str = "") -> ImportUndo:
    """Put the undo of an import in line for the worker, or one that has stopped; with a `claim`, the caller runs it.

    Raises WrongStateError for an import that has not come to its end, or that is undone already.
    """
    by = actor if isinstance(actor, User) else None
    with transaction.atomic():
        job = Import.objects.select_for_update(of=("self",)).select_related("organization").get(pk=job.pk)
        if job.undoing is None and not job.can_be_undone:
            raise WrongStateError(
                gettext("Only an import that has run to its end, and has written something, can be undone.")
            )
        undo, is_new = ImportUndo.objects.get_or_create(
            job=job, defaults={"organization": job.organization, "by": by, "total": how_many(job), "phase": PHASES[0]}
        )
        if not is_new and undo.status != ImportUndo.Status.FAILED:
            raise WrongStateError(gettext("This import is undone already, or is being undone."))
        undo.status, undo.problem, undo.finished_at = ImportUndo.Status.WAITING, "", None
        undo.claim, undo.claimed_until = claim, clock.now() + LEASE if claim else None
        undo.save()
        append(job.organization, actor or SYSTEM, "import.undo_started", job, why={"records": undo.total})
    return undo


def run_undos() -> int:
    """Run one undo that waits, or that a crashed worker left behind; returns how many were run."""
    claim = str(uuid4())
    waiting = ImportUndo.objects.filter(status__in=TO_RUN)
    ids = claim_due(waiting, 1, LEASE, due="created_at", claim=claim, while_paused=True)
    for undo in ImportUndo.objects.filter(pk__in=ids).select_related("organization", "job__organization", "by"):
        run_undo(undo)
    return len(ids)


def run_undo(undo: ImportUndo, progress: Progress = lambda undo: None) -> ImportUndo:
    """Run a claimed undo to its end; `progress` hears of every batch."""
    try:
        while _step(undo):
            progress(undo)
            tell_organization(undo.organization_id, "imports")
        _finish(undo)
    except LostClaimError:
        _log.warning("Undo %s was taken over by another worker.", undo.pk)
    except OperationalError:
        raise  # the database is away: the lease runs out, and the undo goes on from there
    except Exception:  # noqa: BLE001 - the worker's edge: our fault must show on the page, not be tried for ever
        _log.exception("Undo %s failed.", undo.pk)
        _give_up(undo)
    return undo


def _step(undo: ImportUndo) -> bool:
    """Take back one batch in one transaction; returns whether there was one."""
    outcome, actor = Outcome.load(undo.counts), undo.by or SYSTEM
    with transaction.atomic():
        phase, ids = _next(undo)
        if not ids:
            return False
        take_back(undo, phase, ids, outcome, actor)
        news: dict[str, Any] = {"phase": phase, "cursor": ids[-1]}
        news |= {"handled": undo.handled + len(ids), "counts": outcome.plain()}
        _save(undo, status=ImportUndo.Status.RUNNING, **news)
    for name, value in news.items():
        setattr(undo, name, value)
    return True


def _next(undo: ImportUndo) -> tuple[str, list[int]]:
    """The next records of the phase under way, else of the first one after it that has any."""
    at = PHASES.index(undo.phase)
    for phase in PHASES[at:]:
        if ids := next_ids(undo.job, phase, undo.cursor if phase == undo.phase else 0):
            return phase, ids
    return undo.phase, []


def _save(undo: ImportUndo, **values: object) -> None:
    """Write to the row and renew the lease. Raises LostClaimError when it is no longer ours."""
    mine = ImportUndo.objects.filter(pk=undo.pk, claim=undo.claim, status__in=TO_RUN)
    if not mine.update(**values, claimed_until=clock.now() + LEASE):
        raise LostClaimError


def _finish(undo: ImportUndo) -> None:
    undo.status, undo.finished_at, undo.total = ImportUndo.Status.DONE, clock.now(), undo.handled
    counts = Outcome.load(undo.counts).plain()
    job = undo.job
    with transaction.atomic():
        _save(undo, status=undo.status, finished_at=undo.finished_at, total=undo.total, counts=counts)
        ImportTrace.objects.filter(job=job).delete()
        release_undo(undo, LEASE)
        append(undo.organization, undo.by or SYSTEM, "import.undone", job, why=counts)
        payload = {"import_id": job.pk} | counts
        record(undo.organization, "import.undone", subject=job, payload=payload, source=undo.source, key=undo.source)
        _tell(undo, _("{file} is undone"))
    undo.counts = counts
    tell_organization(undo.organization_id, "imports")


def _give_up(undo: ImportUndo) -> None:
    undo.status, undo.problem, undo.finished_at = ImportUndo.Status.FAILED, STOPPED, clock.now()
    with transaction.atomic():
        undo.save(update_fields=["status", "problem", "finished_at"])
        release_undo(undo, LEASE)
        why = {"records": undo.handled}
        append(undo.organization, undo.by or SYSTEM, "import.undo_failed", undo.job, why=why, outcome="failed")
        _tell(undo, _("{file} could not be undone"))
    tell_organization(undo.organization_id, "imports")


def _tell(undo: ImportUndo, title: str) -> None:
    if undo.by:
        key = f"{undo.source}:{undo.status}"
        title = format_lazy(title, file=undo.job.file_name)
        notify(undo.organization, [undo.by], kind="import", title=title, body=undo.problem, key=key)
