"""How things stand: leads, pipeline, quota, replies, refusals and the cost of models, each number with its list."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Model, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from agents.models import AgentDecision
from compliance.models import Decision
from crm.choices import StageKind
from crm.leaderboard import Standing, goals_of, standing, won_by_owner
from crm.models import Deal, Stage
from crm.quarters import Quarter
from outreach import figures
from outreach.choices import MailKind
from outreach.models import Delivery, InboundMessage
from quotahit import clock
from quotahit.accounts.models import Membership, Organization
from quotahit.accounts.visibility import viewer_of
from quotahit.console.today.links import list_of
from quotahit.console.today.work import open_runs
from quotahit.estimates import NONE, Number
from quotahit.llm.spending import cost_since, month_start
from quotahit.workflow.models import Run
from quotahit.workflow.outgoing import Fate

Seen = Callable[[type[Model]], Any]  # the rows of a model that the reader sees
DAYS = 14
LISTED = 8
BANDS = (("hot", "green"), ("warm", "amber"), ("cold", "blue"), ("none", ""))


def questions(
    rows: Seen, organization: Organization, quarter: Quarter, since: datetime, today: datetime
) -> dict[str, Any]:
    """What the page lists and adds up, each as a query set; rows are counted as such, so that an index is enough."""
    zone = since.tzinfo
    deliveries = rows(Delivery).filter(settled_at__gte=since)
    replies = rows(InboundMessage).filter(received_at__gte=since, kind=MailKind.HUMAN)
    refusals = rows(Decision).filter(at__gte=clock.now() - timedelta(days=7), allowed=False)
    deals = rows(Deal).filter(stage__pipeline__is_default=True).order_by().values_list("stage")
    return {
        "decisions": rows(AgentDecision).select_related("contact", "deal").order_by("-at")[:LISTED],
        "stages": rows(Stage).filter(pipeline__is_default=True).order_by("position"),
        "deals": deals.annotate(number=Count("*"), total=Sum("amount")),
        "settled": deliveries.values_list(TruncDate("settled_at", tzinfo=zone), "status").annotate(number=Count("*")),
        "replies": replies.values_list(TruncDate("received_at", tzinfo=zone)).annotate(number=Count("*")),
        "refusals": refusals.values_list("reason").annotate(number=Count("*")).order_by("-number")[:LISTED],
        "runs": open_runs(rows(Run)),
        "goals": goals_of(organization, quarter),
        "won": won_by_owner(organization, rows(Deal), quarter),
        "cost": cost_since(organization, today),
    }


def counted(rows: Seen) -> dict[str, QuerySet[Any]]:
    """What is counted, if need be about."""
    return {**figures.leads(rows), "running": rows(Run).open()}


def leads(counts: dict[str, Number]) -> dict[str, Any]:
    """How many contacts each band holds."""
    labels = {"hot": _("Hot"), "warm": _("Warm"), "cold": _("Cold"), "none": _("Not scored")}
    return {
        "total": sum((counts[name] for name, _colour in BANDS), NONE),
        "link": list_of("crm_contact"),
        "bands": [
            {"label": labels[name], "count": counts[name], "colour": colour, "link": list_of("crm_contact", band=name)}
            for name, colour in BANDS
        ],
    }


def pipeline(organization: Organization, stages: Iterable[Any], deals: Iterable[Any]) -> dict[str, Any]:
    """Deals by stage, with their amounts."""
    sums = {stage_id: (number, amount or 0) for stage_id, number, amount in deals}
    rows = [
        {
            "stage": stage,
            "number": sums.get(stage.pk, (0, 0))[0],
            "amount": sums.get(stage.pk, (0, 0))[1],
            "link": list_of("crm_deal", stage__id__exact=stage.pk),
            "is_open": stage.kind == StageKind.OPEN,
        }
        for stage in stages
    ]
    widest = max((row["number"] for row in rows), default=0)
    for row in rows:
        row["share"] = round(100 * row["number"] / widest) if widest else 0
    return {"rows": rows, "currency": organization.currency, "open": sum(r["number"] for r in rows if r["is_open"])}


def quotas(membership: Membership, won: Iterable[Any], goals: Iterable[Any]) -> list[tuple[str, Standing, str]]:
    """What the reader and those whose deals they see have won this quarter beside their goals, and the lists."""
    won, goals, viewer = list(won), list(goals), viewer_of(membership)
    lines = [(_("Mine"), standing(won, goals, {membership.user_id}), list_of("crm_deal", what="won", owner="me"))]
    if viewer is None:
        lines.append((_("All together"), standing(won, goals), list_of("crm_deal", what="won")))
    elif len(viewer.people) > 1:
        lines.append((_("My team"), standing(won, goals, viewer.people), list_of("crm_deal", what="won")))
    return lines


def days(first: date, settled: Iterable[Any], replies: Iterable[Any]) -> list[dict[str, Any]]:
    """Messages sent, replies and failures on each of the last two weeks' days, in the organization's zone."""
    numbers: Counter[tuple[Any, str]] = Counter({(when, status): number for when, status, number in settled})
    answered = dict(replies)
    return [
        {
            "day": one,
            "sent": numbers[one, Fate.SENT],
            "replies": answered.get(one, 0),
            "failed": numbers[one, Fate.FAILED] + numbers[one, Fate.UNKNOWN],
            "blocked": numbers[one, Fate.BLOCKED],
        }
        for one in (first + timedelta(days=number) for number in range(DAYS))
    ]


def reply_rate(lines: list[dict[str, Any]], since: datetime) -> dict[str, Any]:
    """Replies to a hundred messages sent in the same days."""
    sent, replies = (sum(line[name] for line in lines) for name in ("sent", "replies"))
    return {
        "days": DAYS,
        "sent": sent,
        "replies": replies,
        "rate": None if not sent else 100 * replies / sent,
        "sent_link": list_of("outreach_delivery", status__exact=Fate.SENT, settled_at__gte=since.isoformat()),
        "replies_link": list_of(
            "outreach_inboundmessage", kind__exact=MailKind.HUMAN, received_at__gte=since.isoformat()
        ),
    }


def refused(reasons: Iterable[Any]) -> list[dict[str, Any]]:
    """Why the gate refused in the last seven days, the commonest first."""
    return [
        {"reason": reason, "number": number, "link": list_of("compliance_decision", reason__exact=reason)}
        for reason, number in reasons
    ]


def cost(organization: Organization, sums: Iterable[Any], today: datetime) -> dict[str, Any]:
    """What models cost today and this month, beside the month's budget."""
    month, day = next(iter(sums), (None, None))
    spent, budget = Decimal(month or 0), organization.monthly_model_budget
    share = round(100 * spent / budget) if budget else 100
    return {
        "today": Decimal(day or 0),
        "month": spent,
        "budget": budget,
        "share": min(share, 100),
        "today_link": list_of("llm_modelcall", at__gte=today.isoformat()),
        "month_link": list_of("llm_modelcall", at__gte=month_start().isoformat()),
        "settings_link": reverse("admin:accounts_organization_changelist"),
    }
