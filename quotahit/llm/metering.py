"""What the model calls of one act cost together, for whoever keeps a record of the act."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal


@dataclass
class Meter:
    """US dollars, as models charge."""

    spent: Decimal = Decimal(0)


_meter: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Add up what is spent on this thread while the block runs."""
    meter = Meter()
    token = _meter.set(meter)
    try:
        yield meter
    finally:
        _meter.reset(token)


def count(amount: Decimal) -> None:
    """Put one call's cost on the meter, if somebody reads it."""
    meter = _meter.get()
    if meter is not None:
        meter.spent += amount
