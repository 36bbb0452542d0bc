"""From the cells of a row to a lead: each cell read by the field that its column is mapped to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import available_timezones

from compliance.addresses import email_key, phone_key
from crm.addresses import profile_address
from crm.choices import AddressType, Lifecycle, Validity
from crm.errors import BadAddressError
from crm.importing import fields
from crm.importing.cells import dates, places, words
from crm.importing.firms import read_firm
from crm.importing.leads import Address, Lead
from crm.importing.records import Record
from crm.names import fold, person_key, split_name
from crm.spreadsheet import unescaped
from crm.values import as_list

NAMES_NOBODY = "names nobody: no name, no valid email, no valid phone and no LinkedIn profile"
LONGEST_CUSTOM = 5000
_LENGTHS = {
    "first_name": 120, "last_name": 120, "title": 200, "seniority": 60, "department": 120, "city": 120, "zip": 20,
    "source": 120, "lead_status": 60,
}  # fmt: skip
_EMAILS = {"email": AddressType.WORK, "other_email": AddressType.OTHER, "personal_email": AddressType.PERSONAL}
_PHONES = {
    "phone": AddressType.WORK, "mobile": AddressType.MOBILE, "home_phone": AddressType.PERSONAL,
    "other_phone": AddressType.OTHER,
}  # fmt: skip
_OPT_OUTS = {"opt_out": {"email", "phone"}, "opt_out_email": {"email"}, "opt_out_phone": {"phone"}}
_INVISIBLE = re.compile("[\u200b\u200e\u200f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_SEVERAL = re.compile(r"[;,|\n]")
_IN_ANGLES = re.compile(r"<([^<>]+)>")


@dataclass(frozen=True)
class Home:
    """What a cell that does not say it is read by: the organization's country and zone, and who its members are."""

    country: str = ""
    zone: tzinfo = UTC
    owners: Mapping[str, int] = field(default_factory=dict)  # folded name or address of a member -> user id


class RowReader:
    """Reads the rows of one file by one mapping."""

    def __init__(
        self,
        headers: Sequence[str],
        mapping: Mapping[str, str],
        home: Home,
        tags: Sequence[str] = (),
        owner_id: int | None = None,
    ) -> None:
        self.width = len(headers)
        self.home = home
        self.tags = tags
        self.owner_id = owner_id
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
        _read_person(cells, lead)
        _read_place(cells, lead)
        _read_sales(cells, lead, self.home)
        lead.tags = list(dict.fromkeys([*self.tags, *lead.tags]))
        if self.owner_id is not None:
            lead.fields.setdefault("owner_id", self.owner_id)
        lead.firm = read_firm(cells, lead.remarks)
        lead.emails = _read_emails(cells, lead.remarks)
        country = lead.fields.get("country") or (lead.firm and lead.firm.fields.get("country")) or self.home.country
        lead.phones = _read_phones(cells, country, lead.remarks)
        _read_opt_outs(cells, lead)
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
            if index < len(cells) and cells[index] and (cell := _clean(cells[index])):
                found.setdefault(code, []).append(cell)
        return found


def _clean(cell: str) -> str:
    return unescaped(_INVISIBLE.sub("", cell).strip())


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _cut(cell: str, longest: int, what: str, remarks: list[str]) -> str:
    if len(cell) > longest:
        remarks.append(f"the {what} was cut to {longest} characters")
    return cell[:longest].rstrip()


def _read_person(cells: dict[str, list[str]], lead: Lead) -> None:
    for code, longest in _LENGTHS.items():
        if code in cells:
            lead.fields[code] = _cut(_one_line(cells[code][0]), longest, code.replace("_", " "), lead.remarks)
    if "full_name" in cells and not (lead.fields.get("first_name") or lead.fields.get("last_name")):
        first, last = split_name(cells["full_name"][0])
        lead.fields["first_name"] = _cut(first, 120, "first name", lead.remarks)
        lead.fields["last_name"] = _cut(last, 120, "last name", lead.remarks)
    if "linkedin" in cells:
        try:
            lead.fields["linkedin"] = profile_address(cells["linkedin"][0])[:300]
        except BadAddressError:
            lead.remarks.append(f"“{cells['linkedin'][0][:80]}” is no LinkedIn profile and was left out")
    _keep_if_known(cells, lead, "language", words.language_code(cells.get("language", [""])[0]))


def _read_place(cells: dict[str, list[str]], lead: Lead) -> None:
    _keep_if_known(cells, lead, "country", places.country_code(cells.get("country", [""])[0]))
    if "state" in cells:
        state = places.state_code(_one_line(cells["state"][0]), lead.fields.get("country", ""))
        lead.fields["state"] = _cut(state, 60, "state", lead.remarks)
    zone = cells.get("zone", [""])[0]
    _keep_if_known(cells, lead, "zone", zone if zone in _zones() else "")


