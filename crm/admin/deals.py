"""Deals, pipelines and stages in the console. A deal changes its stage by the verb, from the form as well."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display

from crm.admin.base import HistoryAdmin
from crm.admin.contact_filters import OwnerFilter
from crm.admin.fields import OwnFieldsField
from crm.choices import StageKind
from crm.deals import EDITABLE, move_deal, start_deal, update_deal
from crm.models import Deal, Pipeline, Stage
from quotahit.accounts.admin_scope import OrganizationAdmin, OrganizationForm, OrganizationInline
from quotahit.accounts.choices import Role

STAGE_COLOURS = {StageKind.OPEN: "info", StageKind.WON: "success", StageKind.LOST: "danger"}


class DealForm(OrganizationForm):
    custom = OwnFieldsField()

    class Meta:
        model = Deal
        exclude = ("organization",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A deal stays in its pipeline."""
        super().__init__(*args, **kwargs)
        if self.instance.pk and "stage" in self.fields:
            stages = self.fields["stage"].queryset.filter(pipeline=self.instance.stage.pipeline_id)
            self.fields["stage"].queryset = stages


@admin.register(Deal)
class DealAdmin(HistoryAdmin):
    form = DealForm
    list_display = ("name", "company", "contact", "standing", "worth", "owner", "expected_close")
    list_select_related = ("company", "contact", "stage", "owner")
    list_filter = ("stage", OwnerFilter)
    search_fields = ("name__istartswith", "company__name_key__startswith")
    search_help_text = "The beginning of the deal's or the company's name."
    ordering = ("-created_at",)
    autocomplete_fields = ("contact", "company")
    fieldsets = (
        (None, {"fields": ("name", ("contact", "company"), ("stage", "owner"))}),
        ("Money and time", {"fields": (("amount", "currency"), ("expected_close", "closed_at"))}),
        ("More", {"fields": ("lost_reason", "custom")}),
    )
    readonly_fields = ("closed_at",)

    @display(description="Stage", label=STAGE_COLOURS, ordering="stage__position")
    def standing(self, deal: Deal) -> tuple[str, str]:
        return deal.stage.kind, deal.stage.name

    @display(description="Amount", ordering="amount")
    def worth(self, deal: Deal) -> str:
        return "" if deal.amount is None else f"{deal.amount:,.2f} {deal.currency}"

    def save_model(self, request: HttpRequest, obj: Deal, form: Any, change: bool) -> None:
        if not change:
            start_deal(obj, actor=request.user)
            return
        wanted = {name: form.cleaned_data[name] for name in form.changed_data}
        stage, reason = wanted.pop("stage", None), wanted.get("lost_reason", "")
        update_deal(obj, actor=request.user, **{name: value for name, value in wanted.items() if name in EDITABLE})
        if stage:
            move_deal(obj, stage, actor=request.user, lost_reason=reason)

    def log_addition(self, request: HttpRequest, obj: Deal, message: Any) -> None:
        """`start_deal` has left its own."""

    def log_change(self, request: HttpRequest, obj: Deal, message: Any) -> None:
        """`update_deal` and `move_deal` have left theirs."""


class StageInline(OrganizationInline):
    model = Stage
    hide_title = True
    fields = ("position", "name", "kind", "probability")
    ordering = ("position",)
    edits = Role.MANAGER


@admin.register(Pipeline)
class PipelineAdmin(OrganizationAdmin):
    edits = Role.MANAGER
    inlines = (StageInline,)
    list_display = ("name", "is_default", "stages_shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Pipeline]:
        return super().get_queryset(request).prefetch_related("stages")

    @display(description="Stages")
    def stages_shown(self, pipeline: Pipeline) -> str:
        return " → ".join(stage.name for stage in pipeline.stages.all())
