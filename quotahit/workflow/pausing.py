"""A person's word over all runs about one row: taken over, they stand still; handed back, they go on."""

from collections.abc import Iterable

from django.db import transaction

from quotahit import clock
from quotahit.audit.log import Act, actor_name, append_many
from quotahit.workflow.approvals import withdraw
from quotahit.workflow.choices import RunStatus
from quotahit.workflow.hints import look_soon
from quotahit.workflow.models import Approval, Run, Wait
from quotahit.workflow.models.runs import RunQuerySet
from quotahit.workflow.settling import lock_questions

Subject = tuple[str, int]


def pause_runs(subject: Subject, *, actor: object) -> int:
    """Stop all open runs about this row where they stand; returns how many. A step in flight is not recorded."""
    with transaction.atomic():
        ids = _locked(Run.objects.about(subject).open().filter(paused_at=None))
        Run.objects.filter(pk__in=ids).update(paused_at=clock.now(), claim="", claimed_until=None)
        _log(ids, actor, "run.paused")
    return len(ids)


def resume_runs(subject: Subject, *, actor: object) -> int:
    """Let the paused and held-back runs about this row go on; returns how many."""
    with transaction.atomic():
        mine = Run.objects.about(subject).open()
        ids = _locked(mine.exclude(paused_at=None) | mine.filter(status=RunStatus.HELD))
        Run.objects.filter(pk__in=ids).update(paused_at=None)
        Run.objects.filter(pk__in=ids, status=RunStatus.HELD).update(wake_at=clock.now())
        _log(ids, actor, "run.resumed")
    look_soon()
    return len(ids)


def cancel_runs(subject_type: str, subject_ids: Iterable[int], *, actor: object) -> int:
    """End all open runs about these rows for good, and take back what they ask of people; returns how many."""
    with transaction.atomic():
        about = Run.objects.filter(subject_type=subject_type, subject_id__in=list(subject_ids)).open()
        questions = list(lock_questions(Approval.objects.waiting().filter(run__in=about.values("pk"))))
        ids, now = _locked(about), clock.now()
        for approval in questions:
            withdraw(approval, actor=actor)
        Wait.objects.filter(run__in=ids, closed_at=None).update(closed_at=now)
        ended = {"wake_at": None, "ended_at": now, "paused_at": None, "claim": "", "claimed_until": None}
        Run.objects.filter(pk__in=ids).update(status=RunStatus.CANCELLED, **ended)
        _log(ids, actor, "run.cancelled")
    return len(ids)


def _locked(runs: RunQuerySet) -> dict[int, int]:
    """Organization by run, locked in the order of their ids, as the engine locks them too."""
    return dict(runs.select_for_update().order_by("pk").values_list("pk", "organization_id"))


def _log(runs: dict[int, int], actor: object, action: str) -> None:
    name = actor_name(actor)
    append_many(Act(owner, name, action, (Run._meta.label_lower, run_id)) for run_id, owner in runs.items())
