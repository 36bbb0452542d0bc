"""The pipeline, what it will bring, and who sold what."""

from agents.mcp.callers import Caller
from agents.mcp.presenting import (
    deal_card,
    plain,
)
from agents.mcp.resources.registry import LISTED, Answer, resource
from crm.forecast import Line, forecast
from crm.leaderboard import Standing, all_together, leaderboard
from crm.models import Deal, Stage
from crm.pipelines import ensure_default
from crm.quarters import this_quarter


@resource("pipeline", "The default pipeline: its stages with their open deals")
def pipeline(caller: Caller) -> Answer:
    chosen = ensure_default(caller.organization)
    deals = caller.rows(Deal).filter(stage__pipeline=chosen, closed_at=None).order_by("-stage_since", "-pk")
    by_stage: dict[int, list[Answer]] = {}
    for deal in deals.select_related("stage", "company", "owner")[: 20 * LISTED]:
        by_stage.setdefault(deal.stage_id, []).append(deal_card(deal))
    stages = Stage.objects.filter(pipeline=chosen).order_by("position")
    return {
        "pipeline": chosen.name,
        "stages": [
            {
                "id": stage.pk,
                "name": stage.name,
                "kind": stage.kind,
                "probability": stage.probability,
                "deals": by_stage.get(stage.pk, []),
            }
            for stage in stages
        ],
    }


@resource("forecast", "What open deals will bring: by stage, owner and quarter")
def forecast_now(caller: Caller) -> Answer:
    made = forecast(caller.organization, caller.rows(Deal))
    return {
        "currency": made.currency,
        "total": forecast_line(made.total),
        "stages": [forecast_line(one) for one in made.stages],
        "owners": [forecast_line(one) for one in made.owners],
        "quarters": [forecast_line(one) for one in made.quarters],
        "elsewhere": {currency: plain(amount) for currency, amount in made.elsewhere.items()},
    }


@resource("leaderboard", "Who won what this quarter, beside the goals")
def leaders(caller: Caller) -> Answer:
    quarter, deals = this_quarter(caller.organization), caller.rows(Deal)
    return {
        "quarter": str(quarter),
        "currency": caller.organization.currency,
        "all": _standing(all_together(caller.organization, deals, quarter)),
        "members": [_standing(one) for one in leaderboard(caller.organization, deals, quarter)],
    }


def forecast_line(line: Line) -> Answer:
    key = str(line.key) if line.key is not None else None
    values = {"deals": line.deals, "amount": plain(line.amount), "weighted": plain(line.weighted)}
    return {"key": key, "label": line.label, **values}


def _standing(one: Standing) -> Answer:
    member = {"member": str(one.user), "email": one.user.email} if one.user else {}
    amounts = {"won_amount": plain(one.amount), "open_amount": plain(one.open_amount)}
    return {**member, "won": one.won, **amounts, "goal": plain(one.goal), "goal_share": one.share}
