"""Chains of agents: how many leads stand at each stage, how long it takes, what is left out, how it ends."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agents.orchestrator.chains.progress import ChainProgress, StageProgress, progress
from agents.orchestrator.rules import Rule
from agents.orchestrator.switches import starters
from agents.rule_words import heard
from agents.words import chain_label, stage_label
from quotahit.accounts.admin_access import seen_by
from quotahit.console.pages import show
from quotahit.console.today.links import list_of
from quotahit.workflow.choices import RunStatus
from quotahit.workflow.models import Run

ENDS = (RunStatus.FINISHED, RunStatus.FAILED, RunStatus.CANCELLED)


@dataclass(frozen=True)
class Row:
    """A stage as the page shows it; `share` is the width of its bar in per cent of the fullest stage."""

    stage: StageProgress
    label: str
    share: int
    link: str
    oldest: str
    typical: str


def chains_page(request: HttpRequest) -> HttpResponse:
    """Every chain with its stages."""
    return show(request, "console/chains.html", _("Chains"), **_chains(request))


def chains_part(request: HttpRequest) -> HttpResponse:
    """The same without the frame, for the live line."""
    return render(request, "console/chains_part.html", _chains(request))


def _chains(request: HttpRequest) -> dict[str, Any]:
    runs = seen_by(request, Run.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    begun = starters(request.organization.pk)  # type: ignore[attr-defined]
    return {"chains": [_chain(one, begun.get(one.definition.name, [])) for one in progress(runs)]}


def _chain(one: ChainProgress, begun: list[tuple[Rule, bool]]) -> dict[str, Any]:
    fullest = max((stage.here for stage in one.stages), default=0)
    name = one.definition.name
    return {
        "name": name,
        "label": chain_label(name),
        "purpose": _(one.definition.purpose),
        "starts": [(rule.name, heard(rule), is_on) for rule, is_on in begun],
        "here": one.here,
        "link": list_of("workflow_run", chain=name),
        "typical": told(one.typical),
        "ends": [
            (status.label, one.ended[status], list_of("workflow_run", chain=name, status__exact=status.value))
            for status in ENDS
        ],
        "rows": [_row(name, stage, fullest) for stage in one.stages],
    }


def _row(chain: str, stage: StageProgress, fullest: int) -> Row:
    first, end = stage.positions
    there = {"position__gte": first, "position__lt": end}
    return Row(
        stage,
        stage_label(stage.name, stage.agent),
        round(100 * stage.here / fullest) if fullest else 0,
        list_of("workflow_run", chain=chain, ended_at__isnull=True, **there),
        told(stage.oldest),
        told(stage.typical),
    )


def told(duration: timedelta | None) -> str:
    """A length of time by its largest unit, "" for none."""
    if duration is None:
        return ""
    seconds = max(duration.total_seconds(), 0)
    if seconds < 60:
        return _("%(seconds).1f s") % {"seconds": seconds}
    if seconds < 3600:
        return _("%(minutes)d min") % {"minutes": seconds // 60}
    if seconds < 86400:
        return _("%(hours)d h") % {"hours": seconds // 3600}
    days = int(seconds // 86400)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
