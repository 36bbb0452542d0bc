"""What the command palette finds: pages by their names, the first few rows of each kind, and what was said."""

from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from unfold.dataclasses import SearchResult

from crm.choices import Channel
from crm.finding import find_texts
from crm.mentions import page_of
from crm.models import Interaction, Note
from crm.search_text import excerpt
from quotahit.accounts.admin_access import seen_by

ROWS_OF_A_KIND = 6
# People look for people, firms and deals first, then for what was sent and decided; the machine's own rows come last.
ROOMS = ("crm", "outreach", "agents", "compliance")
ICON = "data_object"  # of a kind without a line in the menu


def pages_found(menu: list[dict[str, Any]], words: str) -> list[SearchResult]:
    """The lines of the menu, as far as this person may go, by their names."""
    lines = [(group["title"], line) for group in menu for line in group["items"]]
    return [
        SearchResult(title=str(line["title"]), description=str(title), link=str(line["link"]), icon=line["icon"])
        for title, line in lines
        if line["has_permission"] and words in str(line["title"]).lower()
    ]


def rows_found(
    site: AdminSite, request: HttpRequest, words: str, menu: list[dict[str, Any]]
) -> tuple[list[SearchResult], list[SearchResult]]:
    """Records, and all other rows, of this organization, by the searches of the pages that this person may see."""
    icons = {str(line["link"]): line["icon"] for group in menu for line in group["items"]}
    by_room: dict[str, list[SearchResult]] = {}
    for model, page in site._registry.items():
        if page.get_search_fields(request) and page.has_view_permission(request):
            rows, _distinct = page.get_search_results(request, page.get_queryset(request), words)
            icon = icons.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), ICON)
            of_room = by_room.setdefault(model._meta.app_label, [])
            of_room += [_result(model, row, icon) for row in rows[:ROWS_OF_A_KIND]]
    records = by_room.pop(ROOMS[0], [])
    in_order = sorted(by_room, key=lambda room: ROOMS.index(room) if room in ROOMS else len(ROOMS))
    return records, [found for room in in_order for found in by_room[room]]


def texts_found(request: HttpRequest, words: str) -> list[SearchResult]:
    """Messages and notes that this person may read, by the words in them."""
    organization = request.organization  # type: ignore[attr-defined]
    if organization is None:
        return []
    rows = find_texts(organization, words, partial(_seen, request), limit=ROWS_OF_A_KIND)
    return [_text(row, words) for row in rows]


def one_page(found: list[SearchResult]) -> Page:
    """All of it at once: there is never much."""
    return Paginator(found, max(len(found), 1)).page(1)


def _seen(request: HttpRequest, model: type[Any]) -> Any:
    return seen_by(request, model.objects.for_organization(request.organization))  # type: ignore[attr-defined]


def _result(model: Any, row: Any, icon: str) -> SearchResult:
    name = str(model._meta.verbose_name)
    return SearchResult(title=str(row), description=name, link=page_of(row), icon=icon)


def _text(row: Interaction | Note, words: str) -> SearchResult:
    """Where it was found, and what stands around it."""
    if isinstance(row, Note):
        about = row.contact or row.company or row.deal or row
        return SearchResult(
            title=_("Note: %(about)s") % {"about": about},
            description=excerpt(row, words),
            link=page_of(about),
            icon="sticky_note_2",
        )
    is_mail = row.channel == Channel.EMAIL
    link = reverse("admin:console_mail", args=[row.pk]) if is_mail else page_of(row.contact)
    title = f"{row.contact}: {row.subject or row.get_channel_display()}"
    return SearchResult(title=title, description=excerpt(row, words), link=link, icon="forum")
