"""An operator's word on a place: hours that rest on weak sources are confirmed, a state of emergency is declared."""

from django.db import transaction
from django.utils.translation import gettext

from compliance.errors import NoReasonError, NoSuchPlaceError
from compliance.journal import enter
from compliance.models import PlaceRuling
from compliance.rules import current
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import actor_name


def confirm_hours(organization: Organization, place: str, *, why: str, actor: object) -> PlaceRuling:
    """Sign a place's low-confidence hours off, so that live attempts may rest on them."""
    return _rule(organization, place, PlaceRuling.Kind.HOURS_CONFIRMED, why, actor)


def declare_emergency(organization: Organization, place: str, *, why: str, actor: object) -> PlaceRuling:
    """Say that a state of emergency is in force; where the place's law bans solicitation then, the gate obeys."""
    return _rule(organization, place, PlaceRuling.Kind.EMERGENCY, why, actor)


def end_ruling(ruling: PlaceRuling, *, actor: object) -> PlaceRuling:
    """Take a ruling back; the row stays."""
    with transaction.atomic():
        ruling.ended_at, ruling.ended_by = clock.now(), actor_name(actor)
        ruling.save(update_fields=["ended_at", "ended_by"])
        codes = {"place": ruling.place, "kind": ruling.kind}
        enter(ruling.organization, "place.ruling_ended", ruling, actor=actor, codes=codes)
    return ruling


def _rule(organization: Organization, place: str, kind: PlaceRuling.Kind, why: str, actor: object) -> PlaceRuling:
    if place not in current().places:
        raise NoSuchPlaceError(gettext("There are no rules for {place}.").format(place=place))
    if not why.strip():
        raise NoReasonError(gettext("Say what this rests on."))
    with transaction.atomic():
        ruling, is_new = PlaceRuling.objects.get_or_create(
            organization=organization,
            place=place,
            kind=kind,
            ended_at=None,
            defaults={"why": why.strip()[:200], "by": actor_name(actor)},
        )
        if is_new:
            enter(organization, "place.ruled", ruling, actor=actor, codes={"place": place, "kind": kind.value})
    return ruling
