"""Numbers as people write them: "1,200", "1.200", "51-200", "10,000+", "$5M", "1,5 Mio. €"."""

import re
from decimal import Decimal

_TOKEN = re.compile(r"(\d(?:[\d.,'’  ]*\d)?)\s*([a-z]*)", re.IGNORECASE)
_SCALE = {
    **dict.fromkeys(("k", "tsd", "thousand", "tausend", "mille", "mil"), Decimal(10**3)),
    **dict.fromkeys(("m", "mm", "mn", "mio", "mill", "million", "millions", "millionen", "millones"), Decimal(10**6)),
    **dict.fromkeys(("b", "bn", "mrd", "billion", "billions", "milliarde", "milliarden", "milliards"), Decimal(10**9)),
}
_MONEY = r"(?:[$€£¥₹%]|zł|kr|[a-z]{3}\b)?"
_AMOUNT = re.compile(rf"^([-−]?)\+?{_MONEY}\s*\d[\d.,'’  ]*\s*(?:{'|'.join(_SCALE)})?\.?\s*{_MONEY}$")
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "zł": "PLN", "kr": "SEK", "₹": "INR", "chf": "CHF"}
_CODES = ("USD", "EUR", "GBP", "CHF", "PLN", "SEK", "NOK", "DKK", "CAD", "AUD", "INR", "JPY", "CZK")


def quantity(text: str) -> Decimal | None:
    """The number in the text, the middle of a range; None where there is none, or more than two."""
    if text.isascii() and text.isdigit():
        return Decimal(text)
    tokens = _TOKEN.findall(text)
    if not 1 <= len(tokens) <= 2:
        return None
    scales = [_SCALE.get(unit.lower()) for _, unit in tokens]
    last = scales[-1]
    values = [
        _plain(digits, scale or last) * (scale or last or 1) for (digits, _), scale in zip(tokens, scales, strict=True)
    ]
    return sum(values, Decimal()) / len(values)


def amount(text: str) -> Decimal | None:
    """A single number with its sign, scale and currency ("-1.200,50", "$5M", "12 %"); None for anything else."""
    found = _AMOUNT.match(text.strip().casefold())
    number = quantity(text) if found else None
    return -number if number is not None and found and found[1] else number


def headcount(text: str) -> int | None:
    """A number of people; None where the text names none or nonsense."""
    found = quantity(text)
    return int(found) if found is not None and 0 <= found < 2**31 else None


def money(text: str) -> tuple[Decimal | None, str]:
    """An amount and its currency's code, "" where the text does not say."""
    found = quantity(text)
    if found is None or found >= 10**15:
        return None, ""
    folded = text.casefold()
    named = [code for code in _CODES if code.casefold() in folded]
    signed = [code for sign, code in _CURRENCIES.items() if sign in folded]
    return found.quantize(Decimal("0.01")), (named or signed or [""])[0]


def percentage(text: str) -> Decimal | None:
    """A change in percent, with its sign; None where the text names none that could be true."""
    found = quantity(text)
    if found is None or found >= 10**5:
        return None
    signed = -found if text.strip().startswith(("-", "−", "(")) else found
    return signed.quantize(Decimal("0.1"))


def _plain(digits: str, scale: Decimal | None) -> Decimal:
    """The value of a digit group, whichever sign parts its thousands and its decimals.

    A lone sign with three digits after it parts thousands, unless a scale follows: 1.200 is 1200, 1.234M is not.
    """
    bare = re.sub(r"['’  ]", "", digits)
    whole, sign, rest = _parted(bare)
    if sign and (sign in whole or (len(rest) == 3 and not scale and not ({".", ","} - {sign}) & set(whole))):
        whole, rest = whole + rest, ""
    return Decimal(re.sub(r"[.,]", "", whole) + (f".{rest}" if rest else ""))


def _parted(digits: str) -> tuple[str, str, str]:
    """The digits before the last point or comma, that sign, and those after it."""
    at = max(digits.rfind("."), digits.rfind(","))
    return (digits, "", "") if at < 0 else (digits[:at], digits[at], digits[at + 1 :])


def currency_of(text: str) -> str:
    """The code of a currency by its sign, its code or a name with the code in it ("USD - US Dollar"); "" for none."""
    word = text.strip().casefold()
    if found := next((code for sign, code in _CURRENCIES.items() if word == sign), ""):
        return found
    parts = [part for part in re.split(r"[^a-z]+", word) if part]
    code = next((part for part in parts if part.upper() in _CODES), parts[0] if len(parts) == 1 else "")
    return code.upper() if len(code) == 3 and code.isascii() else ""
