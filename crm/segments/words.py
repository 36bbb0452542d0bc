"""A segment as a person would say it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from crm.errors import BadSegmentError
from crm.segments.conditions import Condition, Group
from crm.segments.operators import operator_of
from crm.segments.registry import SegmentField
from quotahit.accounts.models import Organization

EVERYBODY = "everybody"


def in_words(group: Group, fields: Mapping[str, SegmentField], organization: Organization) -> str:
    """The whole of it: "Title contains “VP” and (Band is one of Hot, Warm or Seats is at least 40)"."""
    parts = [_said(part, fields, organization) for part in group.conditions]
    return (gettext(" and ") if group.match == "all" else gettext(" or ")).join(parts) or EVERYBODY


def _said(part: Condition | Group, fields: Mapping[str, SegmentField], organization: Organization) -> str:
    if isinstance(part, Group):
        return f"({in_words(part, fields, organization)})"
    field = fields.get(part.field)
    try:
        operator = operator_of(field.kind, part.operator) if field else None
    except BadSegmentError:
        operator = None
    if field is None or operator is None:
        return gettext("{field} {operator} (there is no such question any more)").format(
            field=part.field, operator=part.operator
        )
    if "…" in operator.label:
        return f"{field.label} {operator.label.replace('…', str(part.value))}"
    value = "" if operator.takes == "nothing" else _value(part.value, operator.takes, field, organization)
    return f"{field.label} {operator.label} {value}".strip()


def _value(value: Any, takes: str, field: SegmentField, organization: Organization) -> str:
    if takes == "words":
        labels = dict(field.options(organization))
        words = [str(labels.get(str(one), "(gone)")) for one in (value if isinstance(value, list) else [value])]
        return ", ".join(words)
    if isinstance(value, list):
        return gettext(" and ").join(map(str, value))
    return f"“{value}”" if takes == "text" else str(value)
