"""Template words of the segment builder."""

from typing import Any

from django import template
from django.utils.translation import gettext

from crm.segments.registry import SegmentField
from quotahit.console.segment_drafts import MOST_OPTIONS, DraftCondition, operator_of, operators_of

register = template.Library()
INPUTS = {"text": "text", "number": "number", "numbers": "number", "count": "number", "day": "date", "days": "date"}


@register.simple_tag
def condition_line(part: DraftCondition, fields: dict[str, SegmentField], organization: Any) -> dict[str, Any]:
    """What a line of the builder needs: operators, what the chosen one takes, and what there is to choose from."""
    known = fields.get(part.field)
    takes = operator_of(known, part.operator).takes if known else "nothing"
    options = list(known.options(organization))[:MOST_OPTIONS] if known and takes == "words" else []
    return {
        "field": known,
        "operators": operators_of(known),
        "takes": takes,
        "options": options,
        "inputs": _inputs(part, takes),
    }


def _inputs(part: DraftCondition, takes: str) -> list[tuple[str, str, str]]:
    labels = (
        [gettext("From"), gettext("Until")]
        if takes in ("numbers", "days")
        else [gettext("Days")]
        if takes == "count"
        else [gettext("What")]
    )
    values = [*part.values, "", ""]
    return [(INPUTS.get(takes, "text"), value, label) for value, label in zip(values, labels, strict=False)]
