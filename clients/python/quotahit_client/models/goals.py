"""What is told of goals. Written by `bin/manage api_client`; not by hand."""

from decimal import Decimal

from quotahit_client.transport import Model


class Goal(Model):
    """What is to be won in a quarter, by a member or by all together."""

    id: int
    member: int | None
    member_name: str
    year: int
    quarter: int
    amount: Decimal
    currency: str
