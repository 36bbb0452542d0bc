"""An organization's own fields as fields of a segment."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import FieldKind, Noun
from crm.models import CustomField
from crm.own_fields.sql import Between, Known, Like, OneOf
from crm.segments.columns import members, of_company
from crm.segments.operators import Ask, Kind, Scope
from crm.segments.registry import Options, SegmentField, Where
from quotahit.accounts.models import Organization
from quotahit.ids import ids_in

GROUP = _("Your own fields")
KINDS = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.LINK: Kind.TEXT,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.DATE: Kind.DAY,
    FieldKind.CHOICE: Kind.CHOICE,
    FieldKind.PERSON: Kind.CHOICE,
}
_PREFIXES = {Noun.CONTACT: "custom.", Noun.COMPANY: "company.custom.", Noun.DEAL: "deal.custom."}


def own_segment_fields(noun: str, fields: Iterable[CustomField]) -> dict[str, SegmentField]:
    """The fields that may be asked of a noun's rows, by code: its own, and its company's."""
    found = {}
    for field in fields:
        whose = Noun(field.noun)
        if whose == noun or whose == Noun.COMPANY:
            found[_PREFIXES[whose] + field.key] = _segment_field(field, noun)
    return found


def _segment_field(field: CustomField, noun: str) -> SegmentField:
    where = where_own(field.key, FieldKind(field.kind))
    is_of_company = field.noun == Noun.COMPANY and noun != Noun.COMPANY
    return SegmentField(
        code=_PREFIXES[Noun(field.noun)] + field.key,
        label=gettext("{label} (company)").format(label=field.label) if is_of_company else field.label,
        group=GROUP,
        kind=KINDS[FieldKind(field.kind)],
        where=of_company(where) if is_of_company else where,
        options=members if field.kind == FieldKind.PERSON else _words(field.choices),
        noun=noun,
    )


def where_own(key: str, kind: FieldKind) -> Where:
    """Conditions on a value in the column `custom`."""

    def where(ask: Ask, scope: Scope) -> Q:
        if ask.verb == "known":
            return Q(Known(key))
        if ask.verb == "one_of":
            ids = ids_in(ask.values)
            return Q(OneOf(key, ids if kind == FieldKind.PERSON else ask.values))
        if ask.verb == "between":
            if kind == FieldKind.NUMBER:
                return Q(Between(key, ask.low, ask.high, is_number=True))
            low, high = (day.isoformat() if day else None for day in (ask.low, ask.high))
            return Q(Between(key, low, high, is_number=False))
        before, after = {"is": ("", ""), "contains": ("%", "%"), "starts": ("", "%")}[ask.verb]
        return Q(Like(key, ask.text, before, after))

    return where


def _words(words: Sequence[str]) -> Options | Callable[[Organization], Sequence[tuple[str, str]]]:
    return lambda organization: [(word, word) for word in words]
