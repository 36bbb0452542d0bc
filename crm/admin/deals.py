"""Deals, pipelines and stages in the console. A deal changes its stage by the verb, from the form as well."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.admin.base import FilesAdmin, ShareInline
from crm.admin.bulk import BulkAdmin
from crm.admin.contact_filters import OwnerFilter
from crm.admin.deal_filters import StandingFilter
from crm.admin.fields import Suggestions
from crm.admin.list_views import SavedViewsAdmin
from crm.admin.own_fields import OwnFieldsAdmin
from crm.admin.own_forms import OwnFieldsForm
from crm.choices import Noun, StageKind
from crm.deals import EDITABLE, move_deal, start_deal, update_deal
from crm.errors import StageInUseError
from crm.models import REQUIRABLE, Deal, Goal, LostReason, Pipeline, Stage
from crm.quarters import this_quarter
from crm.selling import check_kind, discard, keep
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationForm, OrganizationInline
from quotahit.accounts.choices import Role

STAGE_COLOURS = {StageKind.OPEN: "info", StageKind.WON: "success", StageKind.LOST: "danger"}


class DealForm(OwnFieldsForm):
    """A deal that lacks what its stage asks for is told so beside the fields."""

    class Meta:
        model = Deal
        exclude = ("organization",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A deal stays in its pipeline."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and "stage" in self.fields:
            stages = self.fields["stage"].queryset.filter(pipeline=self.instance.stage.pipeline_id)
            self.fields["stage"].queryset = stages
        if "lost_reason" in self.fields:
            self.fields["lost_reason"].widget = Suggestions(
                LostReason.objects.for_organization(self.organization).values_list("name", flat=True)
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        stage = self.cleaned_data.get("stage")
        for name in stage.required if stage else ():
            if not self.cleaned_data.get(name) and name in self.fields:
                self.add_error(name, gettext("“{stage}” takes deals with this alone.").format(stage=stage))
        return self.cleaned_data


@admin.register(Deal)
class DealAdmin(BulkAdmin, SavedViewsAdmin, OwnFieldsAdmin, FilesAdmin):
    noun = Noun.DEAL
    form = DealForm
    inlines = (ShareInline,)
    list_display = ("name", "company", "contact", "standing", "worth", "owner", "expected_close")
    more_columns = ("stage_since", "closed_at", "lost_reason", "created_at", "updated_at")
    list_select_related = ("company", "contact", "stage", "owner")
    list_filter = (StandingFilter, "stage", OwnerFilter)
    search_fields = ("name__istartswith", "company__name_key__startswith")
    search_help_text = _("The beginning of the deal's or the company's name.")
    ordering = ("-created_at",)
    autocomplete_fields = ("contact", "company")
    fieldsets = (
        (None, {"fields": ("name", ("contact", "company"), ("stage", "owner"))}),
        (_("Money and time"), {"fields": (("amount", "currency"), ("expected_close", "closed_at"))}),
        (_("More"), {"fields": ("lost_reason",)}),
    )
    readonly_fields = ("closed_at",)

    @display(description=_("Stage"), label=STAGE_COLOURS, ordering="stage__position")
    def standing(self, deal: Deal) -> tuple[str, str]:
        return deal.stage.kind, deal.stage.name

    @display(description=_("Amount"), ordering="amount")
    def worth(self, deal: Deal) -> str:
        return "" if deal.amount is None else f"{deal.amount:,.2f} {deal.currency}"

    def save_model(self, request: HttpRequest, obj: Deal, form: Any, change: bool) -> None:
        if not change:
            start_deal(obj, actor=request.user)
            return
        wanted = {name: form.cleaned_data[name] for name in form.changed_data}
        if "custom" in wanted:
            wanted["custom"] = form.custom_changes
        stage, reason = wanted.pop("stage", None), wanted.get("lost_reason", "")
        update_deal(obj, actor=request.user, **{name: value for name, value in wanted.items() if name in EDITABLE})
        if stage:
            move_deal(obj, stage, actor=request.user, lost_reason=reason)

    def log_addition(self, request: HttpRequest, obj: Deal, message: Any) -> None:
        """`start_deal` has left its own."""

    def log_change(self, request: HttpRequest, obj: Deal, message: Any) -> None:
        """`update_deal` and `move_deal` have left theirs."""


class StageForm(OrganizationForm):
    required = forms.MultipleChoiceField(
        label=_("Fields it takes"), choices=REQUIRABLE.items(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Stage
        exclude = ("organization",)

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data["kind"])
        if self.instance.pk and kind != self.instance.kind:
            try:
                check_kind(self.instance)
            except StageInUseError as problem:
                raise forms.ValidationError(str(problem)) from problem
        return kind


class StageInline(OrganizationInline):
    model = Stage
    form = StageForm
    hide_title = True
    fields = ("position", "name", "kind", "probability", "stale_after", "required")
    ordering = ("position",)
    edits = Role.MANAGER


class KeptAdmin(OrganizationAdmin):
    """What managers keep by the verbs of crm.selling, which log it."""

    verbs_log = True

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.organization = request.organization  # type: ignore[attr-defined]
        if form.changed_data or not change:
            keep(obj, actor=request.user, changed=form.changed_data)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        discard(obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for row in queryset:
            discard(row, actor=request.user)


class PipelineForm(OrganizationForm):
    """The pipeline that is the default so far steps back when this one is kept: that is no fault of the form."""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"is_default"}


@admin.register(Pipeline)
class PipelineAdmin(KeptAdmin):
    form = PipelineForm
    edits = Role.MANAGER
    inlines = (StageInline,)
    list_display = ("name", "is_default", "stages_shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pipeline]:
        return super().get_queryset(request).prefetch_related("stages")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Each stage by itself, as by the API."""
        formset.save(commit=False)
        for stage in formset.deleted_objects:
            discard(stage, actor=request.user)
        for stage, fields in formset.changed_objects:
            keep(stage, actor=request.user, changed=fields)
        for stage in formset.new_objects:
            keep(stage, actor=request.user)

    @display(description=_("Stages"))
    def stages_shown(self, pipeline: Pipeline) -> str:
        return " → ".join(stage.name for stage in pipeline.stages.all())


@admin.register(LostReason)
class LostReasonAdmin(KeptAdmin):
    """What is offered when a deal is lost; whoever loses it may write something else."""

    edits = Role.MANAGER
    list_display = ("name", "position", "comes_back")
    list_editable = ("position", "comes_back")
    fields = ("name", "position", "comes_back")
    ordering = ("position", "pk")


@admin.register(Goal)
class GoalAdmin(KeptAdmin):
    edits = Role.MANAGER
    list_display = ("whose", "year", "quarter", "worth")
    list_select_related = ("user",)
    list_filter = ("year", "quarter")
    fields = ("user", ("year", "quarter"), ("amount", "currency"))
    ordering = ("-year", "-quarter", "pk")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        organization = request.organization  # type: ignore[attr-defined]
        now = this_quarter(organization)
        given = {"year": now.year, "quarter": now.number, "currency": organization.currency}
        return {**given, **super().get_changeform_initial_data(request)}

    @display(description=_("Whose"))
    def whose(self, goal: Goal) -> str:
        return str(goal.user or gettext("All together"))

    @display(description=_("Amount"), ordering="amount")
    def worth(self, goal: Goal) -> str:
        return f"{goal.amount:,.2f} {goal.currency}"
