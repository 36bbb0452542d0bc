"""Filters of the list of runs, in the words of whoever looks after them."""

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from quotahit.workflow.chains import all_chains
from quotahit.workflow.choices import ENDED, READY_TO_EXECUTE, SUSPENDED, RunStatus

PAUSED = ~Q(paused_at=None)
GROUPS = {
    "person": (_("Needs a person"), Q(status__in=[RunStatus.FAILED, RunStatus.PARKED])),
    "working": (_("Under way"), Q(status__in=READY_TO_EXECUTE) & ~PAUSED),
    "waiting": (_("Sleeping or waiting"), Q(status__in=SUSPENDED) & ~PAUSED),
    "paused": (_("Paused by a person"), PAUSED),
    "over": (_("Over"), Q(status__in=ENDED)),
}


class StateFilter(SimpleListFilter):
    """What is to be done about a run, rather than its exact status."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, label) for name, (label, _) in GROUPS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        group = GROUPS.get(self.value() or "")
        return queryset.filter(group[1]) if group else queryset


class ChainFilter(SimpleListFilter):
    """The chains that are registered, without asking a large table which ones it has."""

    title = _("chain")
    parameter_name = "chain"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(chain.name, chain.name) for chain in all_chains()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(chain=self.value()) if self.value() else queryset