def _read_sales(cells: dict[str, list[str]], lead: Lead, home: Home) -> None:
    month_first = home.country == "US"
    stage: Lifecycle | None = words.lifecycle(cells.get("lifecycle", [""])[0])
    _keep_if_known(cells, lead, "lifecycle", stage.value if stage else "", quietly=True)
    if owner := cells.get("owner"):
        if (member := home.owners.get(fold(owner[0]))) is not None:
            lead.fields["owner_id"] = member
        else:
            lead.custom["owner"] = _one_line(owner[0])[:LONGEST_CUSTOM]
    if active := cells.get("last_activity"):
        lead.last_activity = dates.moment(active[0], home.zone, month_first=month_first)
        if lead.last_activity is None:
            lead.remarks.append(f"the last activity “{active[0][:40]}” is no date and was left out")
    if since := cells.get("known_since"):
        known = dates.moment(since[0], home.zone, month_first=month_first)
        lead.custom["known_since"] = known.date().isoformat() if known else since[0][:LONGEST_CUSTOM]
    lead.tags = list(dict.fromkeys(tag[:60] for cell in cells.get("tags", []) for tag in as_list(cell)))
    lead.notes = list(dict.fromkeys(cells.get("notes", [])))


def _keep_if_known(cells: dict[str, list[str]], lead: Lead, code: str, value: str, *, quietly: bool = False) -> None:
    """Set the column to what the cell means; a cell we cannot read stays as a custom field of that name."""
    if code not in cells:
        return
    if value:
        lead.fields[code] = value
        return
    lead.custom[code] = _one_line(cells[code][0])[:LONGEST_CUSTOM]
    if not quietly:
        lead.remarks.append(f"the {code} “{cells[code][0][:80]}” is not known and was kept as a custom field")


def _read_emails(cells: dict[str, list[str]], remarks: list[str]) -> list[Address]:
    """The valid addresses, the primary first; what a verifier said is of the primary one."""
    found: dict[str, Address] = {}
    status = words.validity(cells.get("email_status", [""])[0])
    if words.is_yes(cells.get("email_bounced", [""])[0]):
        status = Validity.INVALID
    for code, type in _EMAILS.items():
        for text in _several(cells.get(code, [])):
            key = email_key(text)
            if not key:
                remarks.append(f"the email “{text[:120]}” is no address and was left out")
            elif key not in found:
                validity = status if code == "email" and not found else Validity.UNKNOWN
                found[key] = Address(key, text, type, validity)
    return list(found.values())


def _several(values: list[str]) -> list[str]:
    """The addresses in cells that may hold more than one, without a name in front or a "mailto:"."""
    parts = []
    for value in values:
        for part in _SEVERAL.split(value):
            angled = _IN_ANGLES.search(part)
            text = (angled[1] if angled else part).strip().removeprefix("mailto:")
            if text:
                parts.append(text)
    return parts


def _read_phones(cells: dict[str, list[str]], country: str, remarks: list[str]) -> list[Address]:
    found: dict[str, Address] = {}
    for code, type in _PHONES.items():
        for text in _several(cells.get(code, [])):
            key = phone_key(text, country)
            if not key:
                remarks.append(f"the phone “{text[:60]}” is no number{f' in {country}' if country else ''} and was left out")
            elif key not in found:
                found[key] = Address(key, text, type)
    return list(found.values())


def _read_opt_outs(cells: dict[str, list[str]], lead: Lead) -> None:
    for code, kinds in _OPT_OUTS.items():
        if any(words.opts_out(cell) for cell in cells.get(code, [])):
            lead.opted_out |= kinds
    if words.stops_contact(lead.fields.get("lead_status", "")):
        lead.opted_out |= {"email", "phone"}


def _keep_the_rest(cells: dict[str, list[str]], lead: Lead) -> None:
    """Custom fields and ids in other systems; what is said of a company that the row does not name stays here too."""
    for code, values in cells.items():
        if code.startswith(fields.EXTERNAL):
            lead.external.append((code.removeprefix(fields.EXTERNAL), values[0][:200]))
        elif code.startswith(fields.CUSTOM):
            name = code.removeprefix(fields.CUSTOM)
            lead.custom[name] = _cut(values[0], LONGEST_CUSTOM, f"custom field {name}", lead.remarks)
        elif code.startswith("company.") and (lead.firm is None or not lead.firm.name):
            lead.custom[code.replace(".", "_")] = values[0][:LONGEST_CUSTOM]
