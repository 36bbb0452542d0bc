"""Runs and approvals in the console: what each step did, and what a person may do about a run."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from unfold.decorators import display

from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.admin_scope import ReadOnlyAdmin
from quotahit.workflow import interventions
from quotahit.workflow.choices import ENDED, ApprovalStatus, RunStatus
from quotahit.workflow.errors import WorkflowError
from quotahit.workflow.models import Approval, Run

RUN_COLOURS = {status.value: status.colour for status in RunStatus}
STUCK = (RunStatus.PARKED, RunStatus.HELD)
APPROVAL_COLOURS = {status.value: status.colour for status in ApprovalStatus}


def _retry(run: Run, user: Any) -> str:
    interventions.retry(run, user)
    return "The step is tried again."


def _resume(run: Run, user: Any) -> str:
    interventions.resume(run, user)
    return "The run goes on."


def _skip(run: Run, user: Any) -> str:
    interventions.skip(run, user)
    return "The run goes on with the step after it."


def _cancel(run: Run, user: Any) -> str:
    interventions.cancel(run, user)
    return "The run is cancelled. What it did stays done."


@admin.register(Run)
class RunAdmin(ButtonsAdmin, ReadOnlyAdmin):
    """A run's page shows each step with input, output, error, attempts, time and cost."""

    list_display = ("chain", "state", "step_name", "about", "wake_at", "cost", "created_at")
    list_filter = ("status", "chain")
    search_fields = ("chain__startswith",)
    ordering = ("-pk",)
    fields = (
        ("chain", "version"), ("state", "reason"), ("step_name", "attempts"), "about", ("created_at", "moved_at"),
        ("wake_at", "ended_at"), "event_id",
    )  # fmt: skip
    readonly_fields = (
        "chain", "version", "state", "reason", "step_name", "attempts", "about", "created_at", "moved_at", "wake_at",
        "ended_at", "event_id", "cost",
    )  # fmt: skip
    change_form_after_template = "workflow/steps.html"
    refusals = (WorkflowError,)
    buttons = (
        Button("retry", "Try again", _retry, lambda run: run.status in (RunStatus.FAILED, RunStatus.RETRYING)),
        Button("resume", "Resume", _resume, lambda run: bool(run.paused_at) or run.status in STUCK, is_primary=True),
        Button("skip", "Skip the next step", _skip, lambda run: run.status not in ENDED),
        Button("cancel", "Cancel", _cancel, lambda run: not run.is_over, confirm="End this run for good?"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        return super().get_queryset(request).annotate(spent=Sum("steps__cost"))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id or "")
        steps = run.steps.order_by("position") if run else []
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), "steps": steps})

    @display(description="State", ordering="status", label=RUN_COLOURS)
    def state(self, run: Run) -> tuple[str, str]:
        return run.status, run.get_status_display()

    @display(description="About")
    def about(self, run: Run) -> str:
        return f"{run.subject_type.rpartition('.')[2]} {run.subject_id}" if run.subject_id else "-"

    @display(description="Cost")
    def cost(self, run: Run) -> str:
        return f"{run.spent:f}" if run.spent else "-"  # type: ignore[attr-defined]


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    """What was asked of people, and what they answered; the waiting ones are answered in the approval inbox."""

    list_display = ("title", "state", "kind", "requested_by", "resolved_by", "choice", "created_at")
    list_filter = ("status", "kind")
    search_fields = ("title__istartswith",)
    ordering = ("-pk",)

    @display(description="State", ordering="status", label=APPROVAL_COLOURS)
    def state(self, approval: Approval) -> tuple[str, str]:
        return approval.status, approval.get_status_display()
