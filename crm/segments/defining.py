"""Segments: made, changed, named, copied and deleted. Conditions are checked before they are kept."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext

from crm.choices import Noun
from crm.errors import BadSegmentError, SegmentInUseError
from crm.journal import enter
from crm.models import Segment
from crm.segments.compiling import where_segment
from crm.segments.conditions import Group, dump, load
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name
from quotahit.ids import id_in

Use = Callable[[Segment], list[str]]
_USES: list[Use] = []


def register_segment_use(use: Use) -> Use:
    """Let a room above say in words what draws from a segment: while anything does, it is not deleted."""
    _USES.append(use)
    return use


def create_segment(organization: Organization, name: str, noun: str, conditions: Group, *, actor: object) -> Segment:
    """Make a segment. Raises BadSegmentError for conditions that cannot be asked, or a name that is taken."""
    if noun not in Noun.values:
        raise BadSegmentError(
            gettext("There are no segments of “{noun}”, only of {values}.").format(
                noun=noun, values=", ".join(Noun.values)
            )
        )
    segment = Segment(
        organization=organization,
        name=_named(name),
        slug=_free_slug(organization, name),
        noun=noun,
        conditions=_checked(organization, noun, conditions),
        created_by=actor_name(actor),
    )
    with transaction.atomic():
        _save(segment)
        _enter(segment, "segment.created", actor)
    return segment


def change_segment(segment: Segment, *, actor: object, name: str = "", conditions: Group | None = None) -> list[str]:
    """Give it another name, other conditions, or both; returns what did change. Raises as `create_segment`."""
    changes: dict[str, Any] = {}
    if name and _named(name) != segment.name:
        changes["name"] = _named(name)
    if conditions is not None and dump(conditions) != segment.conditions:
        changes["conditions"] = _checked(segment.organization, segment.noun, conditions)
    if not changes:
        return []
    with transaction.atomic():
        for column, value in changes.items():
            setattr(segment, column, value)
        segment.updated_at = clock.now()
        _save(segment)
        _enter(segment, "segment.changed", actor, fields=sorted(changes))
    return sorted(changes)


def duplicate_segment(segment: Segment, *, actor: object) -> Segment:
    """The same conditions once more, under a name of their own."""
    taken = set(Segment.objects.for_organization(segment.organization_id).values_list("name", flat=True))
    names = [
        gettext("{name} (copy)").format(name=segment.name[:70]),
        *(gettext("{name} (copy {n})").format(name=segment.name[:70], n=n) for n in range(2, len(taken) + 3)),
    ]
    name = next(name for name in names if name not in taken)
    return create_segment(segment.organization, name, segment.noun, load(segment.conditions), actor=actor)


def delete_segment(segment: Segment, *, actor: object) -> None:
    """Delete a segment, not its rows; raises SegmentInUseError while something draws from it."""
    with transaction.atomic():
        if uses := [sentence for use in _USES for sentence in use(segment)]:
            raise SegmentInUseError(
                gettext("“{segment}” is in use: {uses}.").format(segment=segment, uses="; ".join(uses))
            )
        _enter(segment, "segment.deleted", actor)
        segment.delete()


def find_segment(organization: Organization, text: str) -> Segment | None:
    """By slug, or by id."""
    mine = Segment.objects.for_organization(organization)
    return mine.filter(pk=id_in(text)).first() or mine.filter(slug=text).first()


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 80:
        raise BadSegmentError(gettext("A segment needs a name of at most 80 characters."))
    return name


def _checked(organization: Organization, noun: str, conditions: Group) -> dict[str, Any]:
    stored = dump(conditions)
    where_segment(organization, noun, load(stored))
    return stored


def _free_slug(organization: Organization, name: str) -> str:
    base = slugify(name)[:70] or "segment"
    taken = Segment.objects.for_organization(organization).filter(slug__startswith=base)
    slugs = set(taken.values_list("slug", flat=True))
    return next(slug for n in range(1, len(slugs) + 2) if (slug := base if n == 1 else f"{base}-{n}") not in slugs)


def _save(segment: Segment) -> None:
    try:
        with transaction.atomic():
            segment.save()
    except IntegrityError as error:
        raise BadSegmentError(gettext("There is a segment “{name}” already.").format(name=segment.name)) from error


def _enter(segment: Segment, type: str, actor: object, **more: Any) -> None:
    enter(segment.organization_id, type, segment, actor=actor, payload={"noun": segment.noun, **more})
