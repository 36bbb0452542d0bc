"""A lead as a vendor tells of it: read strictly and cut to what our columns hold. Nothing of it is trusted."""

import re
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from compliance.addresses import email_key

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_WEB = re.compile(r"https?://[^\s<>\"']{3,480}", re.I)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
LENGTHS = {
    **dict.fromkeys(("first_name", "last_name", "department", "city"), 120),
    **{"id": 80, "title": 200, "seniority": 60, "state": 60, "phone": 40, "linkedin": 300},
}
FIRM_LENGTHS = {
    **dict.fromkeys(("industry", "city"), 120),
    **{"name": 200, "state": 60, "phone": 40, "description": 1000},
}


def plain_text(value: Any, most: int) -> str:
    """Text without control characters and superfluous blanks, cut; "" for what is no text."""
    return " ".join(_CONTROL.sub(" ", value).split())[:most] if isinstance(value, str) else ""


def web_address(value: Any) -> str:
    """An address of the web, else ""."""
    text = plain_text(value, 480)
    return text if _WEB.fullmatch(text) else ""


def domain_of(value: Any) -> str:
    """A domain in the form in which companies are compared, from a domain or an address of the web; else ""."""
    host = plain_text(value, 480).lower().partition("://")[2] or plain_text(value, 480).lower()
    host = host.partition("/")[0].partition(":")[0].removeprefix("www.")
    return host if len(host) <= 253 and _DOMAIN.fullmatch(host) else ""


def _number(value: Any, most: int) -> int | None:
    is_one = isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= most
    return int(value) if is_one else None


class FoundFirm(BaseModel):
    """The company that a lead works for; blank or None is "not told"."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = ""
    domain: str = ""
    website: str = ""
    linkedin: str = ""
    industry: str = ""
    employees: int | None = None
    annual_revenue: int | None = None
    funding: int | None = None
    growth: Decimal | None = None
    technologies: list[str] = []
    phone: str = ""
    city: str = ""
    state: str = ""
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    description: str = ""

    @field_validator(*FIRM_LENGTHS, mode="before")
    @classmethod
    def _text(cls, value: Any, info: Any) -> str:
        return plain_text(value, FIRM_LENGTHS[info.field_name])

    @field_validator("website", "linkedin", mode="before")
    @classmethod
    def _web(cls, value: Any) -> str:
        return web_address(value)[:300]

    @field_validator("domain", mode="before")
    @classmethod
    def _domain(cls, value: Any) -> str:
        return domain_of(value)

    @field_validator("employees", mode="before")
    @classmethod
    def _people(cls, value: Any) -> int | None:
        return _number(value, 5_000_000)

    @field_validator("annual_revenue", "funding", mode="before")
    @classmethod
    def _money(cls, value: Any) -> int | None:
        return _number(value, 10**13)

    @field_validator("growth", mode="before")
    @classmethod
    def _percent(cls, value: Any) -> Decimal | None:
        is_one = isinstance(value, int | float | str) and not isinstance(value, bool)
        try:
            number = Decimal(str(value)) if is_one else None
        except ArithmeticError:
            return None
        return number if number is not None and -100 <= number <= 1000 else None

    @field_validator("technologies", mode="before")
    @classmethod
    def _names(cls, value: Any) -> list[str]:
        names = (plain_text(one, 120) for one in value[:50]) if isinstance(value, list) else ()
        return [name for name in names if name]

    def columns(self) -> dict[str, Any]:
        """What is told, under the names of the company's fields, its name aside."""
        told = self.model_dump(exclude={"name"})
        return {name: value for name, value in told.items() if value not in ("", None, [])}


class FoundLead(BaseModel):
    """One person as the source tells of them."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = ""  # at the source
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    seniority: str = ""
    department: str = ""
    email: str = ""
    email_status: str = ""
    phone: str = ""
    linkedin: str = ""
    city: str = ""
    state: str = ""
    country: str = Field(default="", pattern="^([A-Z]{2})?$")
    firm: FoundFirm = FoundFirm()

    @field_validator(*LENGTHS, mode="before")
    @classmethod
    def _text(cls, value: Any, info: Any) -> str:
        return plain_text(value, LENGTHS[info.field_name])

    @field_validator("email_status", mode="before")
    @classmethod
    def _word(cls, value: Any) -> str:
        return plain_text(value, 40)

    @field_validator("email", mode="before")
    @classmethod
    def _email(cls, value: Any) -> str:
        return email_key(value) if isinstance(value, str) else ""

    @classmethod
    def load(cls, stored: dict[str, Any]) -> "FoundLead":
        """Read a stored one; {} is one that was emptied."""
        return cls.model_validate(stored)

    def dump(self) -> dict[str, Any]:
        """The form that is stored: what is told alone."""
        return self.model_dump(mode="json", exclude_defaults=True)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def columns(self) -> dict[str, Any]:
        """What is told, under the names of the contact's own fields, names and LinkedIn profile aside."""
        names = ("title", "seniority", "department", "city", "state", "country")
        return {name: value for name in names if (value := getattr(self, name))}
