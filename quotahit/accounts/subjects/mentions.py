"""Recognising a person in text, whatever the spelling, and taking them out of it.

A pattern is exact in Python. Databases get a looser one that finds all of the same rows and a few more.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import idna
import phonenumbers

ERASED = "[erased]"
_BETWEEN = "[^0-9A-Za-z]{0,4}"  # the digits of a number as people write it
_APART = "[^0-9A-Za-z]{1,4}"  # the words of a name
_GMAIL = ("gmail.com", "googlemail.com")
# What must not stand before and behind: "smith@x.example" is not named by "j.smith@x.example" or "smith@x.example.org".
_LIMIT = ("0-9A-Za-z", "[0-9A-Za-z]|-[0-9A-Za-z]")
_LIMITS = {"email": ("0-9A-Za-z._+-", "[0-9A-Za-z]|[.-][0-9A-Za-z]")}


class Mentions:
    """The addresses and names of one person as patterns; of a name both words are needed, in either order."""

    def __init__(
        self, addresses: Iterable[tuple[str, str]], names: Iterable[tuple[str, str]], *, by_part: bool = False
    ) -> None:
        pairs = sorted(names)
        spellings = [(kind, form) for kind, key in sorted(addresses) for form in _SPELLINGS.get(kind, _none)(key)]
        spellings += [("name", form) for pair in pairs for form in _full_name(*pair)]
        if by_part:
            words = {re.escape(word) for pair in pairs for word in pair if len(word) > 1}
            spellings += [("name", word) for word in sorted(words, key=len, reverse=True)]
        self.pattern = "|".join(form for _, form in spellings)
        exact = "|".join(_within(*_LIMITS.get(kind, _LIMIT), form) for kind, form in spellings)
        self._exact = re.compile(exact, re.I) if spellings else None
        self._loose = re.compile(self.pattern.encode(), re.I) if spellings else None
        self._in_bytes = re.compile(exact.encode(), re.I) if spellings else None

    def __bool__(self) -> bool:
        return self._exact is not None

    @property
    def pattern_in_json(self) -> str:
        """The pattern for the text of a JSON column, where SQLite keeps other letters than ASCII as escapes."""
        escaped = "".join(_as_in_json(letter) for letter in self.pattern)
        return self.pattern if escaped == self.pattern else f"{self.pattern}|{escaped}"

    def found_in(self, text: str | bytes) -> bool:
        """Whether the person is named in it."""
        pattern = self._in_bytes if isinstance(text, bytes) else self._exact
        return bool(pattern and pattern.search(text))  # type: ignore[arg-type]

    def may_be_in(self, content: bytes) -> bool:
        """Whether the person stands anywhere in a file of no known form, where one text follows another unparted."""
        return bool(self._loose and self._loose.search(content))

    def taken_out(self, value: Any) -> Any:
        """The value without the person: text, or whatever JSON holds. The very same where they are not in it."""
        if isinstance(value, str):
            return self._exact.sub(ERASED, value) if self._exact else value
        if isinstance(value, list):
            return [self.taken_out(item) for item in value]
        if isinstance(value, dict):
            return {self.taken_out(key): self.taken_out(item) for key, item in value.items()}
        return value


def _email(key: str) -> Iterator[str]:
    """With any tag behind a plus unless it has one, and for Gmail with dots anywhere; the @ as in links too."""
    local, _, domain = key.rpartition("@")
    tag = "" if "+" in local else r"(?:(?:\+|%2b)[^@%\s]*)?"
    if domain in _GMAIL:
        local = local.partition("+")[0].replace(".", "")
        tag = r"(?:(?:\+|%2b)[^@%\s]*)?"
        name, domains = r"\.?".join(map(re.escape, local)), r"g(?:oogle)?mail\.com"
    else:
        name, domains = re.escape(local), "|".join(re.escape(form) for form in sorted({domain, _in_letters(domain)}))
    yield rf"{name}{tag}(?:@|%40)(?:{domains})"


def _in_letters(domain: str) -> str:
    """An international domain as people write it."""
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


def _phone(key: str) -> Iterator[str]:
    """The number with any marks between its digits, with its country's prefix and without."""
    try:
        number = phonenumbers.parse(key)
    except phonenumbers.NumberParseException:
        yield re.escape(key)  # on record as a number, and none: it is looked for as it stands
        return
    national = phonenumbers.national_significant_number(number)
    yield rf"\+?{_BETWEEN.join(f'{number.country_code}{national}')}"
    yield f"0?{_BETWEEN.join(national)}"


def _profile(key: str) -> Iterator[str]:
    yield rf"(?:https?://)?(?:[\w-]+\.)?linkedin\.com/{re.escape(key)}/?"
    yield re.escape(key)


def _full_name(first: str, last: str) -> Iterator[str]:
    if first and last:
        yield rf"{re.escape(first)}{_APART}{re.escape(last)}"
        yield rf"{re.escape(last)}{_APART}{re.escape(first)}"


def _none(key: str) -> Iterator[str]:
    """How an address of another kind is spelled: nobody knows."""
    yield from ()


def _within(before: str, after: str, form: str) -> str:
    return f"(?<![{before}])(?:{form})(?!{after})"


def _as_in_json(letter: str) -> str:
    return letter if letter.isascii() else re.escape(json.dumps(letter)[1:-1])


_SPELLINGS: dict[str, Callable[[str], Iterator[str]]] = {"email": _email, "phone": _phone, "linkedin": _profile}
