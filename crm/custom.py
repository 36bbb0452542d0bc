"""The one reader of custom fields: what an organization keeps about a record beyond our own columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from crm.values import as_date, as_flag, as_list, as_number, as_text


@dataclass(frozen=True)
class CustomFields:
    """Custom fields by name, each read as the type that the caller needs; what does not read as it is None."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        return as_text(self.values.get(name))

    def number(self, name: str) -> Decimal | None:
        return as_number(self.values.get(name))

    def flag(self, name: str) -> bool | None:
        return as_flag(self.values.get(name))

    def date(self, name: str) -> date | None:
        return as_date(self.values.get(name))

    def items(self, name: str) -> list[str]:
        return as_list(self.values.get(name))
