"""The forecast, the quarter's goals and who reached what of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from crm.forecast import Line, forecast
from crm.leaderboard import all_together, leaderboard
from crm.models import Deal
from crm.quarters import this_quarter
from quotahit.accounts.admin_access import seen_by
from quotahit.console.pages import show


def forecast_page(request: HttpRequest) -> HttpResponse:
    """Over the deals that the reader sees."""
    organization = request.organization  # type: ignore[attr-defined]
    deals = seen_by(request, Deal.objects.for_organization(organization))
    made, quarter = forecast(organization, deals), this_quarter(organization)
    return show(
        request,
        "console/forecast.html",
        gettext("Forecast"),
        forecast=made,
        tables=[
            (gettext("By stage"), gettext("Stage"), _with_shares(made.stages), "stage__id__exact"),
            (gettext("By owner"), gettext("Owner"), _with_shares(made.owners), "owner"),
            (gettext("By quarter of closing"), gettext("Quarter"), _with_shares(made.quarters), ""),
        ],
        quarter=quarter,
        together=all_together(organization, deals, quarter),
        standings=leaderboard(organization, deals, quarter),
    )


def _with_shares(lines: list[Line]) -> list[tuple[Line, int, Any]]:
    """Each with the width of its bar in per cent of the widest, and the value that filters the list of deals."""
    widest = max((line.weighted for line in lines), default=0)
    return [
        (line, round(100 * line.weighted / widest) if widest else 0, "nobody" if line.key is None else line.key)
        for line in lines
    ]
