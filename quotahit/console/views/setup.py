"""The set-up page: what is live, simulated or broken, and what to do about it."""

from django.http import HttpRequest, HttpResponse

from quotahit.accounts.admin_access import may
from quotahit.accounts.choices import Role
from quotahit.console.pages import show
from quotahit.console.vendors import parts

COLOURS = {"live": "green", "simulated": "blue", "broken": "red", "missing": "amber"}


def setup_page(request: HttpRequest) -> HttpResponse:
    """Every part with its state."""
    rows = [(part, COLOURS[part.state]) for part in parts(request.organization)]  # type: ignore[attr-defined]
    return show(
        request,
        "console/setup.html",
        "Set-up",
        rows=rows,
        may_set_up=may(request, Role.MANAGER),
        may_bring_demo=may(request, Role.OWNER),
    )
