"""The questions that a list of deals is filtered by, in the words of the trade."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.choices import StageKind
from crm.models.deals import DealQuerySet
from crm.quarters import this_quarter


class StandingFilter(SimpleListFilter):
    """Where deals stand, and which have stood too long."""

    title = _("standing")
    parameter_name = "what"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("open", _("Open")),
            ("stale", _("Stand too long in their stage")),
            ("won", _("Won this quarter")),
            ("lost", _("Lost")),
        ]

    def queryset(self, request: HttpRequest, queryset: DealQuerySet) -> DealQuerySet:
        if self.value() == "stale":
            return queryset.stale()
        if self.value() == "won":
            organization = request.organization  # type: ignore[attr-defined]
            bounds = this_quarter(organization).bounds(organization)
            return queryset.won(*bounds).filter(currency=organization.currency)
        if self.value() == "lost":
            return queryset.filter(stage__kind=StageKind.LOST)
        return queryset.open() if self.value() == "open" else queryset
