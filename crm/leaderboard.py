"""Who sold what: each member's quarter beside their goal."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum

from crm.models import Deal, Goal
from crm.quarters import Quarter
from quotahit.accounts.models import Organization, User


@dataclass(frozen=True)
class Standing:
    """What one member, or all together where `user` is None, won in a quarter; in the organization's currency."""

    user: User | None
    won: int
    amount: Decimal
    open_amount: Decimal
    goal: Decimal | None

    @property
    def share(self) -> int | None:
        """How much of the goal is reached, in per cent; None without a goal."""
        return None if not self.goal else int(100 * self.amount / self.goal)


def leaderboard(organization: Organization, deals: "QuerySet[Deal]", quarter: Quarter) -> list[Standing]:
    """Members who won something, have something open or have a goal, the best first; over the given deals."""
    won, opened = _won(organization, deals, quarter), _open(organization, deals)
    goals = {goal.user_id: goal.amount for goal in goals_of(organization, quarter)}
    users = User.objects.in_bulk({*won, *opened, *goals} - {None})
    standings = [
        Standing(user, *won.get(pk, (0, Decimal(0))), opened.get(pk, Decimal(0)), goals.get(pk))
        for pk, user in users.items()
    ]
    return sorted(standings, key=lambda one: (-one.amount, -one.open_amount, str(one.user)))


def all_together(organization: Organization, deals: "QuerySet[Deal]", quarter: Quarter) -> Standing:
    """The quarter of the whole organization, over the given deals; without a goal of its own, that of all members."""
    goals, won = goals_of(organization, quarter), won_by_owner(organization, deals, quarter)
    opened = sum(_open(organization, deals).values(), Decimal(0))
    return replace(standing(won, goals), open_amount=opened)


def standing(won: Iterable[Sequence[Any]], goals: Iterable[Goal], people: Collection[int] | None = None) -> Standing:
    """The quarter of these people together, or of everybody, from the rows of `won_by_owner` and `goals_of`."""
    wanted = {goal.user_id: goal.amount for goal in goals if people is None or goal.user_id in people}
    of_all = wanted.pop(None, None)
    goal = of_all or sum(wanted.values(), Decimal(0)) or None
    theirs = [(number, total) for owner, number, total in won if people is None or owner in people]
    amount = sum((total or Decimal(0) for _, total in theirs), Decimal(0))
    return Standing(None, sum(number for number, _ in theirs), amount, Decimal(0), goal)


def goals_of(organization: Organization, quarter: Quarter) -> "QuerySet[Goal]":
    """Everybody's goals of the quarter, in the organization's currency."""
    mine = Goal.objects.for_organization(organization).filter(currency=organization.currency)
    return mine.filter(year=quarter.year, quarter=quarter.number)


def won_by_owner(organization: Organization, deals: "QuerySet[Deal]", quarter: Quarter) -> "QuerySet[Any]":
    """Owner, number and total of what was won in the quarter, of the given deals."""
    rows = deals.won(*quarter.bounds(organization)).filter(currency=organization.currency)  # type: ignore[attr-defined]
    return rows.order_by().values_list("owner").annotate(number=Count("pk"), total=Sum("amount"))  # type: ignore[no-any-return]


def _won(
    organization: Organization, deals: "QuerySet[Deal]", quarter: Quarter
) -> dict[int | None, tuple[int, Decimal]]:
    found = won_by_owner(organization, deals, quarter)
    return {owner: (number, total or Decimal(0)) for owner, number, total in found}


def _open(organization: Organization, deals: "QuerySet[Deal]") -> dict[int | None, Decimal]:
    rows = deals.filter(closed_at=None, currency=organization.currency).order_by()
    return {owner: total or Decimal(0) for owner, total in rows.values_list("owner").annotate(total=Sum("amount"))}
