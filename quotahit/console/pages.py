"""The plumbing of the console's own pages: one look, one way to be let in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from quotahit.accounts.choices import Role

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Page:
    """One address of the console: its path below the root, its name, the view and the least role that may open it."""

    path: str
    name: str
    view: View
    least: Role = Role.VIEWER


def guarded(page: Page) -> View:
    """The page's view behind its role, for members of an organization only."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        membership = request.membership  # type: ignore[attr-defined]
        if membership is None or not membership.may(page.least):
            raise PermissionDenied(
                gettext("This page needs the role “{role}” or one above it.").format(role=page.least.label)
            )
        return page.view(request, *args, **kwargs)

    view.__name__ = page.name
    return view


def show(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """Render a page in the console's frame."""
    return render(request, template, {**admin.site.each_context(request), "title": title, **context})
