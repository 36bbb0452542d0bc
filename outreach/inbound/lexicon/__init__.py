"""What people and machines write in mails, as data: one YAML file for a question, by language.

Patterns are regular expressions in real spelling; a list of them is one sign with several wordings. They are matched
against folded text (see `folding`), so that case, accents, umlauts spelt with e and typographic quotes never matter.
`~` stands for a few words within one statement.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from outreach.inbound.folding import fold_pattern
from quotahit.yaml_files import read_yaml

HERE = Path(__file__).parent
FEW_WORDS = r"[^.!?;\n]{0,60}?"


@cache
def load(name: str) -> Any:
    """One lexicon file as it stands."""
    return read_yaml(HERE / f"{name}.yaml")


def compiled(sign: str | list[str]) -> re.Pattern[str]:
    """One sign, ready for folded text."""
    pattern = sign if isinstance(sign, str) else "|".join(sign)
    return re.compile(fold_pattern(pattern).replace("~", FEW_WORDS), re.MULTILINE)


@cache
def patterns(name: str, *path: str) -> tuple[re.Pattern[str], ...]:
    """All patterns below a path of a file, whatever their language."""
    node = load(name)
    for key in path:
        node = node.get(key, {})
    return tuple(compiled(sign) for sign in _signs(node))


def matches(text: str, name: str, *path: str) -> bool:
    """Does any pattern below the path occur in the folded text?"""
    return any(pattern.search(text) for pattern in patterns(name, *path))


def _signs(node: Any) -> list[str | list[str]]:
    if isinstance(node, dict):
        return [sign for child in node.values() for sign in _signs(child)]
    return list(node)
