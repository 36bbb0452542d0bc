"""The methods of each noun."""

from collections.abc import Iterator
from typing import Any

from quotahit.console.api_client.modules import BY_HAND, module
from quotahit.console.api_client.operations import Operation, by_noun
from quotahit.console.api_client.types import Schema, docstring, type_of

OURS = {
    "models": "quotahit_client",
    "UNSET": "quotahit_client.transport",
    "Noun": "quotahit_client.transport",
    "Page": "quotahit_client.transport",
    "walk": "quotahit_client.transport",
}


def noun_files(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The name and the text of each module of the package `nouns`: one for each noun, and one that gathers them."""
    operations = by_noun(document)
    for noun in sorted(operations):
        says = f"What can be done with {noun.replace('_', ' ')}."
        yield f"{noun}.py", module(says, "\n".join(_class(noun, operations[noun])), OURS)
    yield "__init__.py", "\n".join(_all(sorted(operations))) + "\n"


def _class(noun: str, operations: list[Operation]) -> Iterator[str]:
    yield f"class {_class_name(noun)}(Noun):"
    for at, operation in enumerate(operations):
        if at:
            yield ""
        yield from _method(operation)
        if operation.is_page:
            yield ""
            yield from _each(operation)


def _all(nouns: list[str]) -> Iterator[str]:
    yield f'"""The nouns of the API and what can be done with them. {BY_HAND}"""'
    yield ""
    yield from (f"from quotahit_client.nouns.{noun} import {_class_name(noun)}" for noun in nouns)
    yield "from quotahit_client.transport import Transport"
    yield ""
    yield ""
    yield "class Nouns:"
    yield '    """All of them."""'
    yield ""
    yield "    def __init__(self, transport: Transport) -> None:"
    for noun in nouns:
        yield f"        self.{noun} = {_class_name(noun)}(transport)"


def _class_name(noun: str) -> str:
    return "".join(part.capitalize() for part in noun.split("_"))


def _method(operation: Operation) -> Iterator[str]:
    answer, begin = _answer(operation), "response = " if operation.answer else ""
    yield f"    def {operation.name}("
    yield from (f"        {line}," for line in _arguments(operation, with_cursor=operation.is_page))
    yield f"    ) -> {answer}:"
    yield from docstring(operation.told.get("description", ""), " " * 8)
    yield f"        {begin}self._transport.ask("
    yield f'            "{operation.method.upper()}",'
    yield f"            {_path(operation)},"
    if operation.is_page:
        yield from _given("query", [*(one["name"] for one in operation.query), "cursor"])
    elif operation.query:
        yield from _given("query", [one["name"] for one in operation.query])
    if operation.body is not None:
        yield from _given("body", list(operation.body.get("properties", {})))
    headers = [name for name in ("Idempotency-Key", "If-Match") if operation.has_header(name)]
    if headers:
        pairs = ", ".join(f'"{name}": {_argument(name)}' for name in headers)
        yield f"            headers={{{pairs}}},"
    yield "        )"
    if operation.answer:
        yield f"        return {_returned(operation)}"


def _each(operation: Operation) -> Iterator[str]:
    yield "    def each("
    yield from (f"        {line}," for line in _arguments(operation, with_cursor=False))
    yield f"    ) -> Iterator[{operation.kind}]:"
    yield '        """Every row, page after page."""'
    yield "        return walk("
    yield "            lambda cursor: self.page("
    yield from (f"                {one['name']}={one['name']}," for one in operation.query)
    yield "                cursor=cursor,"
    yield "            )"
    yield "        )"


def _arguments(operation: Operation, *, with_cursor: bool) -> Iterator[str]:
    yield "self"
    if "{id}" in operation.path:
        yield "id: int"
    named = list(_named(operation, with_cursor=with_cursor))
    if named:
        yield "*"
        yield from named


def _named(operation: Operation, *, with_cursor: bool) -> Iterator[str]:
    for one in operation.query:
        yield f"{one['name']}: {type_of(one['schema'], operation.schemas)} | None = None"
    if with_cursor:
        yield "cursor: str | None = None"
    if operation.body is not None:
        fields, required = operation.body.get("properties", {}), operation.body.get("required", ())
        needed = () if operation.method == "patch" else required
        for name in sorted(fields, key=lambda each: each not in needed):
            yield f"{name}: {_input(fields[name], operation.schemas)}{'' if name in needed else ' = UNSET'}"
    for header in ("Idempotency-Key", "If-Match"):
        if operation.has_header(header):
            yield f"{_argument(header)}: str | None = None"


def _input(schema: Schema, schemas: Schema) -> str:
    """What may be given: objects that are sent are dictionaries."""
    found = type_of(schema, schemas, prefix="models.")
    while "models." in found:
        before, _, after = found.partition("models.")
        rest = after.lstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
        found = f"{before}dict[str, Any]{rest}"
    return found


def _given(name: str, fields: list[str]) -> Iterator[str]:
    yield f"            {name}={{"
    yield from (f'                "{field}": {field},' for field in fields)
    yield "            },"


def _path(operation: Operation) -> str:
    return f'f"{operation.path}"' if "{" in operation.path else f'"{operation.path}"'


def _argument(header: str) -> str:
    return header.lower().replace("-", "_")


def _is_row(operation: Operation) -> bool:
    return "204" in operation.told["responses"] or operation.method == "get"


def _answer(operation: Operation) -> str:
    if operation.is_page:
        return f"Page[{operation.kind}]"
    if operation.is_bytes or not operation.answer:
        return "bytes" if operation.is_bytes else "None"
    may_be_untold = operation.method != "get" and _is_row(operation)
    return f"{operation.kind} | None" if may_be_untold else operation.kind


def _returned(operation: Operation) -> str:
    if operation.is_page:
        return f"Page[{operation.kind}].model_validate(response.json())"
    if operation.is_bytes:
        return "response.content"
    if operation.method != "get" and _is_row(operation):
        return f"self._transport.row({operation.kind}, response)"
    if operation.method == "get":
        return f"self._transport.shown({operation.kind}, response)"
    return f"{operation.kind}.model_validate(response.json())"
