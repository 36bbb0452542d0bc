"""Which organization a request is about, and in which time zone its page is written."""

from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from quotahit.accounts.models import Membership, User

SESSION_KEY = "organization"


class CurrentOrganization:
    """Sets `request.membership` and `request.organization`, both None for a visitor and for who belongs nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = current_membership(request.user, request.session) if request.user.is_authenticated else None
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


def current_membership(user: User, session: Mapping[str, Any]) -> Membership | None:
    """The membership chosen in the session, else the first in an organization that is no demo."""
    mine = Membership.objects.filter(user=user).select_related("organization")
    chosen = session.get(SESSION_KEY)
    return (chosen and mine.filter(organization=chosen).first()) or mine.order_by("organization__is_demo", "pk").first()
