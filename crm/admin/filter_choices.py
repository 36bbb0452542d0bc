"""What the filters of lists offer of the organization's own: members, tags and segments, by one statement a page."""

from dataclasses import dataclass

from django.http import HttpRequest

from crm.models import Segment, Tag
from quotahit.accounts.models import User
from quotahit.together import fetch_together


@dataclass(frozen=True)
class Offered:
    """Each in the order in which it is offered."""

    members: list[User]
    tags: list[Tag]
    segments: list[Segment]


def offered_to(request: HttpRequest) -> Offered:
    """Asked for by the first filter of a page and kept for the others."""
    known: Offered | None = getattr(request, "offered_by_filters", None)
    if known is None:
        organization = request.organization  # type: ignore[attr-defined]
        members = User.objects.filter(memberships__organization=organization).order_by("first_name", "pk")
        tags = Tag.objects.for_organization(organization).order_by("name")
        segments = Segment.objects.for_organization(organization).order_by("name")
        fetch_together(members, tags, segments)
        known = Offered(list(members), list(tags), list(segments))
        request.offered_by_filters = known  # type: ignore[attr-defined]
    return known
