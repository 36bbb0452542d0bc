"""The one reader of what research may write: a policy for each field, and the order in which sources count."""

from typing import Any, Self

from django.utils.translation import gettext
from pydantic import Field, field_validator

from crm.choices import Origin, Writing
from crm.errors import BadProfileError
from crm.stored_rules import StoredRules

# What research can find out, of a person and of a company.
CONTACT_FIELDS = (
    *("title", "seniority", "department", "linkedin", "city", "state", "zip", "country", "zone", "language"),
)
COMPANY_FIELDS = (
    *("domain", "website", "linkedin", "industry", "employees", "annual_revenue", "funding", "growth", "technologies"),
    *("phone", "city", "state", "zip", "country", "description"),
)
FIELDS = {"contact": CONTACT_FIELDS, "company": COMPANY_FIELDS}
# A person is no source among others: what they wrote stays.
ORDER = [Origin.IMPORT, Origin.WEBSITE, Origin.APOLLO, Origin.WEB, Origin.INFERRED]


class WriteRules(StoredRules):
    """`order` names the sources, the strongest first; a field without a policy of its own is only filled when blank."""

    order: list[Origin] = Field(default=ORDER)
    contact: dict[str, Writing] = {}
    company: dict[str, Writing] = {}

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: list[Origin]) -> list[Origin]:
        if sorted(order) != sorted(ORDER):
            raise ValueError("Name every source once.")
        return order

    @classmethod
    def load(cls, stored: dict[str, Any]) -> Self:
        """As ever; sources that came later stand behind those that were ordered."""
        known = [source for source in stored.get("order", ORDER) if source in ORDER]
        return super().load(stored | {"order": [*known, *(one for one in ORDER if one not in known)]})

    def policy(self, kind: str, name: str) -> Writing:
        """What may be done to this field of a `contact` or `company`."""
        given: dict[str, Writing] = getattr(self, kind)
        return given.get(name, Writing.BLANK)

    def may_replace(self, new: str, old: str) -> bool:
        """Whether a value of one source may take the place of another's: of an equal or stronger one."""
        ranks = {str(source): rank for rank, source in enumerate(self.order)}
        return old in ranks and new in ranks and ranks[new] <= ranks[old]


def checked(kind: str, policies: dict[str, str]) -> dict[str, Writing]:
    """Policies by field, without those that say what is so anyway. BadProfileError for an unknown field or word."""
    try:
        found = {name: Writing(word) for name, word in policies.items()}
    except ValueError as error:
        raise BadProfileError(gettext("A field is written never, when it is blank, or always.")) from error
    if unknown := found.keys() - set(FIELDS[kind]):
        names = ", ".join(sorted(unknown))
        raise BadProfileError(gettext("Research writes no field {names}.").format(names=names))
    return {name: word for name, word in found.items() if word != Writing.BLANK}
