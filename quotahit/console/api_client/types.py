"""From a JSON schema to a type of Python."""

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

FORMATS = {"date-time": "datetime", "date": "date", "decimal": "Decimal"}
PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
Schema = Mapping[str, Any]


def docstring(words: str, indent: str) -> Iterator[str]:
    """The words as a docstring; the quotation marks that close it stand on a line of their own where there are many."""
    words = " ".join(words.split())
    if len(words) + len(indent) + 6 <= 120:
        yield f'{indent}"""{words}"""'
        return
    first, *rest = textwrap.wrap(f'"""{words}', 120 - len(indent))
    yield from (f"{indent}{line}" for line in (first, *rest))
    yield f'{indent}"""'


def name_of(reference: str) -> str:
    return reference.rpartition("/")[2]


def is_model(schemas: Schema, name: str) -> bool:
    """Whether a component is a class of its own, and not a word of an enumeration."""
    return schemas[name].get("type") == "object"


def type_of(schema: Schema, schemas: Schema, *, prefix: str = "") -> str:
    """The type of a value, such as `list[str] | None`; `prefix` stands before the names of models."""
    found = _type(schema, schemas, prefix)
    return f"{found} | None" if schema.get("nullable") and not found.endswith("None") and found != "Any" else found


def _type(schema: Schema, schemas: Schema, prefix: str) -> str:
    if "$ref" in schema:
        name = name_of(schema["$ref"])
        return f"{prefix}{name}" if is_model(schemas, name) else "str"
    for word in ("allOf", "oneOf", "anyOf"):
        if word in schema:
            return _any(schema[word], schemas, prefix)
    if schema.get("type") == "array":
        return f"list[{type_of(schema['items'], schemas, prefix=prefix)}]"
    if schema.get("type") == "object":
        more = schema.get("additionalProperties")
        return f"dict[str, {type_of(more, schemas, prefix=prefix)}]" if more else "dict[str, Any]"
    if schema.get("type") == "string":
        return FORMATS.get(schema.get("format", ""), "str")
    return PLAIN.get(schema.get("type", ""), "Any")


def _any(schemas_of: Any, schemas: Schema, prefix: str) -> str:
    """Several shapes are told apart by type only: an amount as text or as a number, a word of this list or that."""
    found = dict.fromkeys(type_of(each, schemas, prefix=prefix) for each in schemas_of)
    return " | ".join(found)
