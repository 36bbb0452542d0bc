"""What is known of a contact beside its columns: tags, band, ways to reach them, consent, holds, replies, deals."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from compliance.choices import Purpose
from compliance.decision.facts import OURSELVES
from compliance.models import Consent, DoNotCall, Suppression
from crm.bands import BANDS
from crm.choices import Band, Direction, Engagement, ReplyClass, StageKind, Validity
from crm.models import Contact, ContactEmail, ContactPhone, Deal, EngagementEntry, Hold, Interaction, LastActivity, Tag
from crm.segments.columns import stages
from crm.segments.operators import Ask, Kind, Scope
from crm.segments.registry import Options, SegmentField, Where, register_segment_field
from quotahit.accounts.models import Organization
from quotahit.ids import ids_in

Rows = Callable[[Scope], QuerySet[Any]]


def exists(rows: QuerySet[Any], column: str = "contact") -> Q:
    """Contacts whom one of these rows is about; as EXISTS, which a database can also ask the other way round."""
    return Q(Exists(rows.filter(**{column: OuterRef("pk")})))


def any_of(rows: Rows, column: str = "") -> Where:
    """Whether there is such a row; where a choice is asked for, one whose `column` is among those chosen."""

    def where(ask: Ask, scope: Scope) -> Q:
        mine = rows(scope)
        if ask.verb == "one_of":
            is_id = mine.model._meta.get_field(column).is_relation
            mine = mine.filter(**{f"{column}__in": ids_in(ask.values) if is_id else ask.values})
        return exists(mine)

    return where


def latest_of(rows: Rows, column: str) -> Where:
    """Conditions on the time of the last such row."""

    def where(ask: Ask, scope: Scope) -> Q:
        mine = rows(scope)
        since = mine.filter(**{f"{column}__gte": ask.low}) if ask.low is not None else mine
        found = exists(since)
        return found if ask.high is None else found & ~exists(mine.filter(**{f"{column}__gte": ask.high}))

    return where


def _band(ask: Ask, scope: Scope) -> Q:
    if ask.verb == "known":
        return Q(fit__isnull=False)
    asked = [Q(pk__in=[]), *(condition for band, condition in BANDS.items() if band in ask.values)]
    return Q(*asked, _connector=Q.OR)


def _tags(scope: Scope) -> QuerySet[Any]:
    return Contact.tags.through.objects.filter(tag__organization=scope.organization.pk)


def _emails(scope: Scope) -> QuerySet[ContactEmail]:
    return ContactEmail.objects.for_organization(scope.organization)


def _phones(scope: Scope) -> QuerySet[ContactPhone]:
    return ContactPhone.objects.for_organization(scope.organization)


def _usable_emails(scope: Scope) -> QuerySet[ContactEmail]:
    return _emails(scope).exclude(validity=Validity.INVALID)


def _suppressed(scope: Scope) -> QuerySet[ContactEmail]:
    barred = Suppression.objects.for_organization(scope.organization).filter(lifted_at=None, kind="email")
    return _emails(scope).filter(address_hash__in=barred.values("address_hash"))


def _not_to_call(scope: Scope) -> QuerySet[ContactPhone]:
    barred = Suppression.objects.for_organization(scope.organization).filter(lifted_at=None, kind="phone")
    listed = DoNotCall.objects.filter(organization=scope.organization.pk).filter(
        Q(copy=None) | Q(copy__completed_at__isnull=False)
    )
    either = Q(address_hash__in=barred.values("address_hash")) | Q(address_hash__in=listed.values("address_hash"))
    return _phones(scope).filter(either)


def _agreed(scope: Scope, *, standing: bool) -> QuerySet[ContactEmail]:
    """Addresses with consent to marketing mail on record, standing or revoked."""
    given = Consent.objects.filter(organization=scope.organization.pk, seller=OURSELVES, purpose=Purpose.MARKETING)
    given = given.filter(Q(scopes__contains="email") | Q(scopes__contains="any"), revoked_at__isnull=standing)
    return _emails(scope).filter(address_hash__in=given.values("address_hash"))


def _consent(ask: Ask, scope: Scope) -> Q:
    given, revoked = exists(_agreed(scope, standing=True)), exists(_agreed(scope, standing=False))
    if ask.verb == "known":
        return given | revoked
    asked = {"given": given, "revoked": revoked & ~given}
    return Q(Q(pk__in=[]), *(asked[value] for value in ask.values if value in asked), _connector=Q.OR)


def _holds(scope: Scope) -> QuerySet[Hold]:
    standing = Hold.objects.for_organization(scope.organization).filter(released_at=None)
    return standing.filter(Q(until=None) | Q(until__gt=scope.now))


def _replies(scope: Scope) -> QuerySet[Interaction]:
    return Interaction.objects.filter(organization=scope.organization.pk, direction=Direction.INBOUND)


def _activity(scope: Scope) -> QuerySet[LastActivity]:
    return LastActivity.objects.for_organization(scope.organization).filter(at__isnull=False)


def _acts(scope: Scope) -> QuerySet[EngagementEntry]:
    return EngagementEntry.objects.for_organization(scope.organization).filter(is_machine=False)


def _deals(scope: Scope) -> QuerySet[Deal]:
    return Deal.objects.for_organization(scope.organization)


def _deal_state(ask: Ask, scope: Scope) -> Q:
    deals = _deals(scope)
    return exists(deals.filter(stage__kind__in=ask.values) if ask.verb == "one_of" else deals)


def _tag_options(organization: Organization) -> list[tuple[str, str]]:
    tags = Tag.objects.for_organization(organization).values_list("pk", "name")
    return [(str(pk), name) for pk, name in tags]


def _words(choices: Any) -> Options:
    return lambda organization: [(str(value), str(label)) for value, label in choices]


_CONSENT: Sequence[tuple[str, str]] = (("given", _("Given")), ("revoked", _("Revoked")))
_SELLING, _REACH, _DONE = _("Selling"), _("Permission and ways to reach"), _("What was said and done")
register_segment_field(
    SegmentField("band", _("Band"), _SELLING, Kind.CHOICE, _band, _words(Band.choices)),
    SegmentField("tags", _("Tags"), _SELLING, Kind.CHOICE, any_of(_tags, "tag"), _tag_options),
    SegmentField("deal.state", _("Has a deal that is"), _SELLING, Kind.CHOICE, _deal_state, _words(StageKind.choices)),
    SegmentField("deal.stage", _("Has a deal in stage"), _SELLING, Kind.CHOICE, any_of(_deals, "stage"), stages),
    SegmentField("email.usable", _("Has an email address that may work"), _REACH, Kind.FLAG, any_of(_usable_emails)),
    SegmentField(
        "email.validity",
        _("Has an email address that is"),
        _REACH,
        Kind.CHOICE,
        any_of(_emails, "validity"),
        _words(Validity.choices),
    ),
    SegmentField("phone.any", _("Has a telephone number"), _REACH, Kind.FLAG, any_of(_phones)),
    SegmentField("consent.email", _("Consent to marketing mail"), _REACH, Kind.CHOICE, _consent, _words(_CONSENT)),
    SegmentField("email.suppressed", _("An email address is suppressed"), _REACH, Kind.FLAG, any_of(_suppressed)),
    SegmentField("phone.suppressed", _("Not to be called"), _REACH, Kind.FLAG, any_of(_not_to_call)),
    SegmentField("held", _("Held now"), _REACH, Kind.FLAG, any_of(_holds)),
    SegmentField("contact.last_activity_at", _("Last activity"), _DONE, Kind.MOMENT, latest_of(_activity, "at")),
    SegmentField("reply.last", _("Last reply"), _DONE, Kind.MOMENT, latest_of(_replies, "at")),
    SegmentField(
        "reply.class", _("Has replied"), _DONE, Kind.CHOICE, any_of(_replies, "intent"), _words(ReplyClass.choices)
    ),
    SegmentField(
        "engagement.did", _("Has ever"), _DONE, Kind.CHOICE, any_of(_acts, "kind"), _words(Engagement.choices)
    ),
)
