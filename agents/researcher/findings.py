"""What the researcher asks of a model, and what it can say without one."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from crm.choices import Origin
from crm.provenance import Source
from quotahit.llm.prompts import Prompt

_PROMPTS = Path(__file__).parent / "prompts"


class CompanyFindings(BaseModel):
    """Facts of one company; blank or None is "not stated"."""

    description: str = Field(default="", max_length=400)
    industry: str = Field(default="", max_length=120)
    employees: int | None = Field(default=None, ge=1, le=5_000_000)
    annual_revenue: Decimal | None = Field(default=None, ge=0, le=Decimal("1e13"))
    funding: Decimal | None = Field(default=None, ge=0, le=Decimal("1e12"))
    growth: Decimal | None = Field(default=None, ge=-100, le=1000)
    city: str = Field(default="", max_length=120)
    country: str = Field(default="", pattern="^([A-Z]{2})?$")

    def stated(self) -> dict[str, Any]:
        """Only what was found, under the names of the company's fields."""
        return {name: value for name, value in self if value not in ("", None)}


def _from_page(context: Mapping[str, Any]) -> CompanyFindings:
    """The page's own description and its structured data: no reading between the lines."""
    organization = context["organization"]
    address = organization.get("address")
    address = address if isinstance(address, dict) else {}
    country = str(address.get("addressCountry", ""))
    return CompanyFindings(
        description=str(organization.get("description") or context["description"])[:400],
        employees=_number(organization.get("numberOfEmployees")),
        city=str(address.get("addressLocality", ""))[:120],
        country=country if len(country) == 2 and country.isalpha() and country.isupper() else "",
    )


def _nothing(context: Mapping[str, Any]) -> CompanyFindings:
    """Without the web there is nothing to say."""
    return CompanyFindings()


def _number(value: Any) -> int | None:
    """schema.org's number of employees: a number, or a QuantitativeValue."""
    if isinstance(value, dict):
        value = value.get("value")
    text = str(value or "").replace(",", "").strip()
    return int(text) if text.isdecimal() and 0 < int(text) <= 5_000_000 else None


def of_website(by: str) -> Source:
    """How a website tells: what it says of itself in its own markup is surer than what a model reads in it."""
    told = {"technologies": "signature", "linkedin": "link"}
    if by == "model":
        return Source(Origin.WEBSITE, "model", told, Decimal("0.80"))
    return Source(Origin.WEBSITE, "page", told, Decimal("0.90"))


OF_THE_WEB = Source(Origin.WEB, "model", confidence=Decimal("0.60"))
READ_WEBSITE = Prompt("researcher.read_website", _PROMPTS / "read_website.md", offline=_from_page)
ASK_THE_WEB = Prompt("researcher.ask_the_web", _PROMPTS / "ask_the_web.md", offline=_nothing)
