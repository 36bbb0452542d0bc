"""A module of the client: what it says of itself, what it needs from elsewhere, and its classes."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

BY_HAND = "Written by `bin/manage api_client`; not by hand."
# What a module may need of Python itself, in the order in which it is imported.
STANDARD = {
    "Iterator": "collections.abc",
    "date": "datetime",
    "datetime": "datetime",
    "Decimal": "decimal",
    "Any": "typing",
}


def module(says: str, text: str, ours: Mapping[str, str]) -> str:
    """The classes in `text` below the imports that they need; `ours` says where each name of the client stands."""
    imports = "\n\n".join(filter(None, ("\n".join(_imports(names, text)) for names in (STANDARD, ours))))
    return f'"""{says} {BY_HAND}"""\n\n{imports}\n\n\n{text}\n'


def _imports(names: Mapping[str, str], text: str) -> Iterator[str]:
    by_module: dict[str, list[str]] = defaultdict(list)
    for name, where in names.items():
        if re.search(rf"\b{name}\b(?!:)", text):
            by_module[where].append(name)
    for where, found in by_module.items():
        yield imported(found, where)


def imported(names: Collection[str], where: str) -> str:
    """The statement that takes these names from there."""
    line = f"from {where} import {', '.join(names)}"
    if len(line) <= 120:
        return line
    return "\n".join([f"from {where} import (", *(f"    {name}," for name in names), ")"])
