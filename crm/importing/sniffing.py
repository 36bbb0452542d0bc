"""What a column holds, read from its cells, for headers that say nothing or could mean several things."""

import re
from collections.abc import Callable, Sequence

from compliance.addresses import email_key, linkedin_key
from crm.importing.cells.dates import moment
from crm.importing.cells.places import country_code

ENOUGH = 0.8
_PHONE = re.compile(r"^(?=(?:\D*\d){8,15}\D*$)[+(]?[\d\s()./x+-]+$")
_SITE = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?$", re.IGNORECASE)
_FULL_NAME = re.compile(r"^[^\W\d_][^\W\d_.'’-]*\.?(?:[ -][^\W\d_][^\W\d_.'’]*\.?){1,3}$")
_COMPANY_PAGE = re.compile(r"linkedin\.com/(?:company|school|showcase)/", re.IGNORECASE)


def _is_profile(cell: str) -> bool:
    return linkedin_key(cell).startswith("in/")


def _is_phone(cell: str) -> bool:
    """A number with a sign of being dialled; bare digits could be any number, and dates are none."""
    return bool(_PHONE.match(cell)) and not cell.replace(".", "").isdigit() and moment(cell) is None


TESTS: list[tuple[str, Callable[[str], bool]]] = [
    ("email", lambda cell: bool(email_key(cell))),
    ("linkedin", _is_profile),
    ("company.linkedin", lambda cell: bool(_COMPANY_PAGE.search(cell))),
    ("phone", _is_phone),
    ("country", lambda cell: len(cell) > 2 and bool(country_code(cell))),
    ("company.website", lambda cell: bool(_SITE.match(cell))),
]


def sniff(cells: Sequence[str]) -> str:
    """The field that these cells (blank ones left out) look like; "" when they could be anything."""
    if not cells:
        return ""
    for field, looks_right in TESTS:
        if sum(map(looks_right, cells)) >= ENOUGH * len(cells):
            return field
    return ""


def are_names(cells: Sequence[str]) -> bool:
    """Whether the cells look like the full names of people: two to four capitalised words, hardly one twice."""
    fitting = sum(bool(_FULL_NAME.match(cell)) and cell.istitle() for cell in cells)
    return len(cells) > 2 and fitting >= ENOUGH * len(cells) and len(set(cells)) > 0.9 * len(cells)
