"""Somebody else's organization, as full as ours: every row of ours once more, with a word in it that is nobody else's.

A clone's id is its original's plus FAR, and so is every id it holds. So the stranger's counterpart of any id that one
of our pages shows is known, and an id of theirs on a page of ours gives itself away.
"""

import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models

from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User

WORD = "Zyxomma"  # stands on no page but its own organization's
FAR = 5_000_000

_FAR_ID = re.compile(rf"\b{FAR // 10_000}\d{{4}}\b")

# Tables that belong to no organization, and why that is right.
SHARED = {
    "admin.logentry": "Django's own log, which our pages never write",
    "auth.permission": "code",
    "auth.group": "not used: roles are memberships",
    "auth.group_permissions": "not used",
    "accounts.user_groups": "not used",
    "accounts.user_user_permissions": "not used",
    "contenttypes.contenttype": "code",
    "sessions.session": "opaque, and reached by its own key alone",
    "accounts.user": "a person may belong to several organizations; pages show members of the current one",
    "accounts.organization": "the tenant itself",
    "audit.unsealed": "the sealer's worklist: numbers",
}
# What the code reads as a code, a place or a digest; other words would break the stranger's pages, not ours.
CODES = {
    "actor", "agent", "by", "chain", "code", "country", "created_by", "currency", "encoding", "enrolled_by",
    "fingerprint", "inputs", "findings", "kind", "language", "outcome", "password", "path", "place", "planned_by",
    "provider", "reason", "rule", "requested_by", "scopes", "slug", "source", "state", "step_name", "subject_type",
    "type", "zone", "history_type", "registry", "event_type", "delimiter", "released_by",
}  # fmt: skip


def tells_of_them(text: str, *, but: object = "") -> bool:
    """Whether the stranger's word or an id of theirs stands in a text; `but` is what we asked for ourselves."""
    text = text.replace(str(but), "") if but else text
    return WORD.lower() in text.lower() or bool(_FAR_ID.search(text))


def path_to_organization(model: type[models.Model]) -> str | None:
    """The lookup that leads from a row to its organization, "" where it belongs to none; None when no way is found."""
    if model._meta.label_lower in SHARED:
        return ""
    names = {field.name for field in model._meta.concrete_fields}
    if "organization" in names:
        return "organization_id"
    if "organization_id" in names:
        return "organization_id"
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model._meta.label_lower not in SHARED:
            beyond = path_to_organization(field.related_model)
            if beyond:
                return f"{field.name}__{beyond}"
    return None


def owned_models() -> list[type[models.Model]]:
    """Every model whose rows belong to an organization, those that others refer to first."""
    owned = [model for model in apps.get_models(include_auto_created=True) if path_to_organization(model)]
    below = {model: {key.related_model for key in _keys(model)} & set(owned) - {model} for model in owned}
    return list(TopologicalSorter(below).static_order())


def rows_of(model: type[models.Model], organization: int) -> models.QuerySet:
    return model._base_manager.filter(**{path_to_organization(model) or "pk__in": organization}).order_by("pk")


def clone(ours: Organization) -> Organization:
    """Make the stranger's organization out of ours."""
    theirs = Organization.objects.get(pk=ours.pk)
    theirs.pk, theirs.slug, theirs.name = ours.pk + FAR, WORD.lower(), f"{WORD} {FAR}"
    theirs.postal_address, theirs.website = f"1 {WORD} Street", f"https://{WORD.lower()}.example"
    theirs.save(force_insert=True)
    people = {user.pk: _clone_user(user) for user in User.objects.filter(memberships__organization=ours)}
    for model in owned_models():
        copies = [_copy(row, people) for row in rows_of(model, ours.pk)]
        model._base_manager.bulk_create(copies, batch_size=200)
    return theirs


def snapshot(organization: int) -> dict[str, list[Any]]:
    """Every row of an organization as it stands in the database."""
    return {model._meta.label: list(rows_of(model, organization).values_list()) for model in owned_models()}


def crossings() -> Iterator[str]:
    """Rows of one organization that refer to a row of another."""
    for model in owned_models():
        own = path_to_organization(model)
        for key in _keys(model):
            beyond = path_to_organization(key.related_model)
            if own and beyond:
                strays = model._base_manager.exclude(**{f"{key.name}__{beyond}": models.F(own)})
                strays = strays.filter(**{f"{key.name}__isnull": False})
                yield from (f"{model._meta.label} {pk}: {key.name}" for pk in strays.values_list("pk", flat=True)[:5])


def _keys(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.is_relation and field.related_model]


def _clone_user(user: User) -> User:
    copy = User.objects.get(pk=user.pk)
    copy.pk, copy.email = user.pk + FAR, f"{user.pk}@{WORD.lower()}.example"
    copy.first_name, copy.last_name = WORD, "Stranger"
    copy.save(force_insert=True)
    return copy


def _copy(row: models.Model, people: dict[int, User]) -> models.Model:
    """The row once more, far away: its ids moved, its words replaced."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.primary_key or field.name == "id" or _holds_id(field):
            setattr(row, field.attname, _moved(field, value, people))
        elif isinstance(field, models.CharField | models.TextField) and value and _is_free(field):
            setattr(row, field.attname, _word(field, row.pk))
        elif field.unique and isinstance(field, models.CharField) and value:
            setattr(row, field.attname, f"{value}{FAR}"[-field.max_length :] if field.max_length else f"{value}{FAR}")
        elif isinstance(field, models.BinaryField) and value:
            setattr(row, field.attname, f"Subject: {WORD}\n\n{WORD}".encode())
    row._state.adding = True
    return row


def _holds_id(field: Any) -> bool:
    return field.is_relation or (isinstance(field, models.IntegerField) and field.name.endswith("_id"))


def _moved(field: Any, value: int | None, people: dict[int, User]) -> int | None:
    """The counterpart of an id; a person who is nobody's member stays who they are."""
    if value is None or (field.is_relation and field.related_model is User and value not in people):
        return value
    return value + FAR


def _is_free(field: Any) -> bool:
    """Whether people may write there what they like."""
    return not field.choices and field.name not in CODES


def _word(field: Any, pk: int) -> str:
    name = field.name
    word = f"{WORD} {pk}"
    if "email" in name or name in ("address", "sender") or isinstance(field, models.EmailField):
        word = f"{WORD}{pk}@{WORD}.example"
    if name.endswith(("_key", "_lower", "key")) or "domain" in name:
        word = word.lower()
    return word[: field.max_length or len(word)]


def join(organization: Organization, role: Role) -> User:
    """A new member of an organization."""
    user = User.objects.create_user(
        f"{role}@{organization.slug}.members.example", first_name=str(role.label), is_staff=True
    )
    Membership.objects.create(organization=organization, user=user, role=role)
    return user
