"""Acts on many records: which there are, one begun on ids, what came of it for each, and its undo."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.bulk import outcomes
from crm.bulk.acts import BulkAct, BulkForm, act_codes, act_named, acts_of
from crm.bulk.jobs import MOST, answer_job, begin_job, confirm_job, form_of, the_act, undo_job
from crm.choices import JobStatus, ListNoun
from crm.models import BulkJob
from crm.tasks import run_bulk_jobs
from quotahit.accounts.api.filters import Filters, Since, Word
from quotahit.accounts.api.nouns import Noun, Read
from quotahit.accounts.api.paging import MOST_ID
from quotahit.accounts.api.problems import Problem
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Loose, MemberField, Shape, Strict
from quotahit.accounts.api.writes import Made
from quotahit.accounts.models import Membership

TAKES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.ModelChoiceField, "row"),
    (forms.ChoiceField, "choice"),
    (forms.DateTimeField, "moment"),
    (forms.DateField, "day"),
    (forms.IntegerField, "number"),  # decimals are among them
    (forms.BooleanField, "flag"),
    (forms.Field, "text"),
)


class OfNoun(serializers.Serializer):
    noun = serializers.ChoiceField(choices=ListNoun.choices)


class ActAnswer(serializers.Serializer):
    """One thing that an act has to be told among its `answers`."""

    name = serializers.CharField()
    label = serializers.CharField()
    takes = serializers.SerializerMethodField(help_text="text, number, day, moment, flag, choice or row.")
    of = serializers.SerializerMethodField(help_text="Whose id or, of a tag, whose name it takes; empty for no row.")
    choices = serializers.SerializerMethodField(help_text="What a choice may be.")
    is_required = serializers.BooleanField(source="field.required")

    def get_takes(self, bound: forms.BoundField) -> str:
        return next(word for kind, word in TAKES if isinstance(bound.field, kind))

    def get_of(self, bound: forms.BoundField) -> str:
        is_row = isinstance(bound.field, forms.ModelChoiceField)
        return str(bound.field.queryset.model._meta.model_name) if is_row else ""

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_choices(self, bound: forms.BoundField) -> list[str]:
        return [str(value) for value, _ in bound.field.choices] if self.get_takes(bound) == "choice" else []


class OneAct(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    undo_note = serializers.CharField(help_text="What an undo cannot take back.")
    answers = ActAnswer(many=True)


class Acts(serializers.Serializer):
    """What can be done to many records of this noun."""

    acts = OneAct(many=True)


class LeftOut(serializers.Serializer):
    """Records that stayed as they were, for one reason."""

    reason = serializers.CharField(help_text="For programs.")
    why = serializers.CharField(help_text="For people.")
    ids = serializers.ListField(child=serializers.IntegerField())


class BulkJobShape(Shape):
    by = MemberField(read_only=True, allow_null=True)
    chosen = serializers.SerializerMethodField(help_text="How many records were named.")
    done = serializers.SerializerMethodField(help_text="The records that it was done to.")
    skipped = serializers.SerializerMethodField(help_text="Those that were left out, and why.")
    kept = serializers.SerializerMethodField(help_text="Those that an undo left as they are, and why.")

    class Meta:
        model = BulkJob
        fields = (
            *("id", "noun", "act", "by", "status", "problem", "chosen", "done", "skipped", "kept"),
            *("created_at", "done_at", "undone_at"),
        )
        read_only_fields = fields

    def get_chosen(self, job: BulkJob) -> int:
        return len(job.ids)

    def get_done(self, job: BulkJob) -> list[int]:
        return sorted(outcomes.load(job.outcome).done)

    def get_skipped(self, job: BulkJob) -> LeftOut(many=True):  # type: ignore[valid-type]
        return _by_reason(job, outcomes.load(job.outcome).skipped)

    def get_kept(self, job: BulkJob) -> LeftOut(many=True):  # type: ignore[valid-type]
        return _by_reason(job, outcomes.load(job.outcome).kept)


class NewBulkJob(Strict):
    noun = serializers.ChoiceField(choices=ListNoun.choices)
    act = serializers.CharField(max_length=24, help_text="The code of an act of this noun.")
    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_ID), min_length=1, max_length=MOST
    )
    answers = Loose(required=False, default=dict, help_text="What the act has to be told, by name; see the acts.")


class BulkJobFilters(Filters):
    noun = rest.ChoiceFilter(choices=ListNoun.choices)
    act = Word()
    status = rest.ChoiceFilter(choices=[each for each in JobStatus.choices if each[0] != JobStatus.DRAFT])
    created_since = Since("created_at")


class BulkQuestions(Noun):
    """What is asked about acts on many records."""

    @extend_schema(parameters=[OfNoun], responses={200: Acts})
    @action(detail=False, methods=["get"], asks=OfNoun)
    def acts(self, request: Request) -> Response:
        """What can be done to many contacts, companies, deals or tasks at once, and what each act has to be told."""
        told = [self._told_of(act) for act in acts_of(self.asked()["noun"])]
        return Response(Acts({"acts": told}).data)

    def _told_of(self, act: BulkAct) -> dict[str, Any]:
        form = act.form(membership=self.key.membership)
        return {"code": act.code, "label": act.label, "undo_note": act.undo_note, "answers": list(form)}


@noun("bulk_jobs")
class BulkJobs(Made, BulkQuestions, Read):
    """Acts on many records, by the member and those whose work the member sees. Up to 500 records are done before the
    answer; beyond, a worker does them and the job is `waiting` until then."""

    queryset = BulkJob.objects.select_related("organization")
    serializer_class = BulkJobShape
    filterset_class = BulkJobFilters
    new = NewBulkJob

    def narrowed(self, rows: QuerySet, membership: Membership) -> QuerySet:
        """What somebody is still filling in on a page is no act yet."""
        return super().narrowed(rows, membership).filter(act__in=act_codes()).exclude(status=JobStatus.DRAFT)

    @extend_schema(request=None, responses={200: BulkJobShape})
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: int) -> Response:
        """Take back what nobody has touched since; `kept` says what stays, and why."""
        job = self.row(pk)
        undo_job(job, by=self.key.membership, asked_as=self.actor)
        return self.told(job)

    def create_row(self, values: dict[str, Any]) -> BulkJob:
        membership, act = self.key.membership, act_named(values["act"])
        if act is None or values["noun"] not in act.nouns:
            raise Problem(400, "does_not_exist", "There is no such act on records of this kind.", pointer="#/act")
        job = begin_job(values["noun"], act.code, values["ids"], by=membership)
        answer_job(job, _filled_in(job, membership, values["answers"]), asked_as=self.actor)
        confirm_job(job, by=membership)
        transaction.on_commit(lambda: run_bulk_jobs.apply_async((), retry=False), robust=True)
        return job


def _filled_in(job: BulkJob, membership: Membership, answers: Mapping[str, Any]) -> BulkForm:
    """The act's form with these answers; a problem for what it does not ask, or does not take."""
    sent = {name: "" if value is None else value for name, value in answers.items()}
    form = form_of(job, membership, sent)
    unknown = {name: ["There is no such answer to this act."] for name in sent if name not in form.fields}
    nested = {name: ["This must be a single value."] for name, value in sent.items() if isinstance(value, dict | list)}
    problems = unknown | nested or {name: list(said) for name, said in form.errors.items()}
    if problems:
        raise serializers.ValidationError({"answers": problems})
    return form


def _by_reason(job: BulkJob, reasons: Mapping[int, str]) -> list[dict[str, Any]]:
    act, found = the_act(job), defaultdict(list)
    for pk, reason in sorted(reasons.items()):
        found[reason].append(pk)
    return [{"reason": reason, "why": act.explain(reason), "ids": ids} for reason, ids in found.items()]
