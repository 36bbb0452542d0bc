"""Ids as forms, addresses and commands write them: numbers that every database takes, and nothing else."""

from collections.abc import Iterable

LONGEST = 18  # digits


def id_in(text: str) -> int:
    """The id that a text names; 0, which no row has, for what is none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else 0


def ids_in(texts: Iterable[str]) -> list[int]:
    """The ids among these texts."""
    return [found for text in texts if (found := id_in(text))]
