"""Runs and approvals in the console: what each step did, and what a person may do about a run."""

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from quotahit.accounts.admin_actors import actor_column
from quotahit.accounts.admin_buttons import Button, ButtonsAdmin
from quotahit.accounts.admin_links import named_row_link, row_link
from quotahit.accounts.admin_scope import ReadOnlyAdmin
from quotahit.ids import id_in
from quotahit.workflow import admin_webhooks, interventions  # noqa: F401  (registers its pages)
from quotahit.workflow.admin_filters import ChainFilter, StateFilter
from quotahit.workflow.choices import ApprovalStatus, RunStatus, StepStatus
from quotahit.workflow.errors import WorkflowError
from quotahit.workflow.models import Approval, Run, RunStep

PAUSED = ("paused", _("Paused by a person"))
RUN_COLOURS = RunStatus.colours() | {PAUSED[0]: "warning"}
STUCK = (RunStatus.PARKED, RunStatus.HELD)
DONE_WITH = (RunStatus.FINISHED, RunStatus.CANCELLED)  # a failed run still stands at its step
TIMED = {RunStatus.SLEEPING: _("the time:"), RunStatus.RETRYING: _("its next try:")}


def _button(verb: Callable[[Run, Any], Run], answer: str) -> Callable[[Run, Any], str]:
    def press(run: Run, user: Any) -> str:
        verb(run, user)
        return answer

    return press


