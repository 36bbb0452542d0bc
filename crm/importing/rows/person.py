"""Who the person in a row is: name and work, place, and where they stand in the sale."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import available_timezones

from django.utils.translation import gettext

from compliance.addresses import linkedin_key
from crm.addresses import profile_address
from crm.importing.cells import dates, places, words
from crm.importing.leads import LONGEST_CUSTOM, Lead
from crm.models import CustomField
from crm.names import fold, split_name
from crm.own_fields.people import NOBODY, People
from crm.values import as_list

_LENGTHS = {
    "first_name": 120, "last_name": 120, "title": 200, "seniority": 60, "department": 120, "city": 120, "zip": 20,
    "source": 120, "lead_status": 60,
}  # fmt: skip


_PATH = re.compile(r"^/?(?:in|pub)/", re.IGNORECASE)
_IN_LINK = re.compile(r"""href=["']([^"']+)""", re.IGNORECASE)


@dataclass(frozen=True)
class Home:
    """What a cell that does not say it is read by: the organization's country and zone, and who its members are."""

    country: str = ""
    zone: tzinfo = UTC
    people: People = NOBODY
    own: Mapping[str, CustomField] = field(default_factory=dict)  # the organization's own fields, by code


def read_person(cells: dict[str, list[str]], lead: Lead) -> None:
    for code, longest in _LENGTHS.items():
        if code in cells:
            lead.fields[code] = cut(one_line(cells[code][0]), longest, code.replace("_", " "), lead.remarks)
    if "full_name" in cells and not (lead.fields.get("first_name") or lead.fields.get("last_name")):
        first, last = split_name(cells["full_name"][0])
        lead.fields["first_name"] = cut(first, 120, gettext("first name"), lead.remarks)
        lead.fields["last_name"] = cut(last, 120, gettext("last name"), lead.remarks)
    if "linkedin" in cells:
        if profile := _profile(cells["linkedin"][0]):
            lead.fields["linkedin"] = profile
        else:
            lead.remarks.append(
                gettext("“{cells}” is no LinkedIn profile and was left out").format(cells=cells["linkedin"][0][:80])
            )
    _keep_if_known(cells, lead, "language", words.language_code(cells.get("language", [""])[0]))


def read_place(cells: dict[str, list[str]], lead: Lead) -> None:
    _keep_if_known(cells, lead, "country", places.country_code(cells.get("country", [""])[0]))
    if "state" in cells:
        state = places.state_code(one_line(cells["state"][0]), lead.fields.get("country", ""))
        lead.fields["state"] = cut(state, 60, "state", lead.remarks)
    zone = cells.get("zone", [""])[0]
    _keep_if_known(cells, lead, "zone", zone if zone in _zones() else "")


def read_sales(cells: dict[str, list[str]], lead: Lead, home: Home) -> None:
    month_first = home.country == "US"
    stage = words.lifecycle(cells.get("lifecycle", [""])[0])
    _keep_if_known(cells, lead, "lifecycle", stage.value if stage else "", quietly=True)
    if owner := cells.get("owner"):
        if (member := home.people.by_word.get(fold(owner[0]))) is not None:
            lead.fields["owner_id"] = member
        else:
            lead.custom["owner"] = one_line(owner[0])[:LONGEST_CUSTOM]
    if active := cells.get("last_activity"):
        lead.last_activity = dates.moment(active[0], home.zone, month_first=month_first)
        if lead.last_activity is None:
            lead.remarks.append(
                gettext("the last activity “{active}” is no date and was left out").format(active=active[0][:40])
            )
    if since := cells.get("known_since"):
        known = dates.moment(since[0], home.zone, month_first=month_first)
        lead.custom["known_since"] = known.date().isoformat() if known else since[0][:LONGEST_CUSTOM]
    lead.tags = list(dict.fromkeys(tag[:60] for cell in cells.get("tags", []) for tag in as_list(cell)))
    lead.notes = list(dict.fromkeys(cells.get("notes", [])))


def _profile(cell: str) -> str:
    """The profile of a person, whose address may be pasted as a link or by its path alone; "" for a company's page."""
    text = found[1] if (found := _IN_LINK.search(cell)) else cell
    key = linkedin_key(f"linkedin.com/{text.lstrip('/')}" if _PATH.match(text) else text)
    return "" if not key or key.startswith("company/") else profile_address(f"linkedin.com/{key}")[:300]


def _keep_if_known(cells: dict[str, list[str]], lead: Lead, code: str, value: str, *, quietly: bool = False) -> None:
    """Set the column to what the cell means; a cell we cannot read stays as a custom field of that name."""
    if code not in cells:
        return
    if value:
        lead.fields[code] = value
        return
    lead.custom[code] = one_line(cells[code][0])[:LONGEST_CUSTOM]
    if not quietly:
        lead.remarks.append(
            gettext("the {code} “{cells}” is not known and was kept as a custom field").format(
                code=code, cells=cells[code][0][:80]
            )
        )


def one_line(cell: str) -> str:
    return " ".join(cell.split())


def cut(cell: str, longest: int, what: str, remarks: list[str]) -> str:
    if len(cell) > longest:
        remarks.append(gettext("the {what} was cut to {longest} characters").format(what=what, longest=longest))
    return cell[:longest].rstrip()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
