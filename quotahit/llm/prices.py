"""What models cost, in US dollars, by the vendors' public lists of November 2026.

A model that is not listed counts as the dearest that is, so that a budget errs to the safe side. MODEL_PRICES adds or
corrects lines: `{"llama3": [0, 0]}` is dollars per million tokens read and written.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

MILLION = Decimal(1_000_000)
BYTES_PER_TOKEN = 3  # text in any language has at least about this many
_SNAPSHOT = re.compile(r"-\d{4}-?\d{2}-?\d{2}$")  # gpt-4.1-mini-2025-04-14 costs what gpt-4.1-mini does


@dataclass(frozen=True)
class Price:
    """Dollars for a million tokens read, a million written, and for each call beside that."""

    read: Decimal
    written: Decimal
    call: Decimal = Decimal(0)

    def of(self, tokens_in: int, tokens_out: int) -> Decimal:
        """The cost of one call."""
        return self.call + (self.read * tokens_in + self.written * tokens_out) / MILLION


def _price(read: str, written: str, call: str = "0") -> Price:
    return Price(Decimal(read), Decimal(written), Decimal(call))


PRICES = {
    "gpt-4.1": _price("2", "8"),
    "gpt-4.1-mini": _price("0.40", "1.60"),
    "gpt-4.1-nano": _price("0.10", "0.40"),
    "gpt-4o": _price("2.50", "10"),
    "gpt-4o-mini": _price("0.15", "0.60"),
    "gpt-5": _price("1.25", "10"),
    "gpt-5-mini": _price("0.25", "2"),
    "gpt-5-nano": _price("0.05", "0.40"),
    "gpt-5-pro": _price("15", "120"),
    "o3": _price("2", "8"),
    "o4-mini": _price("1.10", "4.40"),
    "text-embedding-3-small": _price("0.02", "0"),
    "text-embedding-3-large": _price("0.13", "0"),
    "sonar": _price("1", "1", "0.012"),
    "sonar-pro": _price("3", "15", "0.014"),
}
_DEAREST = Price(
    max(price.read for price in PRICES.values()),
    max(price.written for price in PRICES.values()),
    max(price.call for price in PRICES.values()),
)


def price_of(model: str) -> Price:
    """The price of a model, dated snapshots included."""
    name = _SNAPSHOT.sub("", model)
    for key in (model, name):
        if key in settings.MODEL_PRICES:
            return _price(*(str(number) for number in settings.MODEL_PRICES[key]))
    return PRICES.get(name, _DEAREST)


def tokens_at_most(text: str) -> int:
    """An estimate of a text's tokens that is rather too high."""
    return len(text.encode()) // BYTES_PER_TOKEN + 1
