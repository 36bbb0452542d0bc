"""Which column of a list of deals or activities feeds which field.

A column that nobody knows becomes a custom field of the deal; an activity has none, so it is left out there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm.importing import fields, headers
from crm.importing.mapping import Column
from crm.importing.options import Kind
from crm.importing.work_fields import DEAL_CUSTOM
from crm.names import fold


def propose_work(
    kind: Kind, columns: Sequence[Column], fixed: Mapping[str, str], own: fields.Own, tool: str = ""
) -> list[Column]:
    """The columns of a file, as proposed for people, in the words of this kind; `fixed` headers keep their field."""
    tool = headers.tool_of([column.header for column in columns]) or tool
    labels = {fold(field.label): code for code, field in fields.own_of(own, kind).items()}
    guessed = [_guess(column, kind, tool, labels) for column in columns]
    taken = {field for field in fixed.values() if not fields.takes_many(field)}
    found: dict[str, Column] = {}
    for column in sorted(guessed, key=lambda each: -each.confidence):
        if column.header in fixed:
            found[column.header] = replace(column, field=fixed[column.header], confidence=1.0)
            continue
        if not column.field or column.field in taken or _is_second_id(column.field, taken):
            column = replace(column, field=_unknown(column.header, kind, taken), confidence=0.0)
        if not fields.takes_many(column.field) or column.field.startswith((DEAL_CUSTOM, *fields.named(kind))):
            taken.add(column.field)
        found[column.header] = column
    return [found[column.header] for column in columns]


def _guess(column: Column, kind: Kind, tool: str, labels: Mapping[str, str]) -> Column:
    if own := labels.get(fold(column.header)):
        return replace(column, field=own, confidence=1.0)
    field, confidence = headers.meaning_of_work(column.header, kind, tool)
    return replace(column, field=field, confidence=confidence)


def _is_second_id(field: str, taken: set[str]) -> bool:
    """Whether the row has an id of its own already: it is found again by one."""
    whose, dot, _ = field.rpartition(".")
    return whose in ("deal.external_id", "activity.external_id") and any(
        code.startswith(f"{whose}{dot}") for code in taken
    )


def _unknown(header: str, kind: Kind, taken: set[str]) -> str:
    if kind == Kind.ACTIVITIES:
        return fields.IGNORE
    base = code = DEAL_CUSTOM + fields.slug(header)
    number = 2
    while code in taken:
        code, number = f"{base[:56]}_{number}", number + 1
    return code
