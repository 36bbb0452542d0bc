"""To whom a row of a list belongs, as the row says it: by ids of the other system, by email, domain or name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from compliance.addresses import email_key
from crm.importing import fields
from crm.importing.leads import ExternalKey, Firm
from crm.importing.rows.company import read_firm
from crm.importing.rows.person import one_line
from crm.importing.work_fields import DEAL_EXTERNAL, RELATED
from crm.names import person_key, split_name

_PARTS = re.compile(r"[;|\n]")
_EMAIL = re.compile(r"[^\s<>()\[\],;\"']+@[^\s<>()\[\],;\"']+\.[^\s<>()\[\],;\"']+")
_ASIDE = re.compile(r"\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]")
_NUMBER = re.compile(r"\s*\(\d+\)\s*$")
MOST = 20  # records of one kind that one row may name


@dataclass(slots=True)
class Reference:
    """`names` are folded names of people, `anything` are ids that may be of a contact, a company or a deal."""

    people: list[ExternalKey] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    firm: Firm | None = None
    deals: list[ExternalKey] = field(default_factory=list)
    deal_name: str = ""
    anything: list[str] = field(default_factory=list)

    @property
    def names_person(self) -> bool:
        return bool(self.people or self.emails or self.names)

    @property
    def names_deal(self) -> bool:
        return bool(self.deals or self.deal_name)


def read_reference(cells: Mapping[str, list[str]]) -> Reference:
    """What the cells (by field) say of whom the row belongs to. A cell may name several people."""
    found = Reference()
    for code, values in cells.items():
        if code.startswith(fields.EXTERNAL):
            found.people += _keys(code.removeprefix(fields.EXTERNAL), values)
        elif code.startswith(DEAL_EXTERNAL):
            found.deals += _keys(code.removeprefix(DEAL_EXTERNAL), values)
    found.anything = [value for _, value in _keys(RELATED, cells.get(RELATED, []))]
    texts = [*cells.get("email", []), *cells.get("full_name", [])]
    addresses = (email_key(each) for text in texts for each in _EMAIL.findall(text))
    found.emails = list(dict.fromkeys(key for key in addresses if key))[:MOST]
    parts = (part for text in cells.get("full_name", []) for part in _PARTS.split(_ASIDE.sub(" ", text)))
    names = (person_key(*split_name(part)) for part in parts if "@" not in part)
    found.names = list(dict.fromkeys(name for name in names if name))[:MOST]
    found.firm = read_firm(_firm_cells(cells), [])
    found.deal_name = one_line(cells.get("deal.name", [""])[0])[:200]
    return found


def _keys(system: str, values: list[str]) -> list[ExternalKey]:
    parts = (part.strip()[:200] for value in values for part in _PARTS.split(value))
    return [(system, part) for part in dict.fromkeys(parts) if part][:MOST]


def _firm_cells(cells: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What tells which company is meant; of several in one cell the first is, and a number in brackets is its id."""
    telling = ("company", "company.website")
    return {
        code: [_NUMBER.sub("", _PARTS.split(values[0])[0]).strip()]
        for code, values in cells.items()
        if code in telling or code.startswith(fields.COMPANY_EXTERNAL)
    }
