"""Links that leave the page: PUBLIC_URL where it is set, else the address that the browser used."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def absolute(request: HttpRequest, path: str) -> str:
    """The full address of a page of ours."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def next_page(request: HttpRequest) -> str:
    """Where a form wants to go on, if that is a page of ours; else the overview."""
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()) else "/"


def mail_folder() -> str:
    """Where mail to members is written while no mail server is set up, else ""."""
    return "" if settings.EMAIL_URL else str(settings.MAIL_FOLDER)
