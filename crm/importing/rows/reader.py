"""From the cells of a row to a lead: each cell read by the field that its column is mapped to."""

import re
from collections.abc import Mapping, Sequence

from crm.importing import fields
from crm.importing.leads import LONGEST_CUSTOM, Lead
from crm.importing.records import Record
from crm.importing.rows.company import read_firm
from crm.importing.rows.person import Home, cut, read_person, read_place, read_sales
from crm.importing.rows.reach import EMAILS, PHONES, read_emails, read_opt_outs, read_phones
from crm.names import person_key
from crm.spreadsheet import unescaped

NAMES_NOBODY = "names nobody: no name, no valid email, no valid phone and no LinkedIn profile"
# What stands for nothing. A person may be called Null or Nan, but hardly in these letters.
_VOID = frozenset(
    ("N/A", "n/a", "#N/A", "NA", "NULL", "null", "None", "none", "nan", "NaN", "\\N", "undefined", "(blank)")
)
_VOID |= {"-", "--", "---", "–", "—", ".", "?", "(none)", "(not set)", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"}
# A bad address is worth a line in the error file, a status is asked by the words it holds.
_NOTED = (*EMAILS, *PHONES, "email_", "opt_", "notes")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")


class RowReader:
    """Reads the rows of one file by one mapping."""

    def __init__(self, headers: Sequence[str], mapping: Mapping[str, str], home: Home) -> None:
        self.width = len(headers)
        self.home = home
        self.columns = [
            (index, mapping[header])
            for index, header in enumerate(headers)
            if mapping.get(header, fields.IGNORE) != fields.IGNORE
        ]

    def read(self, record: Record) -> Lead:
        """The lead that a row holds; `failure` says why there is none."""
        lead = Lead(record.number, record.cells, failure=record.problem or self._misfit(record))
        if lead.failure:
            return lead
        cells = self._by_field(record)
        read_person(cells, lead)
        read_place(cells, lead)
        read_sales(cells, lead, self.home)
        lead.firm = read_firm(cells, lead.remarks)
        lead.emails = read_emails(cells, lead.remarks)
        country = lead.fields.get("country") or (lead.firm and lead.firm.fields.get("country")) or self.home.country
        lead.phones = read_phones(cells, country, lead.remarks)
        read_opt_outs(cells, lead)
        _keep_the_rest(cells, lead)
        lead.name_key = person_key(lead.fields.get("first_name", ""), lead.fields.get("last_name", ""))
        if not lead.names_somebody and not lead.external:
            lead.failure = NAMES_NOBODY
        return lead

    def _misfit(self, record: Record) -> str:
        if any(cell.strip() for cell in record.cells[self.width :]):
            return f"has {len(record.cells)} cells where the header has {self.width}"
        return ""

    def _by_field(self, record: Record) -> dict[str, list[str]]:
        """The cells that hold anything, by field; a short row's missing cells hold nothing."""
        found: dict[str, list[str]] = {}
        cells = record.cells
        for index, code in self.columns:
            if index < len(cells) and cells[index] and (cell := _clean(cells[index])) and not _is_void(cell, code):
                found.setdefault(code, []).append(cell)
        return found


def _is_void(cell: str, code: str) -> bool:
    """Whether a program or person wrote that there is nothing; for a custom field that may be an answer."""
    return cell in _VOID and not code.startswith((fields.CUSTOM, *_NOTED))


def _clean(cell: str) -> str:
    return unescaped(_INVISIBLE.sub("", cell).strip())


def _keep_the_rest(cells: dict[str, list[str]], lead: Lead) -> None:
    """Custom fields and ids in other systems; what is said of a company that the row does not name stays here too.

    So does what was said of agreement, for it may be wanted as evidence.
    """
    for code, values in cells.items():
        if code.startswith(fields.EXTERNAL):
            lead.external.append((code.removeprefix(fields.EXTERNAL), values[0][:200]))
        elif code.startswith(fields.CUSTOM):
            name = code.removeprefix(fields.CUSTOM)
            lead.custom[name] = cut(values[0], LONGEST_CUSTOM, f"custom field {name}", lead.remarks)
        elif code.startswith("opt_in"):
            lead.custom[code] = "; ".join(dict.fromkeys(values))[:LONGEST_CUSTOM]
        elif code.startswith("company.") and (lead.firm is None or not lead.firm.name):
            lead.custom[code.replace(".", "_")] = values[0][:LONGEST_CUSTOM]
