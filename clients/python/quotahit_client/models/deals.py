"""What is told of deals. Written by `bin/manage api_client`; not by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from quotahit_client.transport import Model


class Deal(Model):
    """What may be sold to whom."""

    id: int
    name: str
    contact: int | None
    company: int | None
    stage: int
    stage_name: str
    stage_since: datetime
    kind: str
    amount: Decimal | None
    currency: str
    owner: int | None
    owner_name: str
    expected_close: date | None
    closed_at: datetime | None
    lost_reason: str
    custom: dict[str, Any]
    created_at: datetime
    updated_at: datetime


class ForecastLine(Model):
    """So many deals under one heading."""

    id: int | None
    label: str
    deals: int
    amount: Decimal
    weighted: Decimal


class Forecast(Model):
    """Open deals in the organization's currency, told by stage, by owner and by quarter of closing."""

    currency: str
    total: ForecastLine
    stages: list[ForecastLine]
    owners: list[ForecastLine]
    quarters: list[ForecastLine]
    elsewhere: dict[str, Decimal]


class Standing(Model):
    """What one member won in the quarter; `member` is null for all together."""

    member_name: str
    won: int
    amount: Decimal
    open_amount: Decimal
    goal: Decimal | None
    share: int | None
    member: int | None = None


class Leaderboard(Model):
    """A quarter, the best first."""

    year: int
    quarter: int
    currency: str
    together: Standing
    members: list[Standing]
