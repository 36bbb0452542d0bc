"""An act on many records: what it needs, who would be left out and why, before; what came of it and its undo, after."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.bulk import outcomes
from crm.bulk.acts import act_codes
from crm.bulk.jobs import LOOKED_AT, answer_job, confirm_job, form_of, look_ahead, may_undo, the_act, undo_job
from crm.choices import JobStatus
from crm.errors import BadBulkError
from crm.models import BulkJob
from crm.tasks import run_bulk_jobs
from quotahit.accounts.admin_access import seen_by
from quotahit.console.pages import show

LISTED = 100


def jobs_page(request: HttpRequest) -> HttpResponse:
    """What was done to many records lately, from where it can be undone."""
    rows = _jobs(request).exclude(status=JobStatus.DRAFT).order_by("-created_at", "-pk").select_related("by")
    lines = [(job, the_act(job).label, outcomes.load(job.outcome)) for job in rows[:LISTED]]
    return show(request, "console/bulk_jobs.html", _("Bulk acts"), lines=lines)


def job_page(request: HttpRequest, job_id: int) -> HttpResponse:
    """Fill in, look ahead, confirm; afterwards the result."""
    job, membership = _the_job(request, job_id), request.membership  # type: ignore[attr-defined]
    if job.status != JobStatus.DRAFT:
        return show(request, "console/bulk_result.html", _title(job), **_result(request, job))
    if request.method != "POST":
        form = form_of(job, membership)
        return _asked(request, job, form)
    form = form_of(job, membership, request.POST)
    if not form.is_valid():
        return _asked(request, job, form)
    if not answer_job(job, form) and request.POST.get("do") == "confirm":
        return _confirm(request, job)
    return redirect("admin:console_bulk", job.pk)


def result_part(request: HttpRequest, job_id: int) -> HttpResponse:
    """The result without the frame, while a worker is at it."""
    return render(request, "console/bulk_result_part.html", _result(request, _the_job(request, job_id)))


@require_POST
def undo(request: HttpRequest, job_id: int) -> HttpResponse:
    job = _the_job(request, job_id)
    try:
        undo_job(job, by=request.membership)  # type: ignore[attr-defined]
    except BadBulkError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("It is undone, as far as nobody has changed anything since."))
    return redirect("admin:console_bulk", job.pk)


def _asked(request: HttpRequest, job: BulkJob, form: object) -> HttpResponse:
    act, seen = the_act(job), look_ahead(job, request.membership)  # type: ignore[attr-defined]
    reasons = [(act.explain(reason), count) for reason, count in seen.reasons] if seen else []
    is_sample, back = len(job.ids) > LOOKED_AT, _list_of(job)
    context = {"job": job, "act": act, "form": form, "seen": seen, "reasons": reasons, "is_sample": is_sample}
    return show(request, "console/bulk.html", _title(job), back=back, **context)


def _confirm(request: HttpRequest, job: BulkJob) -> HttpResponse:
    try:
        confirm_job(job, by=request.membership)  # type: ignore[attr-defined]
    except BadBulkError as problem:
        messages.error(request, str(problem))
    else:
        run_bulk_jobs.apply_async((), retry=False)
    return redirect("admin:console_bulk", job.pk)


def _result(request: HttpRequest, job: BulkJob) -> dict[str, object]:
    act, outcome = the_act(job), outcomes.load(job.outcome)
    return {
        "job": job,
        "act": act,
        "outcome": outcome,
        "undone": len(outcome.done) - len(outcome.kept),
        "reasons": [(act.explain(reason), count) for reason, count in outcome.reasons],
        "kept": [(act.explain(reason), count) for reason, count in outcome.kept_reasons],
        "may_undo": may_undo(job, request.membership),  # type: ignore[attr-defined]
        "back": _list_of(job),
    }


def _jobs(request: HttpRequest) -> Any:
    rows = BulkJob.objects.for_organization(request.organization).filter(act__in=act_codes())  # type: ignore[attr-defined]
    return seen_by(request, rows)


def _the_job(request: HttpRequest, job_id: int) -> BulkJob:
    return get_object_or_404(_jobs(request).select_related("organization", "by"), pk=job_id)


def _list_of(job: BulkJob) -> str:
    return reverse(f"admin:crm_{job.noun}_changelist")


def _title(job: BulkJob) -> str:
    return f"{the_act(job).label}: {job.get_noun_display()} ({len(job.ids):,})"
