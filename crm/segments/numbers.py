"""Bounds of a number column as the column can hold them: neither its digits nor its size are asked for more."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.db import connection, models
from django.db.models import Q


def within(field: models.Field, low: float | None, high: float | None) -> Q:
    """Rows whose number lies within the bounds, both included; what is not known does not."""
    least, step, most = _range(field)
    ends: dict[str, Any] = {"isnull": False}
    if low is not None and (bound := _rounded(low, step, ROUND_CEILING)) > least:
        if bound > most:
            return Q(pk__in=[])
        ends["gte"] = bound
    if high is not None and (bound := _rounded(high, step, ROUND_FLOOR)) < most:
        if bound < least:
            return Q(pk__in=[])
        ends["lte"] = bound
    return Q(**{f"{field.name}__{end}": bound for end, bound in ends.items()})


def _range(field: models.Field) -> tuple[Decimal, Decimal, Decimal]:
    """The least that a column holds, the step from one number to the next, and the most."""
    if isinstance(field, models.DecimalField):
        step = Decimal(1).scaleb(-(field.decimal_places or 0))
        most = Decimal(10) ** ((field.max_digits or 0) - (field.decimal_places or 0)) - step
        return -most, step, most
    least, most_whole = connection.ops.integer_field_range(field.get_internal_type())
    return Decimal(least or 0), Decimal(1), Decimal(most_whole or 2**31 - 1)


def _rounded(bound: float, step: Decimal, how: str) -> Decimal:
    return (Decimal(str(bound)) / step).to_integral_value(how) * step
