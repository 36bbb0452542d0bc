"""Runs and approvals in the REST API."""

from typing import Any, ClassVar

from django.apps import apps
from django.db.models import QuerySet
from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from quotahit.accounts.api.filters import Filters, Id, Since, Word
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.paging import MOST_ID
from quotahit.accounts.api.problems import Problem, refuses
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Loose, MemberField, Shape, Strict
from quotahit.accounts.api.writes import read_input
from quotahit.accounts.choices import Scope
from quotahit.accounts.models import Membership
from quotahit.accounts.visibility import visible
from quotahit.workflow import errors
from quotahit.workflow.approvals import resolve
from quotahit.workflow.choices import ApprovalStatus, RunStatus
from quotahit.workflow.models import Approval, Run, RunStep
from quotahit.workflow.requesting import request_run
from quotahit.workflow.runs import cancel, resume, retry, skip

refuses(errors.WorkflowError, 409)
refuses(errors.ChoiceUnknown, 400)
refuses(errors.UnknownChain, 400)
refuses(errors.NotYours, 403)


class StepShape(serializers.ModelSerializer):
    class Meta:
        model = RunStep
        fields = ("position", "name", "status", "input", "output", "error", "attempts", "at", "milliseconds")
        read_only_fields = fields


class RunShape(Shape):
    step_names = serializers.ListField(child=serializers.CharField(), read_only=True)
    steps = StepShape(many=True, read_only=True)

    class Meta:
        model = Run
        fields = (
            *("id", "chain", "version", "step_names", "event_id", "subject_type", "subject_id", "status", "reason"),
            *("position", "attempts", "wake_at", "paused_at", "created_at", "moved_at", "ended_at", "steps"),
        )
        read_only_fields = fields


class RunFilters(Filters):
    chain = Word()
    status = rest.ChoiceFilter(choices=RunStatus.choices)
    subject_type = Word()
    subject_id = Id()
    created_since = Since("created_at")


class NewRun(Strict):
    chain = serializers.CharField(max_length=80)
    subject_type = serializers.ChoiceField(choices=["crm.contact", "crm.deal"])
    subject_id = serializers.IntegerField(min_value=1, max_value=MOST_ID)


@noun("runs")
class Runs(Read):
    """Chains at work, each with what became of its steps."""

    queryset = Run.objects.prefetch_related("steps")
    serializer_class = RunShape
    filterset_class = RunFilters
    scopes: ClassVar[dict[str | None, Scope]] = {"create": Scope.SEND}

    @extend_schema(request=NewRun, responses={201: RunShape})
    def create(self, request: Request) -> Response:
        """Start the newest version of a chain for a contact or a deal. Where it leads to messages, they pass autonomy
        and the gate, as ever."""
        values = read_input(self, NewRun)
        about = apps.get_model(values["subject_type"])._default_manager
        mine = about.for_organization(self.organization)  # type: ignore[attr-defined]
        subject = visible(mine, self.key.membership).filter(pk=values["subject_id"]).first()
        if subject is None:
            why = "There is no such record here, or none that this key may see."
            raise Problem(400, "does_not_exist", why, pointer="#/subject_id")
        return self.told(request_run(self.organization, subject, values["chain"], actor=self.actor), 201)

    @extend_schema(request=None, responses={200: RunShape})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """End the run for good; what its steps have done stays done."""
        return self._do(cancel, pk)

    @extend_schema(request=None, responses={200: RunShape})
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: int) -> Response:
        """Try the failed step again now."""
        return self._do(retry, pk)

    @extend_schema(request=None, responses={200: RunShape})
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: int) -> Response:
        """Go on with a run that is paused, parked or held back."""
        return self._do(resume, pk)

    @extend_schema(request=None, responses={200: RunShape})
    @action(detail=True, methods=["post"])
    def skip(self, request: Request, pk: int) -> Response:
        """Leave out the step that is next."""
        return self._do(skip, pk)

    def _do(self, verb: Any, pk: int) -> Response:
        return self.told(verb(self.row(pk), self.actor))


class ApprovalShape(Shape):
    content = serializers.JSONField(read_only=True, help_text="Exactly what would happen.")
    choices = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), read_only=True)
    assignee = MemberField(read_only=True, allow_null=True)

    class Meta:
        model = Approval
        fields = (
            *("id", "kind", "subject_type", "subject_id", "run", "title", "content", "choices", "fingerprint"),
            *("assignee", "role", "status", "choice", "requested_by", "resolved_by", "via", "why"),
            *("created_at", "expires_at", "resolved_at"),
        )
        read_only_fields = fields


class ApprovalFilters(Filters):
    status = rest.ChoiceFilter(choices=ApprovalStatus.choices)
    kind = Word()
    subject_type = Word()
    subject_id = Id()
    created_since = Since("created_at")


class Answer(Strict):
    choice = serializers.CharField(max_length=40)
    fingerprint = serializers.CharField(max_length=64, help_text="Of the content that was seen.")
    edits = Loose(required=False, default=dict, help_text="Changed and approved in the same act.")
    remark = serializers.CharField(max_length=500, required=False, default="", allow_blank=True, help_text="Why.")


@noun("approvals")
class Approvals(Read):
    """Questions that the key's member may answer."""

    queryset = Approval.objects.all()
    serializer_class = ApprovalShape
    filterset_class = ApprovalFilters

    def narrowed(self, rows: QuerySet, membership: Membership) -> QuerySet:
        return super().narrowed(rows, membership).answerable_by(membership)  # type: ignore[attr-defined]

    @extend_schema(request=Answer, responses={200: ApprovalShape})
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: int) -> Response:
        """Answer, for exactly what was seen. Only to reject takes no scope but `write`."""
        approval, values = self.row(pk), read_input(self, Answer)
        if values["choice"] != "reject":
            self.must(Scope.SEND)
        member = self.key.membership.user
        return self.told(resolve(approval, actor=self.actor, member=member, via="api", **values))
