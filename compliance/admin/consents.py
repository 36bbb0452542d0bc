"""Consents: the evidence that a person agreed."""

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from compliance.admin.base import EvidenceAdmin
from compliance.choices import Scope
from compliance.decision.facts import OURSELVES
from compliance.models import Consent


class StandingFilter(SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        return [("standing", gettext("Standing")), ("revoked", gettext("Revoked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        asked = {"standing": Q(revoked_at=None), "revoked": Q(revoked_at__isnull=False)}
        return queryset.filter(asked.get(self.value(), Q()))


@admin.register(Consent)
class ConsentAdmin(EvidenceAdmin):
    list_display = ("given_at", "type", "covers", "state", "source", "recorded_by")
    list_filter = (StandingFilter, "type", "purpose")
    ordering = ("-given_at", "-pk")
    fieldsets = (
        (None, {"fields": (("type", "state"), ("covers", "purpose"), "given_to")}),
        (_("Evidence"), {"fields": ("words", ("given_at", "ip"), "source", ("recorded_at", "recorded_by"))}),
        (_("Revocation"), {"fields": (("revoked_at", "revoked_source"),)}),
    )
    readonly_fields = ("covers", "state", "words", "given_to")

    @display(description=_("Covers"))
    def covers(self, consent: Consent) -> str:
        return ", ".join(str(Scope(scope).label) for scope in consent.scopes.split("+"))

    @display(description=_("State"), label={"Standing": "success", "Revoked": "danger"})
    def state(self, consent: Consent) -> str:
        return gettext("Revoked") if consent.revoked_at else gettext("Standing")

    @display(description=_("Given to"))
    def given_to(self, consent: Consent) -> str:
        return gettext("This organization") if consent.seller == OURSELVES else consent.seller

    @display(description=_("Words agreed to"))
    def words(self, consent: Consent) -> str:
        return (
            gettext("{text} (version {version})").format(text=consent.text.text, version=consent.text.version)
            if consent.text
            else gettext("Not kept.")
        )
