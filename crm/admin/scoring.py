"""Scoring profiles and scores in the console. A profile is edited into its next version; a score is only read."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.admin.base import by_whom
from crm.admin.contacts import BAND_COLOURS
from crm.admin.rescoring import score_again
from crm.admin.scoring_forms import OWN, form_for
from crm.models import Score, ScoringProfile
from crm.profiles import active_profile, change_signals, ensure_profile
from crm.signals import Signal, load_signals
from quotahit.accounts.admin_scope import OrganizationAdmin, ReadOnlyAdmin
from quotahit.accounts.choices import Role


@admin.register(ScoringProfile)
class ScoringProfileAdmin(OrganizationAdmin):
    """The version that counts can be edited, by managers; those before it are read."""

    edits = Role.MANAGER
    ordering = ("-version",)
    list_filter_submit = False

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        return "version", "state", by_whom(request, "created_by"), "created_at"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_active)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        ensure_profile(request.organization)  # type: ignore[attr-defined]
        return super().changelist_view(request, extra_context)

    @display(description=_("State"), label={"active": "success", "past": "info"})
    def state(self, profile: ScoringProfile) -> tuple[str, str]:
        return ("active", gettext("Counts now")) if profile.is_active else ("past", gettext("Past version"))

    @display(description=_("Signals"))
    def signals_shown(self, profile: ScoringProfile) -> str:
        return render_to_string("crm/signals.html", {"signals": load_signals(profile.signals)})

    def get_fieldsets(self, request: HttpRequest, obj: ScoringProfile | None = None) -> Any:
        if obj is None or not self.has_change_permission(request, obj):
            return [(None, {"fields": ("version", "created_at", "signals_shown")})]
        rows = tuple((f"weight_{signal.code}", f"prior_{signal.code}") for signal in _signals(obj))
        about = gettext("Weights are scaled so that all together are 100. An empty weight takes the signal out.")
        return [
            (gettext("Signals"), {"fields": rows, "description": about}),
            (
                gettext("A signal of your own"),
                {"fields": (OWN[:2], OWN[2:4], OWN[4:]), "description": gettext("Left empty: none.")},
            ),
            (None, {"fields": ("score_again",)}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None and self.has_change_permission(request, obj):
            self_form = form_for(_signals(obj))
            self_form.organization = request.organization  # type: ignore[attr-defined]
            return self_form
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request: HttpRequest, obj: ScoringProfile, form: Any, change: bool) -> None:
        profile = change_signals(obj.organization, form.edited, actor=request.user)
        if profile.pk != obj.pk and form.cleaned_data["score_again"]:
            score_again(request)

    def log_change(self, request: HttpRequest, obj: ScoringProfile, message: Any) -> None:
        """`change_signals` has left its own."""

    def response_change(self, request: HttpRequest, obj: ScoringProfile) -> HttpResponse:
        current = active_profile(obj.organization_id)
        if current.pk == obj.pk:
            messages.info(request, gettext("Nothing was changed."))
        return redirect("admin:crm_scoringprofile_change", current.pk)


@admin.register(Score)
class ScoreAdmin(ReadOnlyAdmin):
    list_display = ("at", "contact", "fit_shown", "known_share", "profile", "cause")
    list_select_related = ("contact", "profile")
    list_filter = ("band",)
    ordering = ("-at",)
    fields = (("contact", "fit", "band"), ("known_share", "cause", "at"), "profile", "lines_shown")
    readonly_fields = ("known_share", "lines_shown")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Score]:
        scores = super().get_queryset(request)
        return scores.defer("features") if request.resolver_match.url_name.endswith("changelist") else scores

    @display(description=_("Fit"), label=BAND_COLOURS, ordering="fit")
    def fit_shown(self, score: Score) -> tuple[str, str]:
        return score.band, f"{score.fit} {gettext(score.band)}"

    @display(description=_("Known"))
    def known_share(self, score: Score) -> str:
        return f"{score.known:.0%}"

    @display(description=_("Reasons"))
    def lines_shown(self, score: Score) -> str:
        return render_to_string("crm/score_lines.html", {"score": score})


def _signals(profile: ScoringProfile) -> list[Signal]:
    return load_signals(profile.signals)
