"""An organization's own fields: defined, changed, archived, and put in order. What they hold is never touched here."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext

from crm.choices import FieldKind, Noun
from crm.errors import BadFieldError
from crm.journal import enter
from crm.models import CustomField
from crm.names import fold
from crm.own_fields.keys import key_of
from crm.values import as_list
from quotahit import clock
from quotahit.accounts.models import Organization

MOST_FIELDS = 100  # of one noun
MOST_CHOICES = 200
EDITABLE = frozenset({"label", "choices", "is_required", "in_list", "position"})


def fields_of(organization: Organization | int, noun: str, *, archived: bool = False) -> list[CustomField]:
    """The fields of one noun in their order; the archived ones too where they are asked for."""
    fields = CustomField.objects.for_organization(organization).filter(noun=noun)
    return list(fields.order_by("position", "pk") if archived else fields.active())


def define_field(
    organization: Organization,
    noun: str,
    label: str,
    kind: str,
    *,
    actor: object,
    key: str = "",
    choices: Sequence[str] = (),
    is_required: bool = False,
    in_list: bool = True,
) -> CustomField:
    """Make a field; its key comes from the label unless it is given. Raises BadFieldError.

    A key that was archived comes back by `restore_field`, not by a second definition.
    """
    field = CustomField(
        organization=organization,
        noun=_noun(noun),
        key=key or key_of(label),
        label=label.strip(),
        kind=_kind(kind),
        choices=_choices(kind, choices),
        is_required=is_required,
        in_list=in_list,
        position=_next_position(organization, noun),
    )
    check_field(field)
    with transaction.atomic():
        try:
            with transaction.atomic():
                field.save()
        except IntegrityError as error:
            raise BadFieldError(gettext("There is a field “{key}” already.").format(key=field.key)) from error
        _enter(field, "custom_field.defined", actor, kind=field.kind)
    return field


def change_field(field: CustomField, *, actor: object, **changes: Any) -> list[str]:
    """Change label, choices, order or what is asked of forms, never key or kind; returns what did change.

    A choice that is taken away stays where it has been chosen.
    """
    if unknown := changes.keys() - EDITABLE:
        raise BadFieldError(gettext("A field's {sorted} cannot be changed.").format(sorted=", ".join(sorted(unknown))))
    with transaction.atomic():
        before = CustomField.objects.select_for_update().get(pk=field.pk)
        for name, value in changes.items():
            setattr(field, name, _choices(field.kind, value) if name == "choices" else value)
        check_field(field)
        changed = sorted(name for name in changes if getattr(field, name) != getattr(before, name))
        if changed:
            field.save(update_fields=changed)
            _enter(field, "custom_field.changed", actor, fields=changed)
    return changed


def rename_field(field: CustomField, label: str, *, actor: object) -> bool:
    """Call it something else; the key by which data, templates and segments know it stays."""
    return bool(change_field(field, actor=actor, label=label.strip()))


def archive_field(field: CustomField, *, actor: object) -> bool:
    """Take it from forms, lists, mappings and the builder; what it holds stays. False if it was archived."""
    return _archive(field, clock.now(), "custom_field.archived", actor)


def restore_field(field: CustomField, *, actor: object) -> bool:
    """Bring an archived field back with all that it holds. False if it was there."""
    return _archive(field, None, "custom_field.restored", actor)


def check_field(field: CustomField) -> None:
    """Raise BadFieldError for a field that cannot be."""
    if not field.label or len(field.label) > 80:
        raise BadFieldError(gettext("A field needs a name of at most 80 characters."))
    if field.key != key_of(field.key):
        raise BadFieldError(
            gettext("“{key}” is no key: write small letters, digits and underscores.").format(key=field.key)
        )
    if field.kind == FieldKind.CHOICE and not field.choices:
        raise BadFieldError(gettext("A choice needs at least one word to choose."))


def _archive(field: CustomField, at: Any, type: str, actor: object) -> bool:
    with transaction.atomic():
        standing = CustomField.objects.filter(pk=field.pk, archived_at__isnull=at is not None)
        if not standing.update(archived_at=at):
            return False
        field.archived_at = at
        _enter(field, type, actor)
    return True


def _noun(noun: str) -> str:
    if noun not in Noun.values:
        raise BadFieldError(
            gettext("There are no fields of “{noun}”, only of {values}.").format(
                noun=noun, values=", ".join(Noun.values)
            )
        )
    return noun


def _kind(kind: str) -> str:
    if kind not in FieldKind.values:
        raise BadFieldError(
            gettext("There is no kind “{kind}”, only {values}.").format(kind=kind, values=", ".join(FieldKind.values))
        )
    return kind


def _choices(kind: str, choices: Any) -> list[str]:
    """Each word once, whatever its case; none for a field of another kind."""
    if kind != FieldKind.CHOICE:
        return []
    words = {fold(word): word[:200] for word in reversed(as_list(choices)) if fold(word)}
    if len(words) > MOST_CHOICES:
        raise BadFieldError(gettext("A field has at most {most_choices} choices.").format(most_choices=MOST_CHOICES))
    return list(reversed(words.values()))


def _next_position(organization: Organization, noun: str) -> int:
    fields = CustomField.objects.for_organization(organization).filter(noun=noun)
    if fields.count() >= MOST_FIELDS:
        raise BadFieldError(
            gettext("There are {most_fields} fields already, which is as many as there may be.").format(
                most_fields=MOST_FIELDS
            )
        )
    last = fields.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _enter(field: CustomField, type: str, actor: object, **more: Any) -> None:
    payload = {"noun": field.noun, "key": field.key, **more}
    enter(field.organization_id, type, field, actor=actor, payload=payload)
