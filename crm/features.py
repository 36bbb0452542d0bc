"""What a scoring rule may read, by path: columns, custom fields, found facts, and the engagement ledger.

contact.<column>    company.<column>    custom.<name>          a custom field of the contact
contact.place       country, or country and state ("US-NY"), the company's where the contact's is not known
company.custom.<name>                   company.facts.<name>   what research found
engagement.points   as of now; unknown while no person's act is in the ledger
"""

from typing import Any

from django.db import models
from django.utils.translation import gettext

from crm.models import Company, Contact


def _columns(model: type[models.Model], hidden: set[str]) -> frozenset[str]:
    plain = (field.name for field in model._meta.concrete_fields if not field.is_relation)
    return frozenset(plain) - hidden


CONTACT_COLUMNS = _columns(
    Contact,
    {"id", "name_key", "last_name_lower", "custom", "fit", "scored_version", "engagement_score", "engagement_trend"},
)
COMPANY_COLUMNS = _columns(Company, {"id", "name_key", "facts", "custom"})
ENGAGEMENT = "engagement.points"
PLACE = "contact.place"


def is_readable(path: str) -> bool:
    """Whether the path names something that a rule may read."""
    root, _, name = path.partition(".")
    if root == "contact":
        return name in CONTACT_COLUMNS or path == PLACE
    if root == "company":
        return name in COMPANY_COLUMNS or (name.startswith(("custom.", "facts.")) and not name.endswith("."))
    return path == ENGAGEMENT or (root == "custom" and bool(name))


def label_of(path: str) -> str:
    """The path's last word, as it stands in a reason: "annual revenue"."""
    root, _dot, name = path.rpartition(".")
    if path == ENGAGEMENT:
        return gettext("engagement")
    if path == PLACE:
        return gettext("place")
    model = {"contact": Contact, "company": Company}.get(root)
    return str(model._meta.get_field(name).verbose_name) if model else gettext(name.replace("_", " "))


def read(contact: Contact, path: str, engagement: int | None) -> Any:
    """The value at a readable path, None where it is not known; `engagement` is the contact's total, or None."""
    root, _, name = path.partition(".")
    if path == ENGAGEMENT:
        return engagement
    if path == PLACE:
        return _place(contact)
    if root == "custom":
        return _known(contact.custom.get(name))
    if root == "contact":
        return _known(getattr(contact, name))
    return _of_company(contact.company, name)


def _of_company(company: Company | None, name: str) -> Any:
    if company is None:
        return None
    kept, _, key = name.partition(".")
    if not key:
        return _known(getattr(company, name))
    found = getattr(company, kept).get(key)
    return _known(found["value"] if isinstance(found, dict) and "value" in found else found)


def _known(value: Any) -> Any:
    return None if value in ("", [], {}) else value


def _place(contact: Contact) -> str | None:
    holder = contact if contact.country else contact.company
    if holder is None or not holder.country:
        return None
    return f"{holder.country}-{holder.state}" if holder.state else holder.country
