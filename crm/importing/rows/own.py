"""Cells of custom fields: those that the organization has defined are read by their kind, the others kept as text."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from crm.choices import FieldKind
from crm.errors import BadValueError
from crm.importing.cells import dates, quantities
from crm.importing.leads import LONGEST_CUSTOM, Row
from crm.importing.rows.person import Home, cut
from crm.models import CustomField
from crm.own_fields.values import read_value


def read_own(cells: Mapping[str, str], prefix: str, home: Home, lead: Row) -> dict[str, Any]:
    """The values by key; a cell that is no value of its field is left out with a remark, and the row stays."""
    read: dict[str, Any] = {}
    for name, cell in cells.items():
        field = home.own.get(prefix + name)
        if field is None:
            read[name] = cut(cell, LONGEST_CUSTOM, gettext("custom field {name}").format(name=name), lead.remarks)
            continue
        try:
            read[name] = read_value(field, _meant(field, cell, home), home.people)
        except BadValueError as problem:
            lead.remarks.append(
                gettext("{label}: {problem}, and was left out").format(
                    label=field.label, problem=str(problem).rstrip(".")
                )
            )
    return {name: value for name, value in read.items() if value is not None}


def _meant(field: CustomField, cell: str, home: Home) -> Any:
    """Numbers and dates as people write them in files; a cell that holds neither stays as it is, to be refused."""
    if field.kind == FieldKind.NUMBER:
        found = quantities.amount(cell)
        return cell if found is None else found
    if field.kind == FieldKind.DATE:
        moment = dates.moment(cell, home.zone, month_first=home.country == "US")
        return cell if moment is None else moment.astimezone(home.zone).date()
    return cell
