"""Apollo (apollo.io): a search of people that is free and hides how to reach them, and a reveal that costs credits.

POST mixed_people/api_search answers {"people": [{"id", "first_name", "last_name_obfuscated", "title", "has_email",
"organization": {"name"}}], "total_entries"} (older plans: "pagination": {"page", "total_pages"}). POST
people/bulk_match takes {"details": [{"id"}]}, ten at most, and answers {"matches": [person or null],
"credits_consumed"}. The key goes in the header X-Api-Key.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx2
from django.conf import settings
from pydantic import ValidationError

from agents.choices import Trouble
from agents.scout.errors import Lasting, Passing
from agents.scout.leads import FoundLead
from crm.ideal_customer import DECISION_MAKERS, IdealCustomer
from crm.importing.cells.places import country_code, country_name, state_code, state_name

PER_PAGE = 50
AT_ONCE = 10  # people of one reveal
LARGEST = 5_000_000  # bytes of one answer
TIMEOUT = httpx2.Timeout(20.0, connect=5.0)
LOCKED = "email_not_unlocked@"
DECIDING = ["owner", "founder", "c_suite", "partner", "vp", "head", "director"]
_LASTING = {
    400: Trouble.NOT_UNDERSTOOD,
    401: Trouble.KEY_REFUSED,
    402: Trouble.NO_CREDITS,
    403: Trouble.KEY_REFUSED,
    404: Trouble.NOT_UNDERSTOOD,
    422: Trouble.NOT_UNDERSTOOD,
}
LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class Glimpse:
    """A person as the free search shows them: enough to tell whether they are known by id, not how to reach them."""

    id: str
    has_email: bool


@dataclass(frozen=True)
class Page:
    people: list[Glimpse]
    is_last: bool


@dataclass(frozen=True)
class Revealed:
    """Leads by their id at Apollo, and what they cost."""

    leads: dict[str, FoundLead]
    spent: int


def question_of(ideal: IdealCustomer) -> dict[str, Any]:
    """The ideal customer in the words of Apollo's search; what is not judged is not asked."""
    asked: dict[str, Any] = {"contact_email_status": ["verified"]}
    if ideal.decision_makers and ideal.decision_makers != list(DECISION_MAKERS):
        asked["person_titles"] = ideal.decision_makers
    else:
        asked["person_seniorities"] = DECIDING
    if ideal.employees_min is not None or ideal.employees_max is not None:
        asked["organization_num_employees_ranges"] = [f"{ideal.employees_min or 1},{ideal.employees_max or 5_000_000}"]
    if ideal.revenue_min is not None:
        asked["revenue_range"] = {"min": int(ideal.revenue_min)}
    if ideal.industries:
        asked["q_organization_keyword_tags"] = ideal.industries
    if ideal.technologies:
        asked["currently_using_any_of_technology_uids"] = [_uid(name) for name in ideal.technologies]
    if ideal.places:
        asked["organization_locations"] = [_place(code) for code in ideal.places]
    return asked


class Apollo:
    """Apollo, asked with one key. Every method raises Lasting or Passing."""

    def __init__(self, key: str) -> None:
        if not key:
            raise Lasting(Trouble.NO_KEY)
        self.key = key

    def look(self, question: dict[str, Any], page: int) -> Page:
        """One page of who fits the question, from 1."""
        told = self._post("mixed_people/api_search", question | {"page": page, "per_page": PER_PAGE})
        rows = told.get("people")
        if not isinstance(rows, list):
            raise Passing(Trouble.GARBLED)
        people = [_glimpse(row) for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)]
        return Page([one for one in people if one.id], len(rows) < PER_PAGE or page >= _pages(told, page))

    def reveal(self, ids: Sequence[str]) -> Revealed:
        """How these people can be reached, ten at most; who is not told is missing."""
        told = self._post("people/bulk_match", {"details": [{"id": one} for one in ids[:AT_ONCE]]})
        matches = told.get("matches")
        if not isinstance(matches, list):
            raise Passing(Trouble.GARBLED)
        people = [row for row in matches if isinstance(row, dict) and row.get("id") in ids]
        spent = told.get("credits_consumed")
        is_count = isinstance(spent, int) and not isinstance(spent, bool) and 0 <= spent <= len(ids)
        leads = {row["id"]: lead for row in people if (lead := _lead(row))}
        return Revealed(leads, spent if is_count else len(ids))  # type: ignore[arg-type]  # checked

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"X-Api-Key": self.key, "Accept": "application/json", "Cache-Control": "no-cache"}
        address = f"{settings.APOLLO_BASE_URL.rstrip('/')}/{path}"
        try:
            with (
                httpx2.Client(timeout=TIMEOUT, follow_redirects=False) as client,
                client.stream("POST", address, json=body, headers=headers) as answer,
            ):
                _check(answer)
                content = _content(answer)
        except (httpx2.TransportError, httpx2.DecodingError) as problem:
            raise Passing(Trouble.NO_ANSWER) from problem
        try:
            told = json.loads(content)
        except (ValueError, RecursionError) as problem:
            raise Passing(Trouble.GARBLED) from problem
        if not isinstance(told, dict):
            raise Passing(Trouble.GARBLED)
        return told


