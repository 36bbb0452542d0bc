"""Where a lead is on its way from a stranger to a customer: every contact stands at exactly one place.

The places are conditions on rows that are there anyway, so nothing has to be kept up to date. A contact stands at the
first place, read from the end of the way, whose condition holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Exists, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from agents.choices import OfferState
from agents.models import Offer
from compliance.models import Suppression
from crm.choices import LeadVerdict, Lifecycle, Noun
from crm.models import Contact, ContactEmail, Deal, Qualification
from crm.segments.operators import Ask, Kind, Scope
from crm.segments.registry import SegmentField, register_segment_field
from crm.stillness import by_activity
from outreach.eligibility import RUNNING
from outreach.models import Enrollment
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.estimates import COUNTED, Number, expected_of, is_estimating
from quotahit.together import fetch_together

FIELD = "flow"
NURTURE = "nurture"
Where = Callable[[int], Q]


@dataclass(frozen=True)
class Place:
    """One place of the way. `is_over` where nobody is on the way any more; `leaks` where they left it unsold.

    Where `life` names states of life, the place is one of those; `mark` is what else makes it, which says no to all
    places before it.
    """

    code: str
    label: str
    life: tuple[Lifecycle, ...] = ()
    mark: Where | None = None
    is_over: bool = False
    leaks: bool = False


def _there_is(rows: QuerySet[Model]) -> Q:
    return Q(Exists(rows))


def _deal(organization: int) -> Q:
    return _there_is(Deal.objects.filter(organization=organization, contact=OuterRef("pk"), closed_at=None))


def _offer(*states: str) -> Where:
    def where(organization: int) -> Q:
        return _there_is(Offer.objects.filter(organization=organization, contact=OuterRef("pk"), state__in=states))

    return where


def _barred(organization: int) -> Q:
    barred = Suppression.objects.filter(organization=organization, lifted_at=None, kind="email")
    addresses = ContactEmail.objects.filter(organization=organization, contact=OuterRef("pk"))
    return _there_is(addresses.filter(address_hash__in=barred.values("address_hash")))


def _disqualified(organization: int) -> Q:
    rows = Qualification.objects.filter(organization=organization)
    newest = rows.filter(contact=OuterRef("contact")).order_by("-at", "-pk").values("pk")[:1]
    last_words = rows.filter(contact=OuterRef("pk"), verdict=LeadVerdict.DISQUALIFIED, pk=Subquery(newest))
    return _there_is(last_words)


def _running(**sequence: str) -> Where:
    def where(organization: int) -> Q:
        running = Enrollment.objects.filter(organization=organization, contact=OuterRef("pk"), status__in=RUNNING)
        return _there_is(running.filter(**sequence))

    return where


LEAD, TALKING, READY = (Lifecycle.LEAD,), (Lifecycle.ENGAGED,), (Lifecycle.QUALIFIED,)
ON_THE_WAY = (*LEAD, *TALKING, *READY)
# From the beginning of the way to its end.
WAY = (
    Place("new", _("New, not scored"), LEAD, lambda organization: Q(fit=None)),
    Place("scored", _("Scored, nothing begun"), LEAD, lambda organization: Q(fit__isnull=False)),
    Place("sequence", _("In a sequence"), LEAD, _running()),
    Place("nurture", _("Nurtured"), LEAD, _running(sequence__code=NURTURE)),
    Place("conversation", _("In conversation"), TALKING),
    Place("qualified", _("Qualified"), READY),
    Place("offered", _("Offered to a rep"), ON_THE_WAY, _offer(OfferState.OFFERED)),
    Place("with_rep", _("With a rep"), ON_THE_WAY, _offer(OfferState.ACCEPTED)),
    Place("deal", _("In a deal"), ON_THE_WAY, _deal),
    Place("disqualified", _("Disqualified"), ON_THE_WAY, _disqualified, is_over=True, leaks=True),
    Place("opted_out", _("Opted out or barred"), ON_THE_WAY, _barred, is_over=True, leaks=True),
    Place("unreachable", _("Unreachable"), (Lifecycle.UNREACHABLE,), is_over=True, leaks=True),
    Place("lost", _("Lost"), (Lifecycle.LOST,), is_over=True, leaks=True),
    Place("won", _("Won"), (Lifecycle.CUSTOMER,), is_over=True),
)
BY_CODE = {place.code: place for place in WAY}
# Marks that further places have in common, asked for at once: fewer questions are quicker.
_FURTHER: dict[str, tuple[Where, ...]] = {
    "sequence": (_running(sequence__code=NURTURE),),
    "new": (_running(),),
    "scored": (_running(),),
}
_ANY_OFFER = _offer(OfferState.OFFERED, OfferState.ACCEPTED)


def standing_at(code: str, organization: int) -> Q:
    """Contacts that stand at this place: it is theirs, and no place further on is."""
    place = BY_CODE[code]
    where = Q(lifecycle__in=place.life)
    if place.mark is not None:
        where &= place.mark(organization)
    for mark in (*_FURTHER.get(code, ()), *_later_marks(place)):
        where &= ~mark(organization)
    return where


def _later_marks(place: Place) -> list[Where]:
    """What puts a contact of this state of life further on."""
    at = WAY.index(place)
    if place.life[0] not in ON_THE_WAY:
        return []
    marks = [one.mark for one in WAY[at + 1 :] if one.life == ON_THE_WAY and one.mark is not None]
    if at < WAY.index(BY_CODE["offered"]):
        return [_ANY_OFFER, *marks[2:]]
    return marks


def _where(ask: Ask, scope: Scope) -> Q:
    if ask.verb == "known":
        return Q(pk__isnull=False)
    asked = [standing_at(str(value), scope.organization.pk) for value in ask.values if value in BY_CODE]
    return Q(Q(pk__in=[]), *asked, _connector=Q.OR)


def _options(organization: Organization) -> list[tuple[str, str]]:
    return [(place.code, str(place.label)) for place in WAY]


register_segment_field(
    SegmentField(FIELD, _("Stands on the way at"), _("Selling"), Kind.CHOICE, _where, _options, noun=Noun.CONTACT)
)


def flow_questions(contacts: "QuerySet[Contact]", organization: int) -> "dict[str, QuerySet[Contact]]":
    """Who of these contacts stands at each place."""
    return {place.code: contacts.filter(standing_at(place.code, organization)) for place in WAY}


@dataclass(frozen=True)
class Standing:
    """How many stand at a place, and how many of them have stood still, by the names of `crm.stillness`."""

    number: Number
    still: dict[str, Number]


def standings(contacts: "QuerySet[Contact]", organization: int) -> dict[str, Standing]:
    """The numbers of every place by its code, in two statements.

    At a place where more stand than are counted one by one, the database's planner says how many about, and those who
    were looked at say which share of them has stood still.
    """
    asked = flow_questions(contacts, organization)
    looks = {code: _by_stillness(rows) for code, rows in asked.items()}
    fetch_together(*looks.values())
    seen = {code: dict(rows) for code, rows in looks.items()}
    crowded = [code for code, found in seen.items() if is_estimating() and sum(found.values()) > COUNTED]
    about = dict(zip(crowded, expected_of([asked[code] for code in crowded]), strict=True))
    return {code: _standing(found, about.get(code)) for code, found in seen.items()}


def _by_stillness(rows: "QuerySet[Contact]") -> "QuerySet[Any]":
    """How many of these, or of as many as are counted, have been quiet for how long."""
    asked = by_activity(clock.now())
    kind = Case(*(When(asked[name], then=Value(name)) for name in ("never", "month", "quiet")), default=Value("moving"))
    some = rows.order_by().values("pk")[: COUNTED + 1] if is_estimating() else rows.order_by().values("pk")
    return Contact.objects.filter(pk__in=some).values_list(kind).annotate(number=Count("pk")).order_by()


def _standing(seen: dict[str, int], about: int | None) -> Standing:
    counted = sum(seen.values())
    still = {"quiet": seen.get("quiet", 0) + seen.get("month", 0), **{n: seen.get(n, 0) for n in ("month", "never")}}
    if about is None:
        return Standing(Number(counted), {name: Number(number) for name, number in still.items()})
    all_of_them = max(about, COUNTED)
    return Standing(
        Number(all_of_them, False),
        {name: Number(round(all_of_them * number / counted), not number) for name, number in still.items()},
    )
