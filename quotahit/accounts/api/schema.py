"""The OpenAPI document, completed with what holds for every address: the key, problems, limits, idempotency, ETags."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from quotahit.accounts.api.registry import router
from quotahit.problems import MEDIA_TYPE

EVERY = {"400": "Not understood", "401": "No key, or none that is valid", "403": "Not within scope or role"}
OF_ONE = {"404": "Not here, or not to be seen"}
OF_WRITES = {
    "409": "Refused by what stands in the way",
    "415": "Not JSON",
    "422": "The idempotency key of another request",
}
OF_CHANGES = {"409": OF_WRITES["409"], "412": "Changed since it was read"}
LIMITED = {"429": "Too many requests"}
WRITES, GUARDED = {"post", "patch"}, {"patch", "delete"}
PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs."},
        "detail": {"type": "string", "description": "For people."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldProblem"}},
    },
}
FIELD_PROBLEM = {
    "type": "object",
    "required": ["pointer", "code", "detail"],
    "properties": {
        "pointer": {"type": "string", "description": "A JSON pointer, or ?name for a parameter."},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}
FIELDS = {
    "name": "fields",
    "in": "query",
    "required": False,
    "description": "Only these fields, and the id.",
    "style": "form",
    "explode": False,
}


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "quotahit.accounts.api.doors.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A key of the console's page “API keys”: qh_…"}


class Words(AutoSchema):
    """Components are called by their noun: Contact, not ContactShape."""

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return super().get_serializer_name(serializer, direction).removesuffix("Shape")

    def get_request_serializer(self) -> Any:
        new = getattr(self.view, "new", None)
        return new if new is not None and self.view.action == "create" else super().get_request_serializer()


def completed(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """The hook after drf-spectacular's own work."""
    schemas = result["components"]["schemas"]
    for name, schema in schemas.items():
        _close(name, schema)
    for prefix, view, _ in router.registry:
        _mark_shape(schemas, view)
        for path, item in result["paths"].items():
            if path.startswith(f"/api/v1/{prefix}/"):
                _complete(path, item, view, prefix)
    schemas |= {"Problem": PROBLEM, "FieldProblem": FIELD_PROBLEM}
    return result


def _close(name: str, schema: dict[str, Any]) -> None:
    """What comes in has no field but these; what goes out may come in part."""
    if name.endswith("Request"):
        schema.setdefault("additionalProperties", False)
        for field in schema.get("properties", {}).values():
            _take_numbers(field)


def _take_numbers(field: dict[str, Any]) -> None:
    """Amounts go out as text, so that no cent is lost; what comes in may be a number too."""
    if field.get("format") == "decimal":
        beside = {name: field.pop(name) for name in ("nullable", "default") if name in field}
        text = dict(field)
        field.clear()
        field.update(oneOf=[text, {"type": "number"}], **beside)


def _mark_shape(schemas: dict[str, Any], view: Any) -> None:
    """Of a record that goes out every field is there, unless fewer were asked for."""
    name = view.serializer_class.__name__.removesuffix("Shape")
    for each in (name, f"{name}Request", f"Patched{name}Request"):
        if each in schemas:
            schemas[each]["description"] = " ".join((view.__doc__ or "").split())
    if name in schemas:
        schemas[name] |= {"required": ["id"], "x-always-unless-fields": sorted(schemas[name]["properties"])}
    for field in view.serializer_class.create_only:
        schemas.get(f"Patched{name}Request", {}).get("properties", {}).pop(field, None)


def _complete(path: str, item: dict[str, Any], view: Any, prefix: str) -> None:
    for method, operation in item.items():
        operation["tags"] = [prefix]
        statuses = EVERY | LIMITED | (OF_ONE if "{id}" in path else {})
        statuses |= OF_WRITES if method in WRITES else {}
        statuses |= OF_CHANGES if method in GUARDED else {}
        _add_parameters(path, method, operation, view)
        responses = operation["responses"]
        if method in WRITES and _tells_a_row(operation):
            responses["204"] = {"description": "Done; the key may not read. `Location` says where the record is."}
        for status, description in statuses.items():
            content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            responses.setdefault(status, {"description": description, "content": content})


def _add_parameters(path: str, method: str, operation: dict[str, Any], view: Any) -> None:
    parameters = operation.setdefault("parameters", [])
    names = list(view.serializer_class.Meta.fields)
    if "Paginated" in str(operation["responses"]) or _tells_a_row(operation):
        parameters.append(FIELDS | {"schema": {"type": "array", "items": {"type": "string", "enum": names}}})
    if method == "post":
        named = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"}
        parameters.append(_header("Idempotency-Key", "Asked twice under one name, it is done once.", named))
    if method in GUARDED:
        parameters.append(
            _header("If-Match", "The ETag of what was seen; 412 when it has changed.", {"type": "string"})
        )


def _header(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _tells_a_row(operation: dict[str, Any]) -> bool:
    """Whether the answer is the record that was written."""
    answers = [answer for status, answer in operation["responses"].items() if status in ("200", "201")]
    return any(_is_row(answer) for answer in answers)


def _is_row(answer: dict[str, Any]) -> bool:
    names = {view.serializer_class.__name__.removesuffix("Shape") for _, view, _ in router.registry}
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return schema.get("$ref", "").rpartition("/")[2] in names
