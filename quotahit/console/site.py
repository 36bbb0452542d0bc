"""The one admin site: where operators live."""

from typing import Any

from django.http import HttpRequest
from django.urls import path
from unfold.sites import UnfoldAdminSite

from quotahit.accounts.forms import SignInForm
from quotahit.console.pages import guarded
from quotahit.console.urls import PAGES


class ConsoleSite(UnfoldAdminSite):
    """The rooms' admin pages and the console's own; members of an organization get in, by their role."""

    index_title = "Overview"
    login_form = SignInForm
    index_template = "console/overview.html"

    def get_urls(self) -> list[Any]:
        own = [path(page.path, self.admin_view(guarded(page)), name=page.name) for page in PAGES]
        return [*own, *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and getattr(request, "membership", None) is not None
