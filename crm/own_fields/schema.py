"""An organization's fields for whoever speaks JSON: what may be given, and values checked against it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import FieldKind
from crm.errors import BadValueError
from crm.models import CustomField
from crm.own_fields.defining import fields_of
from crm.own_fields.people import NOBODY, People, people_of
from crm.own_fields.values import LONGEST, read_value
from quotahit.accounts.models import Organization

_TYPES: Mapping[str, dict[str, Any]] = {
    FieldKind.TEXT: {"type": "string", "maxLength": LONGEST},
    FieldKind.NUMBER: {"type": "number"},
    FieldKind.DATE: {"type": "string", "format": "date"},
    FieldKind.CHOICE: {"type": "string"},
    FieldKind.LINK: {"type": "string", "format": "uri"},
    FieldKind.PERSON: {"type": "integer", "description": _("The id of a member's account.")},
}


class BadValuesError(BadValueError):
    """Several values at once: `problems` holds a sentence for each key."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(f"{key}: {problem}" for key, problem in problems.items()))
        self.problems = dict(problems)


def field_schema(organization: Organization | int, noun: str) -> dict[str, Any]:
    """The JSON schema of a noun's `custom` object: one property for each active field, in their order."""
    fields = fields_of(organization, noun)
    return {
        "type": "object",
        "properties": {field.key: _property(field) for field in fields},
        "required": [field.key for field in fields if field.is_required],
        "additionalProperties": True,
    }


def validate_values(
    organization: Organization | int, noun: str, values: Mapping[str, Any], *, whole: bool = False, strict: bool = False
) -> dict[str, Any]:
    """The values in the form in which they are stored; those of no field pass as they are, None takes one away.

    `whole` asks for every field that must be filled in; `strict` refuses keys of no field. Raises BadValuesError.
    """
    fields = {field.key: field for field in fields_of(organization, noun)} if values or whole else {}
    return check_values(fields, values, _people(organization, fields, values), whole=whole, strict=strict)


def check_values(
    fields: Mapping[str, CustomField],
    values: Mapping[str, Any],
    people: People = NOBODY,
    *,
    whole: bool = False,
    strict: bool = False,
) -> dict[str, Any]:
    """The same where fields and members are at hand."""
    problems: dict[str, str] = {}
    read: dict[str, Any] = {}
    for key, value in values.items():
        if key not in fields:
            read[key] = value
            if strict:
                problems[key] = gettext("There is no such field.")
            continue
        try:
            read[key] = read_value(fields[key], value, people)
        except BadValueError as problem:
            problems[key] = str(problem)
    missing = [key for key, field in fields.items() if field.is_required and read.get(key) is None] if whole else []
    problems |= {key: gettext("This must be filled in.") for key in missing if key not in problems}
    if problems:
        raise BadValuesError(problems)
    return read


def needs_people(fields: Sequence[CustomField]) -> bool:
    """Whether any of the fields names a member."""
    return any(field.kind == FieldKind.PERSON for field in fields)


def _people(organization: Organization | int, fields: Mapping[str, CustomField], values: Mapping[str, Any]) -> People:
    given = [field for key, field in fields.items() if values.get(key) is not None]
    return people_of(organization) if needs_people(given) else NOBODY


def _property(field: CustomField) -> dict[str, Any]:
    described = {"title": field.label, **_TYPES[field.kind]}
    return described | ({"enum": list(field.choices)} if field.kind == FieldKind.CHOICE else {})
