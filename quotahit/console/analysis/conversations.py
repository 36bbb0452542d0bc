"""Reads every conversation of a file as the qualifier reads it without a model."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from agents.qualifier.reading import read_talk
from agents.qualifier.slots import SLOTS, Slot
from agents.qualifier.talks import parse_talk
from crm.choices import LeadVerdict

WRONG_USE = 2
NO_TALK = "This item is no conversation: an object with a list of turns is expected."


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.json", type=Path, help="A list of conversations as JSON.")


def run(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One result for each item, in the file's order; one that is no conversation has empty slots and says so."""
    for item in _items(options["file"]):
        yield _answer(item)


def _answer(item: Any) -> dict[str, Any]:
    if not isinstance(item, dict) or not isinstance(item.get("turns") or [], list):
        empty = {name: Slot().as_answer() for name in SLOTS}
        return {
            "id": item.get("id") if isinstance(item, dict) else None,
            "slots": empty,
            "verdict": LeadVerdict.NURTURE.upper(),
            "reason": NO_TALK,
            "next_question": "",
        }
    return {"id": item.get("id"), **read_talk(parse_talk(item)).as_answer()}


def _items(file: Path) -> list[Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError, ValueError, RecursionError) as problem:
        raise CommandError(f"{file} cannot be read as JSON: {problem}", returncode=WRONG_USE) from problem
    items = content.get("conversations") if isinstance(content, dict) else content
    if not isinstance(items, list):
        raise CommandError(f"{file} holds no list of conversations.", returncode=WRONG_USE)
    return items
