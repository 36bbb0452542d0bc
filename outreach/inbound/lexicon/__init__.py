"""What people and machines write in mails, as data: one YAML file for a question, by language.

Patterns are regular expressions in real spelling; they are matched against folded text (see `folding`), so that case,
accents, umlauts spelt with e and typographic quotes never matter. `~` stands for a few words within one statement.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from outreach.inbound.folding import fold_pattern

HERE = Path(__file__).parent
FEW_WORDS = r"[^.!?;\n]{0,60}?"


@cache
def load(name: str) -> Any:
    """One lexicon file as it stands."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


def compiled(pattern: str) -> re.Pattern[str]:
    """One pattern, ready for folded text."""
    return re.compile(fold_pattern(pattern).replace("~", FEW_WORDS), re.MULTILINE)


@cache
def patterns(name: str, *path: str) -> tuple[re.Pattern[str], ...]:
    """All patterns below a path of a file, whatever their language."""
    node = load(name)
    for key in path:
        node = node.get(key, {})
    return tuple(compiled(pattern) for pattern in _flat(node))


def matches(text: str, name: str, *path: str) -> bool:
    """Does any pattern below the path occur in the folded text?"""
    return any(pattern.search(text) for pattern in patterns(name, *path))


def _flat(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [pattern for child in node.values() for pattern in _flat(child)]
    return list(node or [])
