"""Reading loose values (cells of a file, JSON of a custom field) as what they mean; None where they mean nothing."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

_NUMBER = re.compile(r"^[^\d\-+]{0,3}([-+]?\d[\d,' _]*(?:\.\d+)?)\s*([kmb%])?$", re.IGNORECASE)
_SCALE = {"k": 10**3, "m": 10**6, "b": 10**9}
_YES = frozenset({"true", "yes", "y", "1", "on"})
_NO = frozenset({"false", "no", "n", "0", "off"})


def as_text(value: Any) -> str:
    """The value as trimmed text; nothing becomes ""."""
    return "" if value is None else str(value).strip()


def as_number(value: Any) -> Decimal | None:
    """`240`, `"1,200"`, `"$3.5M"` and `"12 %"` as a number; None where there is no single number."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        number = Decimal(str(value))
        return number if number.is_finite() else None
    found = _NUMBER.match(str(value).strip())
    if not found:
        return None
    try:
        number = Decimal(re.sub(r"[,' _]", "", found[1]))
    except InvalidOperation:
        return None
    return number * _SCALE.get((found[2] or "").lower(), 1)


def as_list(value: Any) -> list[str]:
    """A list of texts from a list, or from text parted by commas, semicolons or lines; blanks are dropped."""
    if value is None:
        return []
    parts = value if isinstance(value, list | tuple | set) else re.split(r"[,;\n]", str(value))
    return [text for text in (as_text(part) for part in parts) if text]


def as_flag(value: Any) -> bool | None:
    """Yes or no as people write them; None for anything else."""
    text = as_text(value).casefold()
    return True if text in _YES else False if text in _NO else None


def as_date(value: Any) -> date | None:
    """An ISO date, the time of day left out."""
    try:
        return date.fromisoformat(as_text(value)[:10])
    except ValueError:
        return None
