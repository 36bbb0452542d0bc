"""Where leads stand on their way, who has stood still there, and where and why they leave it unsold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from agents.flow import WAY, Place, Standing, standings
from compliance.choices import Bar
from compliance.models import Suppression
from crm.choices import LeadVerdict
from crm.models import Contact, Deal, Qualification
from crm.stillness import MONTH
from outreach.choices import StopReason
from outreach.models import Enrollment
from quotahit import clock
from quotahit.accounts.admin_access import seen_by
from quotahit.console.pages import show
from quotahit.console.today.links import list_of
from quotahit.estimates import NONE, Number
from quotahit.together import fetch_together

STILL = ("quiet", "month", "never")


@dataclass(frozen=True)
class Row:
    """A place as the page shows it; `share` is the width of its bar in per cent of the fullest place."""

    place: Place
    number: Number
    share: int
    link: str
    still: tuple[tuple[Number, str], ...]


@dataclass(frozen=True)
class Leak:
    """A reason by which leads were lost lately, with the list of whom."""

    reason: str
    number: int
    link: str


def flow_page(request: HttpRequest) -> HttpResponse:
    """Every place with its numbers, and every leak of the last thirty days."""
    organization = request.organization  # type: ignore[attr-defined]
    people = seen_by(request, Contact.objects.for_organization(organization))
    found = standings(people, organization.pk)
    fullest = max(one.number.value for one in found.values())
    rows = [_row(place, found[place.code], fullest) for place in WAY]
    return show(
        request,
        "console/flow.html",
        _("Flow of leads"),
        rows=[row for row in rows if not row.place.is_over],
        ends=[row for row in rows if row.place.is_over],
        total=sum((row.number for row in rows), NONE),
        leaks=_leaks(request, clock.now() - MONTH),
    )


def _row(place: Place, standing: Standing, fullest: int) -> Row:
    still = tuple(
        (standing.still[name], list_of("crm_contact", flow=place.code, activity=name))
        for name in (() if place.is_over else STILL)
    )
    share = round(100 * standing.number.value / fullest) if fullest else 0
    return Row(place, standing.number, share, list_of("crm_contact", flow=place.code), still)


def _leaks(request: HttpRequest, since: datetime) -> list[tuple[str, list[Leak]]]:
    """By kind of leak: how many, why, and who, since then."""

    def mine(model: Any) -> Any:
        return seen_by(request, model.objects.for_organization(request.organization))  # type: ignore[attr-defined]

    ended = _by(mine(Enrollment).filter(ended_at__gte=since).exclude(stop_reason=""), "stop_reason")
    lost = _by(mine(Deal).filter(closed_at__gte=since, stage__kind="lost"), "lost_reason")
    judged = mine(Qualification).filter(at__gte=since, verdict=LeadVerdict.DISQUALIFIED)
    out, barred = _by(judged, "code"), _by(mine(Suppression).filter(at__gte=since, lifted_at=None), "reason")
    fetch_together(ended, lost, out, barred)
    day = since.isoformat()
    return [
        (
            _("Sequences that ended early"),
            _told(ended, dict(StopReason.choices), "outreach_enrollment", "stop_reason__exact", ended_at__gte=day),
        ),
        (
            _("Disqualified in conversation"),
            _told(out, {}, "crm_qualification", "code", at__gte=day, verdict__exact="disqualified"),
        ),
        (_("Deals lost"), _told(lost, {}, "crm_deal", "lost_reason__exact", closed_at__gte=day, what="lost")),
        (_("Opted out or barred"), _told(barred, dict(Bar.choices), "compliance_suppression", "reason", at__gte=day)),
    ]


def _by(rows: "QuerySet[Any]", column: str) -> "QuerySet[Any]":
    return rows.order_by().values_list(column).annotate(number=Count("pk")).order_by("-number")[:12]


def _told(rows: Any, labels: dict[Any, Any], model: str, column: str, **more: str) -> list[Leak]:
    return [
        Leak(
            str(labels.get(reason, reason.replace("_", " ") or _("No reason was given"))),
            number,
            list_of(model, **{column: reason}, **more),
        )
        for reason, number in rows
    ]
