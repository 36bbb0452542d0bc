"""Lists of companies: what a column says there, and what becomes of a row that names a firm and nobody in it."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext_noop as _

from crm.importing import fields
from crm.importing.leads import Lead
from crm.importing.mapping import Column
from crm.importing.rows.reader import NAMES_NOBODY
from crm.names import fold

NO_FIRM = _("names no company: no name, no website, and no id of a company that is known")
NAMELESS = "external_id.id"
_OF_FIRM = {"full_name": "company", "last_name": "company", "notes": "company.description"}


def lists_firms(columns: Iterable[Column]) -> bool:
    """Whether the columns speak of companies and of nobody in them."""
    found = {column.field for column in columns if not _is_of_the_row(column)}
    names_firm = any(code == "company" or code.startswith(fields.COMPANY_EXTERNAL) for code in found)
    return names_firm and not any(fields.names_person(code) for code in found)


def _is_of_the_row(column: Column) -> bool:
    """Whether the column holds the row's own id, whatever the list lists."""
    return column.field == NAMELESS or (column.field.startswith(fields.EXTERNAL) and fold(column.header) == "record id")


def of_firms(columns: list[Column], fixed: Iterable[str] = ()) -> list[Column]:
    """The columns as those of a list of companies: its name, city and phone are the firm's. `fixed` headers stay."""
    chosen = set(fixed)
    taken = {column.field for column in columns if column.header in chosen or column.field.startswith("company")}
    made = []
    for column in columns:
        if column.header not in chosen and not column.field.startswith("company") and column.field != fields.IGNORE:
            column = replace(column, field=_free(_of_firm(column), column.header, taken))
            taken.add(column.field)
        made.append(column)
    return made


def _of_firm(column: Column) -> str:
    if column.field in _OF_FIRM:
        return _OF_FIRM[column.field]
    if column.field.startswith((fields.CUSTOM, fields.EXTERNAL)) or f"company.{column.field}" in fields.CATALOGUE:
        return f"company.{column.field}"
    return fields.COMPANY_CUSTOM + fields.slug(column.header)


def _free(field: str, header: str, taken: set[str]) -> str:
    """The field, or a custom one where another column has it already; a company is found by one id of a row."""
    has_id = field.startswith(fields.COMPANY_EXTERNAL) and any(
        code.startswith(fields.COMPANY_EXTERNAL) for code in taken
    )
    is_taken = has_id or (field in taken and not fields.takes_many(field))
    return fields.COMPANY_CUSTOM + fields.slug(header) if is_taken else field


def why_no_firm(lead: Lead) -> str:
    """Why a row of such a list fails, when it does."""
    return lead.failure if lead.failure not in ("", NAMES_NOBODY) else NO_FIRM
