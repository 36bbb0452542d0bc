"""The words of lexicon/dates.yaml as pieces of regular expressions, and their numbers."""

from functools import cache

from outreach.inbound.folding import fold
from outreach.inbound.lexicon import fold_pattern, load


@cache
def words(name: str) -> str:
    """One alternation of a list, longest first so that "semaine du" wins over "semaine"."""
    return _any(load("dates")[name])


@cache
def named(name: str, *, short: bool = True) -> str:
    """All names of months or weekdays; short forms may end in a full stop."""
    full = [word for entry in load("dates")[name].values() for word in entry["full"]]
    brief = [f"{word}\\.?" for entry in load("dates")[name].values() for word in entry["short"]] if short else []
    return _any(full + brief)


@cache
def _numbered(name: str) -> dict[str, int]:
    entries = load("dates")[name].items()
    return {fold(word): number for number, entry in entries for word in [*entry["full"], *entry["short"]]}


def number_of(name: str, word: str) -> int:
    """The month (1-12) or weekday (0-6) that a word names."""
    return _numbered(name)[word.strip(" .,")]


@cache
def amounts() -> str:
    return _any([r"\d{1,3}", *(word for entry in load("dates")["numbers"].values() for word in entry)])


def amount_of(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(number for number, entry in load("dates")["numbers"].items() if word in map(fold, entry))


@cache
def units() -> dict[str, int]:
    """A pattern for each unit of time, and its days."""
    return {_any(entry): days for days, entry in load("dates")["units"].items()}


@cache
def one_word_days() -> dict[str, int]:
    """A pattern for today, tomorrow and so on, and their distance."""
    return {_any(entry): distance for distance, entry in load("dates")["days"].items()}


def _any(entries: list[str]) -> str:
    return "(?:" + "|".join(sorted(map(fold_pattern, entries), key=len, reverse=True)) + ")"
