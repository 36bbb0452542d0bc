"""The parts of a rep's fit, each from 0 to 1 with its why. Pure.

What is not known of a lead counts half for everybody, so that it moves nobody ahead.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from agents.orchestrator.routing.traits import OFFICE, ClosedDeal, LeadTraits, RepTraits, same_industry
from crm.working_hours import WorkingHours

HALF, FULL, NONE = Decimal("0.5"), Decimal(1), Decimal(0)
IN_COUNTRY, EVERYWHERE, GENERALIST = Decimal("0.9"), Decimal("0.6"), Decimal("0.4")
FULL_OVERLAP = timedelta(hours=6)  # of a day, from which on there is always a time to talk
FEW = 4  # so many deals like the organization's average stand behind everybody's record: one win is no proof


class Verdict(NamedTuple):
    """How well one part fits, from 0 to 1, and why."""

    value: Decimal
    reason: str


@dataclass(frozen=True)
class Circumstances:
    """What the parts look at beside lead and rep."""

    closed: Sequence[ClosedDeal]
    at: datetime


def territory(lead: LeadTraits, rep: RepTraits, around: Circumstances) -> Verdict:
    state = f"{lead.country}-{lead.state}" if lead.country and lead.state else ""
    if not lead.country:
        return Verdict(HALF, "Where the lead is is not known.")
    if state and state in rep.territory:
        return Verdict(FULL, f"{state} is theirs.")
    if lead.country in rep.territory:
        return Verdict(IN_COUNTRY, f"{lead.country} is theirs.")
    if not rep.territory:
        return Verdict(EVERYWHERE, "Sells everywhere.")
    return Verdict(NONE, f"{state or lead.country} is not theirs.")


def expertise(lead: LeadTraits, rep: RepTraits, around: Circumstances) -> Verdict:
    if not lead.industry:
        return Verdict(HALF, "The lead's industry is not known.")
    if any(same_industry(known, lead.industry) for known in rep.expertise):
        return Verdict(FULL, f"Knows {lead.industry}.")
    if not rep.expertise:
        return Verdict(GENERALIST, "Has no industry of their own.")
    return Verdict(NONE, f"Knows other industries than {lead.industry}.")


def capacity(lead: LeadTraits, rep: RepTraits, around: Circumstances) -> Verdict:
    free = max(rep.capacity - rep.open, 0)
    value = _rounded(Decimal(free) / rep.capacity) if rep.capacity else NONE
    return Verdict(value, f"Has {rep.open} of {rep.capacity} open.")


def wins(lead: LeadTraits, rep: RepTraits, around: Circumstances) -> Verdict:
    """Their share of deals won, drawn towards that of all by a few deals that stand behind everybody."""
    before = [deal for deal in around.closed if deal.at < around.at]
    usual = _share(before) if before else HALF
    mine = [deal for deal in before if deal.user_id == rep.user_id]
    alike = [deal for deal in mine if lead.industry and same_industry(deal.industry, lead.industry)]
    looked_at, where = (alike, f" in {lead.industry}") if alike else (mine, "")
    won = sum(deal.is_won for deal in looked_at)
    value = _rounded((won + FEW * usual) / (len(looked_at) + FEW))
    if not looked_at:
        return Verdict(value, "Has closed no deals yet: counts like the average.")
    return Verdict(value, f"Won {won} of {len(looked_at)} closed deals{where}.")


def language(lead: LeadTraits, rep: RepTraits, around: Circumstances) -> Verdict:
    spoken = lead.language[:2].lower()
    if not spoken:
        return Verdict(HALF, "The lead's language is not known.")
    if spoken in rep.languages:
        return Verdict(FULL, f"Speaks {spoken}.")
    return Verdict(NONE, f"Is not known to speak {spoken}.")


def zone(lead: LeadTraits, rep: RepTraits, around: Circumstances) -> Verdict:
    if not lead.zone:
        return Verdict(HALF, "The lead's time zone is not known.")
    office = WorkingHours(lead.zone, time(OFFICE[0]), time(OFFICE[1]))
    shared = rep.hours.shared_with(office, around.at)
    hours = shared.total_seconds() / 3600
    value = min(_rounded(Decimal(shared / FULL_OVERLAP)), FULL)
    return Verdict(value, f"Shares {hours:.0f} working hours with the lead on their next working day.")


Judge = Callable[[LeadTraits, RepTraits, Circumstances], Verdict]
PARTS: dict[str, Judge] = {part.__name__: part for part in (territory, expertise, capacity, wins, language, zone)}


def _share(deals: Sequence[ClosedDeal]) -> Decimal:
    return Decimal(sum(deal.is_won for deal in deals)) / len(deals)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.001"))
