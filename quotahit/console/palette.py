"""What the command palette finds: pages by their names, and the first few rows of each kind."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from unfold.dataclasses import SearchResult

ROWS_OF_A_KIND = 6


def rows_found(site: AdminSite, request: HttpRequest, words: str) -> list[SearchResult]:
    """Rows of the current organization, by the searches of the admin pages that this person may see."""
    found = []
    for model, page in site._registry.items():
        if page.get_search_fields(request) and page.has_view_permission(request):
            rows, _ = page.get_search_results(request, page.get_queryset(request), words)
            found += [_result(model, row) for row in rows[:ROWS_OF_A_KIND]]
    return found


def one_page(found: list[SearchResult]) -> Page:
    """All of it at once: there is never much."""
    return Paginator(found, max(len(found), 1)).page(1)


def _result(model: Any, row: Any) -> SearchResult:
    opts = model._meta
    link = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])
    return SearchResult(title=str(row), description=str(opts.verbose_name), link=link, icon="data_object")
