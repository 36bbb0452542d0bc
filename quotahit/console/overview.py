"""Today: what needs a person now and why, in order; how things stand; what the agents do and cost.

Every number links to its list. Whatever the page shows is fetched by one statement and counted by another.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from crm.quarters import quarter_of
from crm.reminding.moments import day_of
from quotahit import clock
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.console.today import figures
from quotahit.console.today.needs import RULE, Needs
from quotahit.console.today.work import chains_at_work
from quotahit.estimates import count_about
from quotahit.together import fetch_together


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's hook for the index page: adds what the page shows."""
    return {**context, **_figures(request)}


def part(request: HttpRequest) -> HttpResponse:
    """The page without its frame: what it fetches when something changed."""
    return render(request, "console/overview_part.html", _figures(request))


def _figures(request: HttpRequest) -> dict[str, Any]:
    organization = request.organization  # type: ignore[attr-defined]
    if organization is None:
        return {}
    zone = ZoneInfo(organization.zone)
    day = clock.now().astimezone(zone).date()
    first, quarter = day - timedelta(days=figures.DAYS - 1), quarter_of(day)
    since = datetime.combine(first, datetime.min.time(), zone)
    midnight, _tomorrow = day_of(clock.now(), request.user.zone)  # type: ignore[union-attr]
    rows, needs = partial(_seen, request), Needs(request)
    asked = figures.questions(rows, organization, quarter, since, midnight)
    fetch_together(*asked.values(), *needs.rows.values())
    counts = count_about(**figures.counted(rows), **needs.counted)
    days = figures.days(first, asked["settled"], asked["replies"])
    return {
        "may_act": may(request, Role.REP),
        "needs": needs.listed(),
        "need_numbers": needs.numbers(counts),
        "need_rule": RULE,
        "quarter": quarter,
        "quotas": figures.quotas(request.membership, asked["won"], asked["goals"]),  # type: ignore[attr-defined]
        "leads": figures.leads(counts),
        "pipeline": figures.pipeline(organization, asked["stages"], asked["deals"]),
        "days": days,
        "replies": figures.reply_rate(days, since),
        "chains": chains_at_work(asked["runs"]),
        "running": counts["running"],
        "refused": figures.refused(asked["refusals"]),
        "cost": figures.cost(organization, asked["cost"], midnight),
        "decisions": asked["decisions"],
    }


def _seen(request: HttpRequest, model: type[Model]) -> Any:
    """The rows of a model that the reader sees."""
    return seen_by(request, model._default_manager.filter(organization=request.organization))  # type: ignore[attr-defined]