def _check(answer: httpx2.Response) -> None:
    if answer.status_code == 429:
        raise Passing(Trouble.TOO_MANY_CALLS, _pause(answer.headers.get("Retry-After", "")))
    if answer.status_code in _LASTING:
        raise Lasting(_LASTING[answer.status_code])
    if answer.status_code != 200:
        raise Passing(Trouble.VENDOR_DOWN)


def _content(answer: httpx2.Response) -> bytes:
    content = b""
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > LARGEST:
            raise Passing(Trouble.GARBLED)
    return content


def _pause(text: str) -> timedelta | None:
    return min(timedelta(seconds=int(text)), LONGEST_PAUSE) if text.isdecimal() and len(text) < 8 else None


def _pages(told: dict[str, Any], page: int) -> int:
    """How many pages there are; where nothing readable is said, one more than this."""
    pagination = told.get("pagination")
    pages = pagination.get("total_pages") if isinstance(pagination, dict) else None
    if isinstance(pages, int):
        return pages
    total = told.get("total_entries")
    return -(-total // PER_PAGE) if isinstance(total, int) else page + 1


def _glimpse(row: dict[str, Any]) -> Glimpse:
    email = row.get("email")
    return Glimpse(row["id"][:80], bool(row.get("has_email", email)))


def _lead(row: dict[str, Any]) -> FoundLead | None:
    firm = row.get("organization")
    firm = firm if isinstance(firm, dict) else {}
    email = row.get("email") if isinstance(row.get("email"), str) else ""
    country = country_code(_text(row.get("country")))
    try:
        return FoundLead.model_validate(
            {
                **{name: row.get(name) for name in ("id", "first_name", "last_name", "title", "seniority", "city")},
                "department": _first(row.get("departments")),
                "email": "" if str(email).startswith(LOCKED) else email,
                "email_status": row.get("email_status"),
                "phone": _phone(row.get("phone_numbers")),
                "linkedin": row.get("linkedin_url"),
                "country": country,
                "state": state_code(_text(row.get("state")), country),
                "firm": _firm(firm),
            }
        )
    except ValidationError:
        return None


def _firm(row: dict[str, Any]) -> dict[str, Any]:
    country = country_code(_text(row.get("country")))
    growth = row.get("organization_headcount_twelve_month_growth")
    return {
        **{name: row.get(name) for name in ("name", "industry", "annual_revenue", "city")},
        "domain": row.get("primary_domain") or row.get("website_url"),
        "website": row.get("website_url"),
        "linkedin": row.get("linkedin_url"),
        "employees": row.get("estimated_num_employees"),
        "funding": row.get("total_funding"),
        "growth": round(growth * 100, 1) if isinstance(growth, float) else None,
        "technologies": row.get("technology_names"),
        "phone": row.get("sanitized_phone") or row.get("phone"),
        "description": row.get("short_description"),
        "country": country,
        "state": state_code(_text(row.get("state")), country),
    }


def _text(value: Any) -> str:
    return value[:80] if isinstance(value, str) else ""


def _first(values: Any) -> Any:
    return values[0] if isinstance(values, list) and values else ""


def _phone(rows: Any) -> Any:
    first = _first(rows)
    return first.get("sanitized_number") if isinstance(first, dict) else ""


def _uid(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace(".", "_")


def _place(code: str) -> str:
    """A country or a state by the name that Apollo knows it by."""
    country, _, state = code.partition("-")
    named = country_name(country) or country
    return f"{state_name(state, country) or state}, {named}" if state else named
