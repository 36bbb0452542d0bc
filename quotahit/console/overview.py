"""The overview: what needs a person now, what the agents did, what it cost. Every number links to its list."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from agents.models import AgentDecision
from compliance.models import Decision
from crm.choices import StageKind
from crm.models import Contact, Stage, Task
from outreach.models import Delivery, InboundMessage
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.estimates import NONE, Number, count_about
from quotahit.llm.spending import spend_this_month
from quotahit.together import fetch_together
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.outgoing import Fate

Rows = QuerySet[Any, Any]
DAYS = 14
LISTED = 8


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's hook for the index page: adds what the overview shows."""
    return {**context, **_figures(request)}


def part(request: HttpRequest) -> HttpResponse:
    """The overview without its frame: what the page fetches when something changed."""
    return render(request, "console/overview_part.html", _figures(request))


def _figures(request: HttpRequest) -> dict[str, Any]:
    organization = request.organization  # type: ignore[attr-defined]
    if organization is None:
        return {}
    now = clock.now()
    tonight = now.astimezone(ZoneInfo(request.user.zone)).replace(hour=23, minute=59, second=59)  # type: ignore[union-attr]
    zone = ZoneInfo(organization.zone)
    first = now.astimezone(zone).date() - timedelta(days=DAYS - 1)
    mine = Approval.objects.waiting().answerable_by(request.membership)  # type: ignore[attr-defined]
    asked = _questions(organization, now, tonight, datetime.combine(first, datetime.min.time(), zone))
    asked["approvals"] = mine.order_by("created_at")[:LISTED]
    fetch_together(*asked.values())
    return {
        "leads": _leads(organization),
        "pipeline": _pipeline(organization, asked["stages"]),
        "work": {"tasks": asked["tasks"], "approvals": asked["approvals"], **_numbers(organization, tonight, mine)},
        "days": _days(first, asked["settled"], asked["replies"]),
        "blocked": _blocked(asked["refusals"]),
        "spend": _spend(organization),
        "decisions": asked["decisions"],
        "unknown_link": _list("outreach_delivery", status__exact=Fate.UNKNOWN),
    }


def _questions(
    organization: Organization, now: datetime, tonight: datetime, since: datetime
) -> dict[str, QuerySet[Any, Any]]:
    """What the page lists and adds up, each as a query set; rows are counted as such, so that an index is enough."""
    zone = ZoneInfo(organization.zone)
    deliveries = Delivery.objects.for_organization(organization).filter(settled_at__gte=since)
    replies = InboundMessage.objects.for_organization(organization).filter(received_at__gte=since, kind="human")
    refusals = Decision.objects.for_organization(organization).filter(at__gte=now - timedelta(days=7), allowed=False)
    stages = Stage.objects.for_organization(organization).filter(pipeline__is_default=True)
    decisions = AgentDecision.objects.for_organization(organization).select_related("contact", "deal")
    return {
        "tasks": _due(organization, tonight).select_related("contact", "assignee").order_by("due_at")[:LISTED],
        "decisions": decisions.order_by("-at")[:LISTED],
        "stages": stages.annotate(number=Count("deals"), amount=Sum("deals__amount")).order_by("position"),
        "settled": deliveries.values_list(TruncDate("settled_at", tzinfo=zone), "status").annotate(number=Count("*")),
        "replies": replies.values_list(TruncDate("received_at", tzinfo=zone)).annotate(number=Count("*")),
        "refusals": refusals.values_list("reason").annotate(number=Count("*")).order_by("-number")[:LISTED],
    }


def _due(organization: Organization, tonight: datetime) -> QuerySet[Task]:
    open_tasks = Task.objects.for_organization(organization).filter(done_at=None)
    return open_tasks.filter(Q(due_at=None) | Q(due_at__lte=tonight))


def _numbers(organization: Organization, tonight: datetime, approvals: QuerySet[Approval]) -> dict[str, Number]:
    """How many things wait for the reader or anybody, and how many runs are open."""
    return count_about(
        task_count=_due(organization, tonight),
        approval_count=approvals,
        unknown_count=Delivery.objects.for_organization(organization).filter(status=Fate.UNKNOWN),
        running=Run.objects.for_organization(organization).open(),
    )


def _leads(organization: Organization) -> dict[str, Any]:
    """How many contacts each band holds."""
    mine = Contact.objects.for_organization(organization)
    counts = count_about(
        hot=mine.filter(fit__gte=70),
        warm=mine.filter(fit__gte=40, fit__lt=70),
        cold=mine.filter(fit__lt=40),
        unscored=mine.filter(fit=None),
    )
    bands = [
        ("hot", "Hot", "green"),
        ("warm", "Warm", "amber"),
        ("cold", "Cold", "blue"),
        ("unscored", "Not scored", ""),
    ]
    contacts = reverse("admin:crm_contact_changelist")
    return {
        "total": sum(counts.values(), NONE),
        "link": contacts,
        "bands": [
            {"label": label, "count": counts[name], "colour": colour, "link": f"{contacts}?band={name}"}
            for name, label, colour in bands
        ],
    }


def _pipeline(organization: Organization, stages: Iterable[Any]) -> dict[str, Any]:
    """Open deals by stage, with their amounts; one currency at a time, as they are."""
    rows = [
        {
            "stage": stage,
            "number": stage.number,
            "amount": stage.amount or 0,
            "link": _list("crm_deal", stage__id__exact=stage.pk),
            "is_open": stage.kind == StageKind.OPEN,
        }
        for stage in stages
    ]
    widest = max((row["number"] for row in rows), default=0)
    for row in rows:
        row["share"] = round(100 * row["number"] / widest) if widest else 0
    return {"rows": rows, "currency": organization.currency, "open": sum(r["number"] for r in rows if r["is_open"])}


def _days(first: date, settled: Iterable[Any], replies: Iterable[Any]) -> list[dict[str, Any]]:
    """Messages sent, replies and failures on each of the last two weeks' days, in the organization's zone."""
    counted: Counter[tuple[Any, str]] = Counter({(when, status): number for when, status, number in settled})
    answered = dict(replies)
    return [
        {
            "day": one,
            "sent": counted[one, Fate.SENT],
            "replies": answered.get(one, 0),
            "failed": counted[one, Fate.FAILED] + counted[one, Fate.UNKNOWN],
            "blocked": counted[one, Fate.BLOCKED],
        }
        for one in (first + timedelta(days=number) for number in range(DAYS))
    ]


def _blocked(reasons: Iterable[Any]) -> list[dict[str, Any]]:
    """Why the gate refused in the last seven days, the commonest first."""
    return [
        {"reason": reason, "number": number, "link": _list("compliance_decision", reason__exact=reason)}
        for reason, number in reasons
    ]


def _spend(organization: Organization) -> dict[str, Any]:
    spent, budget = spend_this_month(organization), organization.monthly_model_budget
    share = round(100 * spent / budget) if budget else 100
    return {"spent": spent, "budget": budget, "share": min(share, 100), "link": _list("llm_modelcall")}


def _list(model: str, **filters: Any) -> str:
    query = f"?{urlencode(filters)}" if filters else ""
    return reverse(f"admin:{model}_changelist") + query
