"""The cells of a row by the field that each column is mapped to."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from crm.importing import fields
from crm.importing.records import Record
from crm.importing.rows.person import Home
from crm.importing.rows.reach import EMAILS, PHONES
from crm.importing.work_fields import DEAL_CUSTOM
from crm.spreadsheet import unescaped

# What stands for nothing. A person may be called Null or Nan, but hardly in these letters.
_VOID = frozenset(
    ("N/A", "n/a", "#N/A", "NA", "NULL", "null", "None", "none", "nan", "NaN", "\\N", "undefined", "(blank)")
)
_VOID |= {"-", "--", "---", "–", "—", ".", "?", "(none)", "(not set)", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"}
# A bad address is worth a line in the error file, a status is asked by the words it holds.
_NOTED = (*EMAILS, *PHONES, "email_", "opt_", "notes")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")


class Columns:
    """The columns of one file by one mapping."""

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str], home: Home) -> None:
        self.width = len(headers)
        self.home = home
        self.columns = [
            (index, mapping[header])
            for index, header in enumerate(headers)
            if mapping.get(header, fields.IGNORE) != fields.IGNORE
        ]

    def misfit(self, record: Record) -> str:
        """Why the row cannot be one of this file; "" when it can."""
        if any(cell.strip() for cell in record.cells[self.width :]):
            return gettext("has {count} cells where the header has {width}").format(
                count=len(record.cells), width=self.width
            )
        return ""

    def by_field(self, record: Record) -> dict[str, list[str]]:
        """The cells that hold anything, by field; a short row's missing cells hold nothing."""
        found: dict[str, list[str]] = {}
        cells = record.cells
        for index, code in self.columns:
            if index < len(cells) and cells[index] and (cell := _clean(cells[index])) and not _is_void(cell, code):
                found.setdefault(code, []).append(cell)
        return found


def named(cells: Mapping[str, list[str]], prefix: str) -> dict[str, str]:
    """The first cell of each field that begins so, by the rest of its name."""
    return {code.removeprefix(prefix): values[0] for code, values in cells.items() if code.startswith(prefix)}


def _is_void(cell: str, code: str) -> bool:
    """Whether a program or person wrote that there is nothing; for a custom field that may be an answer."""
    return cell in _VOID and not code.startswith((fields.CUSTOM, fields.COMPANY_CUSTOM, DEAL_CUSTOM, *_NOTED))


def _clean(cell: str) -> str:
    return unescaped(_INVISIBLE.sub("", cell).strip())
