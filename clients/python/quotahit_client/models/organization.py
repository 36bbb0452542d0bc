"""What is told of organization. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from decimal import Decimal

from quotahit_client.transport import Model


class Organization(Model):
    """The organization that the key belongs to."""

    id: int
    slug: str
    name: str
    zone: str
    country: str
    postal_address: str
    website: str
    monthly_model_budget: Decimal
    currency: str
    autonomy: str
    paused_at: datetime | None
    is_demo: bool
    created_at: datetime
