"""Which way a lead takes: closed by an agent, sold by a rep, or serving itself. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from agents.choices import Way
from agents.orchestrator.routing.intent import Intent
from crm.models import SellerProfile


@dataclass(frozen=True)
class Prospect:
    """What the choice looks at: the worth of the open deal, where it is known in the seller's currency, and whether
    there is a mail of theirs to answer."""

    intent: Intent
    value: Decimal | None
    can_be_answered: bool


@dataclass(frozen=True)
class Choice:
    way: Way
    reason: str


def choose_way(prospect: Prospect, seller: SellerProfile) -> Choice:
    """The way that the organization allows and the lead calls for, with its why."""
    is_large = prospect.value is not None and prospect.value >= seller.high_value_deal
    if is_large and seller.may_route_to_rep:
        line = f"{seller.high_value_deal:,.0f} {seller.currency}"
        return Choice(Way.REP, f"The deal is worth {prospect.value:,.0f} {seller.currency}, your line is {line}.")
    if may_serve_itself(prospect, seller):
        return Choice(Way.SELF_SERVICE, f"{prospect.intent.reason} Intent {prospect.intent.level} of 100.")
    if seller.may_close_alone and not is_large:
        return Choice(Way.AUTONOMOUS, f"{prospect.intent.reason} Below your line for high value.")
    if seller.may_route_to_rep:
        return Choice(Way.REP, f"{prospect.intent.reason} A rep carries on.")
    return Choice(Way.NOBODY, "None of the ways that you allow fits this lead.")


def may_serve_itself(prospect: Prospect, seller: SellerProfile) -> bool:
    """Whether the payment link may go out: allowed, there, asked for, and with a mail that it answers."""
    is_keen = prospect.intent.level >= seller.routing_rules.self_serve_from
    return bool(seller.may_self_serve and seller.payment_link and is_keen and prospect.can_be_answered)
