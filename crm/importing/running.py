"""Running an import: a thousand rows per transaction, taken up where it stopped, a bad row never costing a good one."""

import logging
from collections.abc import Sequence
from uuid import uuid4

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from crm.errors import CrmError
from crm.importing.error_file import append_errors
from crm.importing.grouping.order import release_next, stop_others
from crm.importing.intakes import intake_of
from crm.importing.jobs import LEASE, OpenImport, Progress, open_import
from crm.importing.leads import Row
from crm.importing.outcomes import Intake, Result, RowOutcome
from crm.importing.telling import SYSTEM
from crm.models import Import
from crm.notify import notify
from quotahit import clock
from quotahit.audit.log import append
from quotahit.events.record import record
from quotahit.push import tell_organization
from quotahit.workflow.claiming import claim_due

ATTEMPTS = 2
FAILED = gettext_noop("The import stopped at an unexpected error, which is in the log. What was imported stays.")
REFUSED = gettext_noop("the database does not take this row")
COUNTS = [result.value for result in Result]
TO_RUN = (Import.Status.WAITING, Import.Status.RUNNING)
_log = logging.getLogger(__name__)


class LostClaimError(Exception):
    """Another worker has taken the import over, because this one was silent for longer than its lease."""


def run_imports() -> int:
    """Run one import that waits, or that a crashed worker left behind; returns how many were run."""
    claim = str(uuid4())
    waiting = Import.objects.filter(status__in=TO_RUN)
    ids = claim_due(waiting, 1, LEASE, due="created_at", claim=claim, while_paused=True)
    for job in Import.objects.filter(pk__in=ids).select_related("organization", "by"):
        run_import(job)
    return len(ids)


def run_import(job: Import, progress: Progress = lambda job: None) -> Import:
    """Run a claimed import to its end; `progress` hears of every batch. What cannot be run at all ends as failed."""
    try:
        _start(job)
        file = open_import(job)
        intake = intake_of(job, file, lock=True)
        _catch_up(job, file, intake)
        for leads in file.batches(skip=job.rows):
            _run_batch(job, file, intake, leads)
            progress(job)
            tell_organization(job.organization_id, "imports")
        _finish(job)
    except LostClaimError:
        _log.warning("Import %s was taken over by another worker.", job.pk)
    except OperationalError:
        raise  # the database is away: the lease runs out, and the import goes on from there
    except CrmError as problem:
        _give_up(job, str(problem))
    except Exception:  # noqa: BLE001 - the worker's edge: our fault must show on the page, not be tried for ever
        _log.exception("Import %s failed.", job.pk)
        _give_up(job, FAILED)
    return job


def _start(job: Import) -> None:
    job.status = Import.Status.RUNNING
    job.started_at = job.started_at or clock.now()
    _save(job, status=job.status, started_at=job.started_at)


def _catch_up(job: Import, file: OpenImport, intake: Intake) -> None:
    """Take the rows again that were written before a crash, to know who was seen; nothing is written twice."""
    left = job.rows
    for leads in file.batches() if left else ():
        with transaction.atomic():
            intake.take(leads[:left])
        intake.forget()
        left -= len(leads)
        if left <= 0:
            break


def _run_batch(job: Import, file: OpenImport, intake: Intake, leads: Sequence[Row]) -> None:
    """Write a batch in one transaction. One that the database refuses twice is halved, down to the row at fault.

    The first refusal may be a race: somebody has just made the contact that a row was about to make.
    """
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                outcomes = intake.take(leads)
                intake.write(job, outcomes)
                counts = _advance(job, file, outcomes)
        except (IntegrityError, DataError):
            intake.discard()
            continue
        intake.forget()
        _show(job, counts)
        return
    if len(leads) == 1:
        with transaction.atomic():
            counts = _advance(job, file, [RowOutcome(leads[0], Result.FAILED, [REFUSED, *leads[0].remarks])])
        _show(job, counts)
        return
    half = len(leads) // 2
    _run_batch(job, file, intake, leads[:half])
    _run_batch(job, file, intake, leads[half:])


def _advance(job: Import, file: OpenImport, outcomes: Sequence[RowOutcome]) -> dict[str, int]:
    """Keep the progress with the rows, in their transaction; returns the new counts."""
    counts = {name: getattr(job, name) + sum(o.result == name for o in outcomes) for name in COUNTS}
    counts["rows"] = job.rows + len(outcomes)
    counts["error_bytes"] = append_errors(job.error_path, job.error_bytes, file.source.headers, outcomes)
    _save(job, **counts)
    return counts


def _show(job: Import, counts: dict[str, int]) -> None:
    """Let the row in hand say what is committed now."""
    for name, value in counts.items():
        setattr(job, name, value)


def _save(job: Import, **values: object) -> None:
    """Write to the import's row and renew the lease. Raises LostClaimError when the row is no longer ours."""
    mine = Import.objects.filter(pk=job.pk, claim=job.claim, status__in=TO_RUN)
    if not mine.update(**values, claimed_until=clock.now() + LEASE):
        raise LostClaimError


def _finish(job: Import) -> None:
    counts = {"rows": job.rows} | {name: getattr(job, name) for name in COUNTS}
    job.status, job.finished_at, job.total = Import.Status.DONE, clock.now(), job.rows
    with transaction.atomic():
        _save(job, status=job.status, finished_at=job.finished_at, total=job.total)
        append(job.organization, job.by or SYSTEM, "import.finished", job, why=counts)
        release_next(job, LEASE)
        payload = {"import_id": job.pk} | counts
        record(job.organization, "import.finished", subject=job, payload=payload, source=job.source, key=job.source)
        _tell(job, _("{file}: {created} new, {updated} updated, {failed} failed"))
        # The list itself is not needed any more, and what is not kept need not be erased.
        transaction.on_commit(lambda: job.file.unlink(missing_ok=True))
    tell_organization(job.organization_id, "imports")


def _give_up(job: Import, problem: str) -> None:
    job.status, job.problem, job.finished_at = Import.Status.FAILED, problem, clock.now()
    with transaction.atomic():
        job.save(update_fields=["status", "problem", "finished_at"])
        stop_others(job)
        append(job.organization, job.by or SYSTEM, "import.failed", job, why={"rows": job.rows}, outcome="failed")
        _tell(job, _("{file} could not be imported"))
    tell_organization(job.organization_id, "imports")


def _tell(job: Import, title: str) -> None:
    if job.by:
        notify(
            job.organization,
            [job.by],
            kind="import",
            title=format_lazy(title, file=job.file_name, **{name: getattr(job, name) for name in COUNTS}),
            body=job.problem,
            key=f"{job.source}:{job.status}",
        )