@admin.register(Run)
class RunAdmin(ButtonsAdmin, ReadOnlyAdmin):
    """A run's page shows each step with input, output, error, attempts, time and cost."""

    list_display = ("chain", "badge", "next_step", "about", "due", "cost", "created_at")
    list_filter = (StateFilter, ChainFilter)
    search_fields = ("subject_id",)
    search_help_text = _("Number of the contact or deal")
    ordering = ("-pk",)
    fields = (
        ("chain", "version"), ("state", "reason"), ("next_step", "waits_for"), ("whom", "cost"),
        ("created_at", "moved_at"), ("due", "ended_at"), "event_id",
    )  # fmt: skip
    readonly_fields = (
        "chain", "version", "state", "reason", "next_step", "waits_for", "whom", "cost", "created_at", "moved_at",
        "due", "ended_at", "event_id",
    )  # fmt: skip
    change_form_after_template = "workflow/steps.html"
    refusals = (WorkflowError,)
    buttons = (
        Button(
            "retry",
            _("Try again"),
            _button(interventions.retry, _("The step is tried again.")),
            lambda run: run.status in (RunStatus.FAILED, RunStatus.RETRYING),
        ),
        Button(
            "resume",
            _("Resume"),
            _button(interventions.resume, _("The run goes on.")),
            lambda run: bool(run.paused_at) or run.status in STUCK,
            is_primary=True,
        ),
        Button(
            "skip",
            _("Skip this step"),
            _button(interventions.skip, _("The step is left out.")),
            lambda run: run.status not in DONE_WITH,
        ),
        Button(
            "cancel",
            _("Cancel"),
            _button(interventions.cancel, _("The run is cancelled. What it did stays done.")),
            lambda run: not run.is_over,
            confirm=_("End this run for good?"),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        steps = RunStep.objects.filter(run=OuterRef("pk")).order_by().values("run")
        return super().get_queryset(request).annotate(spent=Subquery(steps.annotate(sum=Sum("cost")).values("sum")))

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        number = search_term.strip()
        return queryset.filter(subject_id=id_in(number)) if number else queryset, False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id or "")
        steps = {"steps": _all_steps(run)} if run else {}
        return super().changeform_view(request, object_id, form_url, (extra_context or {}) | steps)

    @display(description=_("State"), ordering="status", label=RUN_COLOURS)
    def badge(self, run: Run) -> tuple[str, str]:
        return PAUSED if run.paused_at and not run.is_over else (run.status, run.get_status_display())

    @display(description=_("State"))
    def state(self, run: Run) -> str:
        return self.badge(run)[1]

    @display(description=_("Next step"))
    def next_step(self, run: Run) -> str:
        return "" if run.status in DONE_WITH else run.step_name

    @display(description=_("Waits for"))
    def waits_for(self, run: Run) -> str:
        return "" if run.is_over else _wanted(run)

    @display(description=_("Due"), ordering="wake_at")
    def due(self, run: Run) -> str:
        """When it is taken up; a run that waits for an event is merely looked at then."""
        return _told(run.wake_at) if run.wake_at and run.status != RunStatus.WAITING else ""

    @display(description=_("About"))
    def about(self, run: Run) -> str:
        return row_link(run.subject_type, run.subject_id)

    @display(description=_("About"))
    def whom(self, run: Run) -> str:
        return named_row_link(run.subject_type, run.subject_id)

    @display(description=_("Cost"))
    def cost(self, run: Run) -> str:
        spent: Decimal | None = run.spent  # type: ignore[attr-defined]
        return f"{spent:.4f} USD" if spent else "-"


@admin.register(Approval)
class ApprovalAdmin(ReadOnlyAdmin):
    """What was asked of people, and what they answered; the waiting ones are answered in the approval inbox."""

    list_filter = ("status",)
    search_fields = ("title__istartswith",)
    ordering = ("-pk",)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        asked, answered = (
            actor_column("requested_by", gettext("Asked by")),
            actor_column("resolved_by", gettext("Ended by")),
        )
        return ["title", "state", "about", asked, answered, "answer", "created_at"]

    @display(description=_("Answer, or why it was taken back"))
    def answer(self, approval: Approval) -> str:
        chosen = approval.why or dict(approval.choices).get(approval.choice, "-")
        return f"{chosen}: {approval.remark}" if approval.remark else chosen

    @display(description=_("State"), ordering="status", label=ApprovalStatus.colours())
    def state(self, approval: Approval) -> tuple[str, str]:
        return approval.status, approval.get_status_display()

    @display(description=_("About"))
    def about(self, approval: Approval) -> str:
        return row_link(approval.subject_type, approval.subject_id)


def _wanted(run: Run) -> str:
    """What a suspended run needs in order to go on, "" for one that needs nothing."""
    if wait := run.waits.filter(closed_at=None).first():
        return f"{wait.event_type.replace('.', ' ').replace('_', ' ')}{_until(wait.timeout_at)}"
    if asked := run.approvals.waiting().first():
        link = row_link(Approval._meta.label_lower, asked.pk, asked.title)
        return format_html("{}{}", link, _until(asked.expires_at))
    return f"{TIMED[run.status]} {_told(run.wake_at)}" if run.status in TIMED and run.wake_at else ""


def _why_skipped(record: RunStep) -> str:
    """What spoke against a step that its chain left out, in words; "" for any other."""
    if record.status != StepStatus.SKIPPED or "unmet" not in record.output:
        return ""
    asked, found, wanted = (record.output[name] for name in ("unmet", "found", "wanted"))
    words = ", ".join(map(str, wanted)) if isinstance(wanted, list) else wanted
    if found is None:
        return gettext("{asked} is not known").format(asked=asked)
    return gettext("{asked} is {found}, not {wanted}").format(asked=asked, found=found, wanted=words)


def _until(end: datetime | None) -> str:
    return gettext(", until {told}").format(told=_told(end)) if end else ""


def _told(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y, H:i")


def _all_steps(run: Run) -> list[dict[str, Any]]:
    """Every step the run began with, in order: its record where there is one, and whether it is the next."""
    records = {step.position: step for step in run.steps.all()}
    steps = []
    for position, name in enumerate(run.step_names):
        record = records.get(position)
        values = {"input": json.dumps(record.input), "output": json.dumps(record.output)} if record else {}
        values["why"] = _why_skipped(record) if record else ""
        is_next = position == run.position and not run.is_over
        steps.append({"name": name, "record": record, "is_next": is_next, **values})
    return steps
