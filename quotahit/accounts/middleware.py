"""Which organization a request is about."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from quotahit.accounts.models import Membership

SESSION_KEY = "organization"


class CurrentOrganization:
    """Sets `request.membership` and `request.organization`: the one chosen in the session, else the first that is no demo."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        membership = _membership(request) if request.user.is_authenticated else None
        request.membership = membership  # type: ignore[attr-defined]
        request.organization = membership.organization if membership else None  # type: ignore[attr-defined]
        return self.get_response(request)


def _membership(request: HttpRequest) -> Membership | None:
    mine = Membership.objects.filter(user=request.user).select_related("organization")
    chosen = mine.filter(organization=request.session.get(SESSION_KEY)).first()
    return chosen or mine.order_by("organization__is_demo", "pk").first()
