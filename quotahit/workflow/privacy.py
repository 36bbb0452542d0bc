"""What chains did about a person, and what people were asked: the record of it stays, without the words."""

from collections.abc import Mapping
from contextlib import suppress

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.retention import Rows, keep
from quotahit.accounts.subjects.holdings import Holding, Room, Treatment, register
from quotahit.accounts.subjects.subject import Subject
from quotahit.events.models import Event
from quotahit.workflow.approvals import FORGOTTEN, withdraw
from quotahit.workflow.errors import ApprovalClosed, NotPossible
from quotahit.workflow.interventions import cancel
from quotahit.workflow.models import Approval, Run, RunStep, Wait, WebhookDelivery

SILENT_STEP = {"input": {}, "output": {}, "error": ""}


def _runs(subject: Subject) -> QuerySet:
    return Run.objects.for_organization(subject.organization).filter(subject.about())


def _steps(subject: Subject) -> QuerySet:
    return RunStep.objects.filter(run__in=_runs(subject))


def _waits(subject: Subject) -> QuerySet:
    return Wait.objects.filter(Q(run__in=_runs(subject)) | subject.about(), organization=subject.organization)


def _approvals(subject: Subject) -> QuerySet:
    mine = Approval.objects.for_organization(subject.organization)
    return mine.filter(subject.about() | Q(run__in=_runs(subject)))


def _webhooks(subject: Subject) -> QuerySet:
    events = Event.objects.for_organization(subject.organization).filter(subject.about())
    return WebhookDelivery.objects.for_organization(subject.organization).filter(event_id__in=events.values("pk"))


def stop(subject: Subject, actor: object) -> Mapping[str, int]:
    """Cancel the runs about the person and take back what is being asked about them."""
    cancelled = 0
    for run in _runs(subject).open().order_by("pk"):  # type: ignore[attr-defined]
        with suppress(NotPossible, ApprovalClosed):  # it has just ended, or was just answered
            cancel(run, actor)
            cancelled += 1
    for approval in _approvals(subject).waiting():  # type: ignore[attr-defined]
        with suppress(ApprovalClosed):
            withdraw(approval, actor=actor)
    return {"runs_cancelled": cancelled} if cancelled else {}


register(
    Room(
        "workflow",
        (
            Holding("workflow.Wait", Treatment.KEPT, _("Which event a chain waited for: ids and times."), find=_waits),
            Holding(
                "workflow.RunStep", Treatment.EMPTIED, _("The steps of those chains."), find=_steps, blank=SILENT_STEP
            ),
            Holding(
                "workflow.Approval", Treatment.EMPTIED, _("What people were asked to approve."), find=_approvals,
                blank=FORGOTTEN,
            ),
            Holding(
                "workflow.WebhookDelivery", Treatment.EMPTIED, _("What programs outside answered to news of them."),
                find=_webhooks, blank={"answer_text": ""},
            ),
            Holding("workflow.Run", Treatment.EMPTIED, _("Chains that ran for them."),
                    find=_runs, blank={"reason": ""}),
        ),
        stop=stop,
    )
)  # fmt: skip

keep(
    Rows(
        "runs", _("Chains that have come to their end, with their steps."), 365,
        due=lambda before: [Run.objects.filter(ended_at__lt=before)],
    ),
    Rows(
        "approvals", _("What people were shown for approval; who answered what stays."), 365, blank=FORGOTTEN,
        due=lambda before: [Approval.objects.filter(resolved_at__lt=before).exclude(title=FORGOTTEN["title"])],
    ),
    Rows(
        "webhook_deliveries", _("What endpoints outside were told, and what they answered."), 30,
        due=lambda before: [WebhookDelivery.objects.filter(created_at__lt=before)],
    ),
)  # fmt: skip
