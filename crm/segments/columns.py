"""The columns of contacts, companies and deals as fields of a segment, found from the models themselves."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.db.models.lookups import IContains
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from crm.choices import Noun
from crm.models import Company, Contact, Deal, Stage
from crm.own_fields.people import people_of
from crm.segments.numbers import within
from crm.segments.operators import Ask, Kind, Scope
from crm.segments.registry import Options, SegmentField, Where, register_segment_field
from quotahit.accounts.models import Organization
from quotahit.ids import ids_in

HIDDEN = frozenset(
    {"id", "organization", "name_key", "last_name_lower", "custom", "facts", "scored_version", "company", "contact"}
)
_LABELS = {
    "fit": _("Fit score"),
    "engagement": _("Engagement points"),
    "engagement_score": _("Engagement score"),
    "engagement_trend": _("Engagement trend"),
}
_KINDS: Sequence[tuple[type[models.Field], Kind]] = (
    (models.DateTimeField, Kind.MOMENT),
    (models.DateField, Kind.DAY),
    (models.IntegerField, Kind.NUMBER),
    (models.DecimalField, Kind.NUMBER),
    (models.JSONField, Kind.WORDS),
    (models.CharField, Kind.TEXT),
    (models.TextField, Kind.TEXT),
)


def where_column(field: models.Field, kind: Kind) -> Where:
    """Conditions on a column of the row itself."""

    def where(ask: Ask, scope: Scope) -> Q:
        if kind == Kind.NUMBER and ask.verb == "between":
            return within(field, ask.low, ask.high)
        return _column(field.name, kind, ask)

    return where


def of_company(inner: Where) -> Where:
    """The same conditions asked of the row's company; without one there is nothing to be known."""

    def where(ask: Ask, scope: Scope) -> Q:
        mine = Company.objects.filter(organization=scope.organization.pk, pk=OuterRef("company_id"))
        return Q(Exists(mine.filter(inner(ask, scope))))

    return where


def members(organization: Organization) -> list[tuple[str, str]]:
    """Everybody who may be an owner."""
    return sorted(((str(pk), name) for pk, name in people_of(organization).names.items()), key=lambda one: one[1])


def _column(name: str, kind: Kind, ask: Ask) -> Q:
    if ask.verb == "between":
        ends = {f"{name}__gte": ask.low, f"{name}__{'lt' if kind == Kind.MOMENT else 'lte'}": ask.high}
        return Q(**{key: end for key, end in ends.items() if end is not None}) & Q(**{f"{name}__isnull": False})
    if ask.verb == "known":
        blank = {Kind.TEXT: "", Kind.WORDS: []}.get(kind)
        known = Q(**{f"{name}__isnull": False})
        return known if blank is None else known & ~Q(**{name: blank})
    if ask.verb == "one_of":
        return Q(**{f"{name}__in": ids_in(ask.values) if name in ("owner", "stage") else ask.values})
    if kind == Kind.WORDS:
        return Q(IContains(Cast(name, TextField()), ask.text))
    lookup = {"is": "iexact", "contains": "icontains", "starts": "istartswith"}[ask.verb]
    return Q(**{f"{name}__{lookup}": ask.text})


def _fields(model: type[models.Model], noun: Noun) -> Iterator[SegmentField]:
    for field in model._meta.concrete_fields:
        if field.name in HIDDEN:
            continue
        label = _LABELS.get(field.name) or _called(field)
        kind, options = _kind_of(field)
        code = f"{noun}.{field.name}"
        yield SegmentField(code, label, noun.label, kind, where_column(field, kind), options, noun)


def _called(field: models.Field) -> str:
    """The field's name, read when it is shown: names are translated after this room is loaded."""
    return lazy(lambda: capfirst(str(field.verbose_name)), str)()


def _kind_of(field: Any) -> tuple[Kind, Options]:
    if field.name == "owner":
        return Kind.CHOICE, members
    if field.name == "stage":
        return Kind.CHOICE, stages
    if field.choices:
        return Kind.CHOICE, _fixed([(str(value), label) for value, label in field.choices])
    return next(kind for base, kind in _KINDS if isinstance(field, base)), _fixed([])


def stages(organization: Organization) -> list[tuple[str, str]]:
    """Every stage of every pipeline."""
    rows = Stage.objects.for_organization(organization).select_related("pipeline")
    return [(str(row.pk), f"{row.pipeline}: {row}") for row in rows]


def _fixed(options: Sequence[tuple[str, str]]) -> Callable[[Organization], Sequence[tuple[str, str]]]:
    return lambda organization: options


_of_contact, _of_company, _of_deal = (
    list(_fields(model, noun)) for model, noun in ((Contact, Noun.CONTACT), (Company, Noun.COMPANY), (Deal, Noun.DEAL))
)
register_segment_field(*_of_contact, *_of_company, *_of_deal)
for _noun in (Noun.CONTACT, Noun.DEAL):
    register_segment_field(
        *(
            SegmentField(one.code, one.label, one.group, one.kind, of_company(one.where), one.options, _noun)
            for one in _of_company
        )
    )
