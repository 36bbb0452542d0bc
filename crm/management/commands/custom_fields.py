"""`custom_fields list|add`: the fields that an organization has of its own."""

from typing import Any

from django.core.management.base import CommandParser

from crm.choices import FieldKind, Noun
from crm.errors import BadFieldError
from crm.models import CustomField
from crm.own_fields.adopting import adopt_key, convert_values, found_keys
from crm.own_fields.defining import archive_field, define_field, restore_field
from quotahit.accounts.commands import OrganizationCommand, WrongUse
from quotahit.accounts.models import Organization

ACTOR = "system:custom_fields"


class Command(OrganizationCommand):
    help = (
        "The fields that an organization has of its own: list them, add one, make a key that stands in the data a"
        " field (adopt), archive one and bring it back. What a field holds is never deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("act", choices=["list", "found", "add", "adopt", "archive", "restore"])
        parser.add_argument("name", nargs="?", default="", help="A label to add, a key to adopt, archive or restore.")
        parser.add_argument("--noun", choices=Noun.values, default=Noun.CONTACT.value)
        parser.add_argument("--kind", choices=FieldKind.values, default="")
        parser.add_argument("--key", default="", help="By default made from the label.")
        parser.add_argument("--choice", action="append", default=[], metavar="WORD", help="May be repeated.")
        parser.add_argument("--required", action="store_true", help="Forms ask for it.")

    def handle(self, *, organization: str | None, act: str, json: bool, **options: Any) -> None:
        seller = self.organization(organization)
        if act not in ("list", "found") and not options["name"]:
            raise WrongUse(f"Say what to {act}.")
        try:
            result = getattr(self, f"_{act}")(seller, options)
        except BadFieldError as problem:
            raise WrongUse(str(problem)) from problem
        if json:
            self.print_json({"organization": seller.slug, **result})
            return
        for row in result.get("fields") or result.get("found") or [result]:
            self.stdout.write("\t".join(str(value) for value in row.values()))

    def _list(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        fields = CustomField.objects.for_organization(organization).order_by("noun", "position", "pk")
        return {"fields": [_told(field) for field in fields]}

    def _found(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        found = found_keys(organization, options["noun"])
        return {"found": [{"key": one.key, "rows": one.rows, "kind": str(one.kind)} for one in found]}

    def _add(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        field = define_field(
            organization,
            options["noun"],
            options["name"],
            options["kind"] or FieldKind.TEXT,
            key=options["key"],
            choices=options["choice"],
            is_required=options["required"],
            actor=ACTOR,
        )
        return _told(field)

    def _adopt(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        found, kind = options["name"], options["kind"]
        field = adopt_key(organization, options["noun"], found, kind=kind, choices=options["choice"], actor=ACTOR)
        counts = convert_values(field, actor=ACTOR, found=found)
        return _told(field) | {"changed": counts["changed"], "left": counts["left"]}

    def _archive(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        archive_field(field := _named(organization, options), actor=ACTOR)
        return _told(field)

    def _restore(self, organization: Organization, options: dict[str, Any]) -> dict[str, Any]:
        restore_field(field := _named(organization, options), actor=ACTOR)
        return _told(field)


def _named(organization: Organization, options: dict[str, Any]) -> CustomField:
    fields = CustomField.objects.for_organization(organization).filter(noun=options["noun"], key=options["name"])
    field = fields.first()
    if field is None:
        raise WrongUse(f"A {options['noun']} has no field “{options['name']}”.")
    return field


def _told(field: CustomField) -> dict[str, Any]:
    return {
        "noun": field.noun,
        "key": field.key,
        "label": field.label,
        "kind": str(field.kind),
        "choices": list(field.choices),
        "required": field.is_required,
        "archived": not field.is_active,
    }
