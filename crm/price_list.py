"""What the organization sells at which price: the only prices that an agent may name."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from pydantic import BaseModel, ConfigDict, Field, field_validator

LINE = re.compile(
    r"""(?P<item>.+?)\s*:\s*
        (?P<price>\d[\d,]*(?:\.\d{1,2})?)\s*(?P<currency>[A-Z]{3})
        (?:\s+per\s+(?P<unit>[^;]+?))?
        (?:\s*;\s*not\s+below\s+(?P<floor>\d[\d,]*(?:\.\d{1,2})?))?\s*""",
    re.X,
)
EXAMPLE = "Team plan: 49 USD per user and month; not below 39"


class PriceLine(BaseModel):
    """One item with its list price, what that is for, and the floor, which is for our own people alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    item: str = Field(min_length=1, max_length=120)
    price: Decimal = Field(ge=0, max_digits=14, decimal_places=2)
    currency: str = Field(pattern="^[A-Z]{3}$")
    unit: str = Field(default="", max_length=80)
    floor: Decimal | None = Field(default=None, ge=0, max_digits=14, decimal_places=2)

    @field_validator("price", "floor", mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        return value.replace(",", "") if isinstance(value, str) else value

    def __str__(self) -> str:
        return self.said + (f"; not below {_plain(self.floor)}" if self.floor is not None else "")

    @property
    def said(self) -> str:
        """The line as anybody may read it."""
        return f"{self.item}: {_plain(self.price)} {self.currency}" + (f" per {self.unit}" if self.unit else "")


def load_prices(stored: Sequence[dict[str, Any]]) -> list[PriceLine]:
    """The price list as a profile keeps it."""
    return [PriceLine.model_validate(line) for line in stored]


def read_prices(text: str) -> list[PriceLine]:
    """A price list as a person types it, one item on a line. ValueError that names the first line it cannot read."""
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        match = LINE.fullmatch(line)
        if match is None:
            words = gettext("“{line}” is not written like “{example}”.")
            raise ValueError(words.format(line=line, example=EXAMPLE))
        found.append(PriceLine.model_validate({name: said for name, said in match.groupdict().items() if said}))
    return found


def _plain(price: Decimal) -> str:
    return f"{price:,.0f}" if price == price.to_integral() else f"{price:,.2f}"
