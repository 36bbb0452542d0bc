"""Who may go through a view that is no admin page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from quotahit.accounts.admin_access import may
from quotahit.accounts.choices import Role

View = Callable[..., HttpResponse]


def needs(least: Role) -> Callable[[View], View]:
    """For signed-in members of the current organization whose role is `least` or higher."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request, least):
                raise PermissionDenied(
                    gettext("This needs the role “{role}” or one above it.").format(role=least.label)
                )
            return view(request, *args, **kwargs)

        return guarded

    return decorate
