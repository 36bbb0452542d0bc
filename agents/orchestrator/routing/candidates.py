"""The reps and the closed deals that routing weighs, loaded in a few statements however many there are."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from agents.models import Offer
from agents.orchestrator.routing.traits import ClosedDeal, RepTraits
from crm.choices import Lifecycle, StageKind
from crm.models import Contact, Deal, Rep
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization

REMEMBERED = timedelta(days=730)  # deals closed before that say little of today
MOST_DEALS = 20_000
IN_HAND = (Lifecycle.ENGAGED, Lifecycle.QUALIFIED)


def has_reps(organization: Organization | int) -> bool:
    """Whether anybody is set up to be offered leads."""
    return _reps(organization).exists()


def load_reps(organization: Organization) -> list[RepTraits]:
    """Every active rep who is a member and may act, with what they have to do and when they last got a lead."""
    reps = list(_reps(organization).select_related("user").annotate(last_given=Max("offers__offered_at")))
    busy = _open_work(organization, [rep.user_id for rep in reps])
    return [
        RepTraits(
            rep_id=rep.pk,
            user_id=rep.user_id,
            name=str(rep.user),
            hours=rep.hours,
            territory=tuple(place.upper() for place in rep.territory),
            expertise=tuple(rep.expertise),
            languages=tuple(language.lower() for language in rep.languages),
            capacity=rep.capacity,
            open=busy[rep.user_id],
            last_given=rep.last_given,
        )
        for rep in reps
    ]


def load_closed_deals(organization: Organization, at: datetime) -> list[ClosedDeal]:
    """Who won and lost what, lately."""
    closed = Deal.objects.for_organization(organization).filter(closed_at__gte=at - REMEMBERED, closed_at__lt=at)
    rows = closed.order_by("-closed_at").values_list("owner", "company__industry", "stage__kind", "closed_at")
    return [
        ClosedDeal(owner, industry or "", kind == StageKind.WON, when)
        for owner, industry, kind, when in rows[:MOST_DEALS]
    ]


def _reps(organization: Organization | int) -> "QuerySet[Rep]":
    acting = Membership.objects.filter(user=OuterRef("user"), organization=OuterRef("organization"))
    acting = acting.exclude(role=Role.VIEWER)
    active = Rep.objects.for_organization(organization).filter(is_active=True, user__is_active=True)
    return active.filter(Exists(acting)).order_by("pk")


def _open_work(organization: Organization, user_ids: Iterable[int]) -> Counter[int]:
    """Open deals, contacts in conversation without one, and leads that wait for an answer, by whose they are."""
    deals = Deal.objects.for_organization(organization).open().filter(owner__in=user_ids)
    contacts = Contact.objects.for_organization(organization).filter(owner__in=user_ids)
    dealing = Exists(Deal.objects.open().filter(contact=OuterRef("pk")))
    talking = contacts.filter(lifecycle__in=IN_HAND).exclude(dealing)
    offers = Offer.objects.for_organization(organization).open().filter(rep__user__in=user_ids)
    fresh = offers.filter(contact__lifecycle=Lifecycle.LEAD)
    found: Counter[int] = Counter()
    for rows, whose in ((deals, "owner"), (talking, "owner"), (fresh, "rep__user")):
        found.update(dict(rows.order_by().values_list(whose).annotate(number=Count("pk"))))
    return found
