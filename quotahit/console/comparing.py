"""Two records beside each other, in words: for the list of duplicates and for the choices of a merge."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import RecordKind
from crm.merging.fields import ADDRESSES, CUSTOM, Option
from crm.models import Company, Contact
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.models import Organization

EMPTY = "–"
LABELS = {"primary_email": _("first email"), "primary_phone": _("first phone number")}


@dataclass(frozen=True)
class Line:
    """One thing as it stands in both records."""

    label: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        return self.left != self.right


@dataclass(frozen=True)
class Choice:
    """One field of a merge: what either record says, and whose word is taken unless somebody chooses."""

    option: Option
    label: str
    winner: str
    loser: str


def records(request: HttpRequest, kind: str, ids: Collection[int]) -> dict[int, Any]:
    """Those of these records that the reader sees, with what their lines show, in a handful of queries."""
    organization = request.organization  # type: ignore[attr-defined]
    return {row.pk: row for row in seen_by(request, _rows(organization, kind).filter(pk__in=ids))}


def compare(kind: str, left: Any, right: Any) -> list[Line]:
    """What tells two records apart, or does not, at a glance."""
    shown = _contact if kind == RecordKind.CONTACT else _company
    return [Line(label, mine, theirs) for (label, mine), (_, theirs) in zip(shown(left), shown(right), strict=True)]


def choices(winner: Any, loser: Any, all_options: Iterable[Option]) -> list[Choice]:
    """Every field that the two do not agree about."""
    return [
        Choice(
            option, label_of(type(winner), option.name), _said(winner, option, "winner"), _said(loser, option, "loser")
        )
        for option in all_options
        if option.differs
    ]


def label_of(model: type[models.Model], name: str) -> str:
    """What a field is called."""
    if name.startswith(CUSTOM):
        return name.removeprefix(CUSTOM)
    return LABELS.get(name) or str(_field(model, name).verbose_name)


def in_words(value: Any) -> str:
    """A value for a person."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or EMPTY
    return EMPTY if value in (None, "") else str(value)


def _said(record: Any, option: Option, side: str) -> str:
    value = getattr(option, side)
    if option.name in ADDRESSES or option.name.startswith(CUSTOM):
        return in_words(value)
    field = _field(type(record), option.name)
    if field.choices:
        return in_words(getattr(record, f"get_{field.name}_display")())
    return in_words(getattr(record, field.name) if field.is_relation else value)


def _field(model: type[models.Model], column: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.attname == column)


def _rows(organization: Organization, kind: str) -> QuerySet[Any]:
    if kind == RecordKind.CONTACT:
        contacts = Contact.objects.for_organization(organization).select_related("company", "owner")
        return contacts.prefetch_related("emails", "phones")
    return Company.objects.for_organization(organization).annotate(people=Count("contacts"))


def _contact(row: Contact) -> Sequence[tuple[str, str]]:
    return (
        (gettext("Title"), in_words(row.title)),
        (gettext("Company"), in_words(row.company)),
        (gettext("Emails"), in_words([each.address for each in row.emails.all()])),
        (gettext("Phones"), in_words([each.number for each in row.phones.all()])),
        (gettext("Place"), in_words(", ".join(filter(None, (row.city, row.state, row.country))))),
        (gettext("Owner"), in_words(row.owner)),
        (gettext("Lifecycle"), row.get_lifecycle_display()),
        (gettext("Since"), f"{row.created_at:%-d %b %Y}"),
    )


def _company(row: Any) -> Sequence[tuple[str, str]]:
    return (
        (gettext("Domain"), in_words(row.domain)),
        (gettext("Industry"), in_words(row.industry)),
        (gettext("Employees"), in_words(row.employees)),
        (gettext("Place"), in_words(", ".join(filter(None, (row.city, row.state, row.country))))),
        (gettext("Phone"), in_words(row.phone)),
        (gettext("Contacts"), str(row.people)),
        (gettext("Since"), f"{row.created_at:%-d %b %Y}"),
    )
