"""Which organization a request is about, and in which time zone its page is written."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from quotahit.accounts.models import Membership, User

SESSION_KEY = "organization"


class CurrentOrganization:
    """Sets `request.memberships`, those of the signed-in person, and of them the current `request.membership` with its
    `request.organization`, both None for a visitor and for who belongs nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mine = memberships_of(request.user) if request.user.is_authenticated else []
        membership = _current(mine, request.session)
        request.memberships = mine  # type: ignore[attr-defined]
        request.membership = membership  # type: ignore[attr-defined]
        request.organization = membership.organization if membership else None  # type: ignore[attr-defined]
        return self.get_response(request)


class ReadersTimeZone:
    """Pages show times in the zone of whoever is signed in, and in the installation's to a visitor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = request.user.zone if request.user.is_authenticated else None
        with timezone.override(zone and ZoneInfo(zone)):
            return self.get_response(request)


def memberships_of(user: User) -> list[Membership]:
    """Where somebody belongs, what is no demo first."""
    mine = user.memberships.select_related("organization")  # each knows the user without asking again
    return list(mine.order_by("organization__is_demo", "organization__name", "pk"))


def current_membership(user: User, session: Mapping[str, Any]) -> Membership | None:
    """The membership chosen in the session, else the first in an organization that is no demo."""
    return _current(memberships_of(user), session)


def _current(mine: Sequence[Membership], session: Mapping[str, Any]) -> Membership | None:
    chosen = next((one for one in mine if one.organization_id == session.get(SESSION_KEY)), None)
    return chosen or min(mine, key=lambda one: (one.organization.is_demo, one.pk), default=None)
