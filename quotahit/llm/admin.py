"""What models were asked, what they said, and what it cost."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from quotahit.accounts.admin_badges import Badge
from quotahit.accounts.admin_links import row_link
from quotahit.accounts.admin_scope import ReadOnlyAdmin
from quotahit.llm.choices import Outcome
from quotahit.llm.models import ModelCall
from quotahit.llm.spending import spend_by_day, spend_by_prompt, spend_this_month

DAYS = 30
COLOURS = {
    Outcome.RUNNING: "info", Outcome.OK: "success", Outcome.INVALID: "warning", Outcome.REFUSED: "warning",
    Outcome.FAILED: "danger", Outcome.NO_KEY: "default", Outcome.OVER_BUDGET: "danger", Outcome.FORBIDDEN: "default",
}  # fmt: skip


@admin.register(ModelCall)
class ModelCallAdmin(ReadOnlyAdmin):
    list_display = ("at", "prompt", "model", "ended", "price", "tokens", "seconds", "about")
    list_filter = ("outcome", "vendor")
    search_fields = ("prompt__startswith",)
    ordering = ("-id",)
    list_before_template = "llm/spending.html"
    fields = (
        ("at", "ended"), ("prompt", "prompt_version"), ("vendor", "model"), ("price", "tokens"),
        ("seconds", "retries"), "error_code", "about", "question", "answer",
    )  # fmt: skip
    readonly_fields = (
        "at", "ended", "prompt", "prompt_version", "vendor", "model", "price", "tokens", "seconds", "retries",
        "error_code", "about", "question", "answer",
    )  # fmt: skip

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        organization = request.organization  # type: ignore[attr-defined]
        by_day = spend_by_day(organization, DAYS)
        most = max((cost for _, cost in by_day), default=Decimal(0))
        spending = {
            "days": DAYS,
            "month": spend_this_month(organization),
            "budget": organization.monthly_model_budget,
            "by_day": [(day, cost, round(cost / most * 100)) for day, cost in by_day],
            "by_prompt": spend_by_prompt(organization, DAYS),
        }
        return super().changelist_view(request, {**(extra_context or {}), "spending": spending})

    @display(description=_("Ended"), ordering="outcome", label=COLOURS)
    def ended(self, call: ModelCall) -> Badge:
        return Badge(call.outcome, call.get_outcome_display())

    @display(description=_("Cost"), ordering="cost")
    def price(self, call: ModelCall) -> str:
        return f"{call.cost.normalize():f} {call.currency}" if call.cost else "-"

    @display(description=_("Tokens in, out"))
    def tokens(self, call: ModelCall) -> str:
        return f"{call.tokens_in}, {call.tokens_out}"

    @display(description=_("Seconds"), ordering="latency_ms")
    def seconds(self, call: ModelCall) -> str:
        return f"{call.latency_ms / 1000:.1f}" if call.latency_ms is not None else "-"

    @display(description=_("About"))
    def about(self, call: ModelCall) -> str:
        return row_link(call.subject_type, call.subject_id)
