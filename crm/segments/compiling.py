"""From the conditions of a segment to the rows that meet them: one question, for any number of rows.

It is asked of one organization as of one moment (`clock.now()`), so the same segment asked twice at one moment finds
the same rows. What it names and there is not is an error in words, never a wider net.
"""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from crm.choices import Noun
from crm.errors import BadSegmentError
from crm.journal import same_organization
from crm.models import Company, Contact, CustomField, Deal, Segment
from crm.segments.conditions import Condition, Group, load
from crm.segments.operators import Scope, operator_of
from crm.segments.own import own_segment_fields
from crm.segments.registry import SegmentField, registered
from quotahit.accounts.models import Organization

MODELS: dict[str, type[Contact] | type[Company] | type[Deal]] = {
    Noun.CONTACT: Contact,
    Noun.COMPANY: Company,
    Noun.DEAL: Deal,
}
EVERYBODY = Q()


def catalogue(organization: Organization, noun: str, *, archived: bool = False) -> dict[str, SegmentField]:
    """Everything that may be asked of the noun's rows, by code, the organization's own fields first."""
    own = CustomField.objects.for_organization(organization)
    found = own.order_by("noun", "position", "pk") if archived else own.active()
    return own_segment_fields(noun, found) | registered(noun)


def segment_contacts(segment: Segment, organization: Organization) -> QuerySet[Contact]:
    """The contacts of a segment; raises BadSegmentError for a segment of other rows."""
    if segment.noun != Noun.CONTACT:
        raise BadSegmentError(
            gettext("“{segment}” is a segment of {noun} records.").format(
                segment=segment, noun=segment.get_noun_display().lower()
            )
        )
    return segment_rows(segment, organization)


def segment_rows(segment: Segment, organization: Organization) -> QuerySet[Any]:
    """The rows that meet a segment now; raises BadSegmentError, and WrongOrganizationError for another's."""
    same_organization(organization, segment)
    rows = MODELS[segment.noun].objects.for_organization(organization)
    return rows.filter(where_segment(organization, segment.noun, load(segment.conditions)))


def where_segment(organization: Organization, noun: str, group: Group, scope: Scope | None = None) -> Q:
    """The condition that rows of the noun must meet, for any query set of them. Raises BadSegmentError."""
    scope = scope or Scope(organization)
    is_own = any("custom." in condition.field for condition in group.every())
    fields = catalogue(organization, noun, archived=True) if is_own else registered(noun)
    return _where(group, fields, scope)


def where_condition(condition: Condition, fields: Mapping[str, SegmentField], scope: Scope) -> Q:
    """One condition; raises BadSegmentError, which names the field."""
    field = fields.get(condition.field)
    if field is None:
        raise BadSegmentError(gettext("There is no field “{field}” to ask about.").format(field=condition.field))
    try:
        operator = operator_of(field.kind, condition.operator)
        found = field.where(operator.ask(condition.value, field.kind, scope), scope)
    except BadSegmentError as problem:
        raise BadSegmentError(f"{field.label}: {problem}") from problem
    return ~found if operator.is_negative else found


def _where(group: Group, fields: Mapping[str, SegmentField], scope: Scope) -> Q:
    parts = [
        where_condition(part, fields, scope) if isinstance(part, Condition) else _where(part, fields, scope)
        for part in group.conditions
    ]
    asked = [part for part in parts if part != EVERYBODY]
    if not asked or (group.match == "any" and len(asked) < len(parts)):
        return EVERYBODY
    return Q(*asked, _connector=Q.AND if group.match == "all" else Q.OR)
