"""What is told of companies. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from quotahit_client.transport import Model


class Company(Model):
    """The firms that contacts work for."""

    id: int
    name: str
    domain: str
    website: str
    linkedin: str
    industry: str
    employees: int | None
    annual_revenue: Decimal | None
    funding: Decimal | None
    currency: str
    technologies: list[str]
    growth: Decimal | None
    phone: str
    city: str
    state: str
    zip: str
    country: str
    description: str
    facts: Any
    custom: dict[str, Any]
    owner: int | None
    owner_name: str
    created_at: datetime
    updated_at: datetime
