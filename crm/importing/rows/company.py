"""The company in a row: its name, its domain, and what the row says about it."""

import re
from typing import Any

from django.utils.translation import gettext

from crm.importing import fields
from crm.importing.cells import places, quantities
from crm.importing.leads import Firm
from crm.names import company_key
from crm.values import as_list

# Pages that many firms have at one host: the host says nothing about which firm it is.
SHARED_HOSTS = re.compile(
    r"(?:^|\.)(?:linkedin|facebook|instagram|twitter|x|youtube|tiktok|xing|google|wixsite|wordpress|blogspot|medium"
    r"|github|linktr|squarespace|myshopify|shopify|notion|weebly|jimdo|yelp|crunchbase|amazon|ebay|etsy)"
    r"\.(?:com|net|org|site|de|co|io|ee|page|be)$"
)
_HOST = re.compile(r"^(?:[a-z]+://)?(?:[^/@\s]*@)?((?:[\w-]+\.)+[\w-]{2,})(?::\d+)?(?:[/?#].*)?$", re.IGNORECASE)
_LENGTHS = {"industry": 120, "phone": 40, "city": 120, "zip": 20, "linkedin": 300, "website": 500}
_PREFIX = "company."
_READ_ELSEWHERE = (fields.COMPANY_EXTERNAL, fields.COMPANY_CUSTOM, "company.website")


def domain_of(website: str) -> str:
    """The domain of a web address without "www."; "" for none, and for a host that many firms share."""
    found = _HOST.match(website.strip())
    domain = found[1].lower().removeprefix("www.") if found else ""
    return "" if len(domain) > 253 or SHARED_HOSTS.search(domain) else domain


def read_firm(cells: dict[str, list[str]], remarks: list[str]) -> Firm | None:
    """The company that the cells (by field) name, or None; what cannot be read is left out with a remark."""
    name = " ".join(cells.get("company", [""])[0].split())[:200]
    website = cells.get("company.website", [""])[0]
    domain = domain_of(website)
    external = _external(cells)
    if not (name or domain or external):
        return None
    firm = Firm(name or domain, company_key(name or domain), domain, external)
    if website and not domain and not _HOST.match(website.strip()):
        remarks.append(
            gettext("the website “{website}” is no web address and was left out").format(website=website[:80])
        )
    elif website:
        firm.fields["website"] = (website if "://" in website else f"https://{website}")[:500]
    for code, values in cells.items():
        if code.startswith(_PREFIX) and not code.startswith(_READ_ELSEWHERE):
            _read(code.removeprefix(_PREFIX), values[0], firm.fields, remarks)
    if "state" in firm.fields:
        firm.fields["state"] = places.state_code(firm.fields["state"], firm.fields.get("country", ""))[:60]
    return firm


def _external(cells: dict[str, list[str]]) -> tuple[str, str] | None:
    for code, values in cells.items():
        if code.startswith(fields.COMPANY_EXTERNAL):
            return code.removeprefix(fields.COMPANY_EXTERNAL), values[0][:200]
    return None


def _read(name: str, cell: str, into: dict[str, Any], remarks: list[str]) -> None:
    """Set the column that a cell means; money brings its currency along."""
    value: Any = " ".join(cell.split())[: _LENGTHS.get(name, 200)]
    if name == "employees":
        value = quantities.headcount(cell)
    elif name == "growth":
        value = quantities.percentage(cell)
    elif name in ("annual_revenue", "funding"):
        value, currency = quantities.money(cell)
        if currency:
            into["currency"] = currency
    elif name == "technologies":
        value = as_list(cell)
    elif name == "country":
        value = places.country_code(cell)
    elif name == "description":
        value = cell
    if value in (None, ""):
        remarks.append(
            gettext("the company's {name} “{cell}” cannot be read and was left out").format(
                name=name.replace("_", " "), cell=cell[:80]
            )
        )
    else:
        into[name] = value
