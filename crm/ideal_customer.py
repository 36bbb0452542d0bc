"""The one reader of the ideal customer: whom the organization wants to sell to."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop
from pydantic import Field, field_validator, model_validator

from crm.stored_rules import StoredRules
from crm.values import as_list, as_number

DECISION_MAKERS = (
    *("CEO", "CFO", "CTO", "CIO", "COO", "CMO", "CRO", "chief", "founder", "owner", "president", "partner"),
    *("chairman", "chairwoman", "chairperson"),
    *("managing director", "general manager", "VP", "SVP", "EVP", "vice president", "director", "head", "c suite"),
    *("Geschäftsführer", "Geschäftsführerin", "Inhaber", "Inhaberin", "Vorstand", "Leiter", "Leiterin"),
    *("directeur", "directrice", "PDG", "gérant", "directora", "gerente"),
)


class IdealCustomer(StoredRules):
    """What a good customer looks like; what is left empty is not judged. Lists are compared without case.

    Text in place of a list, and numbers as people write them, are older shapes and fine.
    """

    industries: list[str] = Field(default=[], title=gettext_noop("Industries"))
    employees_min: int | None = Field(default=None, ge=0, title=gettext_noop("Employees, at least"))
    employees_max: int | None = Field(default=None, ge=0, title=gettext_noop("Employees, at most"))
    decision_makers: list[str] = Field(
        default=list(DECISION_MAKERS), title=gettext_noop("Words in a decision maker's title")
    )
    revenue_min: Decimal | None = Field(default=None, ge=0, title=gettext_noop("Yearly revenue, at least"))
    funding_min: Decimal | None = Field(default=None, ge=0, title=gettext_noop("Funding, at least"))
    technologies: list[str] = Field(default=[], title=gettext_noop("Technologies, any of"))
    growth_min: Decimal | None = Field(default=Decimal(10), title=gettext_noop("Headcount growth, % a year, at least"))
    places: list[str] = Field(default=[], title=gettext_noop("Countries, or states such as US-CA"))
    intent_topics: list[str] = Field(default=[], title=gettext_noop("Topics that show intent"))

    @field_validator("industries", "decision_makers", "technologies", "places", "intent_topics", mode="before")
    @classmethod
    def _read_list(cls, value: Any) -> list[str]:
        return as_list(value)

    @field_validator("employees_min", "employees_max", "revenue_min", "funding_min", "growth_min", mode="before")
    @classmethod
    def _read_number(cls, value: Any) -> Any:
        if value in (None, ""):
            return None
        number = as_number(value)
        return value if number is None else number

    @model_validator(mode="after")
    def _in_order(self) -> "IdealCustomer":
        if self.employees_min and self.employees_max and self.employees_min > self.employees_max:
            raise ValueError("Employees: the least is above the most.")
        return self
