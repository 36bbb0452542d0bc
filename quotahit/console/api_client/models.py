"""The classes of what the API tells, each in the module of the noun that tells it."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from quotahit.console.api_client.modules import BY_HAND, imported, module
from quotahit.console.api_client.operations import by_noun
from quotahit.console.api_client.types import Schema, docstring, is_model, type_of

LEFT_OUT = ("Paginated", "Patched")
SHARED = "shared"  # the module of what several nouns tell, or none in particular
PACKAGE = "quotahit_client.models"


def model_files(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The name and the text of each module of the package `models`, and of the one that gathers them."""
    schemas = document["components"]["schemas"]
    held = _held(schemas)
    homes = _homes(document, held)
    by_home: dict[str, list[str]] = defaultdict(list)
    for name in _in_order(held):
        by_home[homes[name]].append(name)
    for home, names in sorted(by_home.items()):
        others = {other: f"{PACKAGE}.{homes[other]}" for name in names for other in held[name] if homes[other] != home}
        says = f"What is told of {home.replace('_', ' ')}." if home != SHARED else "What more than one noun tells."
        text = "\n\n\n".join("\n".join(_class(name, schemas)) for name in names)
        yield f"{home}.py", module(says, text, others | {"Model": "quotahit_client.transport"})
    yield "__init__.py", "\n".join(_all(by_home)) + "\n"


def _held(schemas: Schema) -> dict[str, list[str]]:
    """Every model that is told, with the models that it holds."""
    names = [name for name in sorted(schemas) if is_model(schemas, name) and not name.startswith(LEFT_OUT)]
    told = [name for name in names if not name.endswith(("Request", "Input"))]
    named = {name: re.findall(r"schemas/(\w+)'", str(schemas[name].get("properties", {}))) for name in told}
    return {name: [other for other in told if other != name and other in named[name]] for name in told}


def _homes(document: dict[str, Any], held: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The noun whose module each model stands in: the only one that tells it by itself, or else within another."""
    alone: dict[str, set[str]] = defaultdict(set)
    within: dict[str, set[str]] = defaultdict(set)

    def tell(name: str, noun: str) -> None:
        within[name].add(noun)
        for other in held[name]:
            tell(other, noun)

    for noun, operations in by_noun(document).items():
        for operation in operations:
            if operation.answer and not operation.is_bytes:
                alone[operation.model].add(noun)
                tell(operation.model, noun)
    return {name: next(_only(alone[name], within[name]), SHARED) for name in held}


def _only(*nouns: Collection[str]) -> Iterator[str]:
    return (noun for found in nouns if len(found) == 1 for noun in found)


def _in_order(held: Mapping[str, Collection[str]]) -> list[str]:
    """Those that others hold come first."""
    done: list[str] = []

    def take(name: str) -> None:
        for other in held[name]:
            take(other)
        if name not in done:
            done.append(name)

    for name in held:
        take(name)
    return done


def _class(name: str, schemas: Schema) -> Iterator[str]:
    schema = schemas[name]
    always = {*schema.get("required", ()), *schema.get("x-always-unless-fields", ())}
    yield f"class {name}(Model):"
    if words := schema.get("description"):
        yield from docstring(words, "    ")
        yield ""
    fields = schema.get("properties", {})
    for field in sorted(fields, key=lambda each: each not in always):
        kind = type_of(fields[field], schemas)
        if field in always:
            yield f"    {field}: {kind}"
        else:
            yield f"    {field}: {kind if kind.endswith('None') else f'{kind} | None'} = None"


def _all(by_home: Mapping[str, list[str]]) -> Iterator[str]:
    yield f'"""All that the API tells. {BY_HAND}"""'
    yield ""
    yield from (imported(sorted(by_home[home]), f"{PACKAGE}.{home}") for home in sorted(by_home))
    yield ""
    yield "__all__ = ["
    yield from (f'    "{name}",' for name in sorted(name for names in by_home.values() for name in names))
    yield "]"
