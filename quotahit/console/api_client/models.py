"""The classes of what the API tells and takes."""

from collections.abc import Iterator
from typing import Any

from quotahit.console.api_client.types import Schema, docstring, is_model, type_of

HEAD = '''"""What the API tells. Written by `bin/manage api_client`; not by hand."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from quotahit_client.transport import Model
'''
LEFT_OUT = ("Paginated", "Patched")


def models_file(document: dict[str, Any]) -> str:
    """The text of models.py."""
    schemas = document["components"]["schemas"]
    names = [name for name in sorted(schemas) if is_model(schemas, name) and not name.startswith(LEFT_OUT)]
    told = [name for name in names if not name.endswith(("Request", "Input"))]
    return HEAD + "".join("\n\n" + "\n".join(_class(name, schemas)) + "\n" for name in _in_order(told, schemas))


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


def _in_order(names: list[str], schemas: Schema) -> list[str]:
    """Those that others hold come first."""
    done: list[str] = []

    def take(name: str) -> None:
        if name in done:
            return
        text = str(schemas[name].get("properties", {}))
        for other in names:
            if other != name and f"schemas/{other}'" in text:
                take(other)
        done.append(name)

    for name in names:
        take(name)
    return done
