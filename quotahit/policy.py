"""What every answer tells the browser it may do: load from here alone, run no words of a page as code, say no more than
needed to other sites.

Alpine, on which the console's look stands, evaluates expressions in attributes, so scripts of ours may use `eval`; but
no page holds an inline script, and none runs one. Styles stand in attributes all over the look.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.defaults import server_error

from quotahit import problems

CONTENT = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    ]
)
# What a page needs none of: a script that got in all the same finds the doors shut.
PERMISSIONS = ", ".join(
    f"{name}=()"
    for name in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "midi",
        "payment",
        "usb",
    )
)


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what cannot be read; Django's own looks for a token in it, and fails."""
    return _unreadable(request, "This request cannot be read.")


def our_fault(request: HttpRequest) -> HttpResponse:
    """The answer when something of ours has failed: a page for people, a problem for programs."""
    if request.path.startswith(problems.API):
        return problems.answer(500, "This is our fault, and stands in the log. Try again later.")
    return server_error(request)


def _unreadable(request: HttpRequest, why: str) -> HttpResponse:
    if request.path.startswith(problems.API):
        return problems.answer(400, why, code="unreadable")
    return HttpResponseBadRequest(why, content_type="text/plain")


class NoZeros:
    """Refuses an address with a zero in it: no page has one, and PostgreSQL takes none in a text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _unreadable(request, "This address cannot be read.")
        return self.get_response(request)


class BrowserPolicy:
    """Adds the headers that a view has not set by itself, and keeps what members see out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Security-Policy", CONTENT)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer
