"""The one admin site: where operators live."""

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from quotahit.accounts.forms import SignInForm
from quotahit.console.pages import guarded
from quotahit.console.palette import one_page, pages_found, rows_found, texts_found
from quotahit.console.urls import PAGES


class ConsoleSite(UnfoldAdminSite):
    """The rooms' admin pages and the console's own; members of an organization get in, by their role."""

    index_title = _("Today")
    login_form = SignInForm
    index_template = "console/overview.html"

    def get_urls(self) -> list[Any]:
        own = [path(page.path, self.admin_view(guarded(page)), name=page.name) for page in PAGES]
        return [*own, *super().get_urls()]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Every model with its rights, made only when somebody looks: each page is given it, and most show our own
        navigation instead."""
        return SimpleLazyObject(lambda: super(ConsoleSite, self).get_app_list(request, app_label))

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The command palette. Unlike unfold's it remembers nothing: what one organization's row says must not show in
        the next, to which the same person switches."""
        words = request.GET.get("s", "").strip()
        if not words:
            return HttpResponse()
        started = time.perf_counter()
        menu = self.get_sidebar_list(request)
        found = pages_found(menu, words.lower())
        listed = {page.link for page in found}
        models = self._search_apps(self.get_app_list(request), words.lower())
        found += [model for model in models if model.link not in listed]
        template = "unfold/helpers/search_results.html"
        if "extended" in request.GET:
            records, others = rows_found(self, request, words, menu)
            found += [*records, *texts_found(request, words), *others]
            template = "unfold/helpers/command_results.html"
        results = one_page(found)
        taken = time.perf_counter() - started
        context = {"results": results, "page_obj": results.paginator, "page_counter": 0, "execution_time": taken}
        return TemplateResponse(request, template, context, headers={"HX-Trigger": "search"})

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and getattr(request, "membership", None) is not None
