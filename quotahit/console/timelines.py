"""A timeline on a page: filtered by group, paged downwards, and kept up to date without losing the reader's place."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from crm.timeline import Group, timeline
from crm.timeline_scope import Scope

PAGE = 40
WHOLE = "timeline"  # the part of the page that a filter replaces


def timeline_context(request: HttpRequest, scope: Scope, part: str) -> dict[str, Any]:
    """What `console/timeline.html` shows; `part` is the address that answers its filters and pages."""
    group = request.GET.get("group", "")
    group = group if group in Group.values else ""
    before, since = _moment(request, "before"), _moment(request, "since")
    entries = timeline(scope, before, 2 * PAGE if since else PAGE, group=group)
    if since:
        entries = [entry for entry in entries if entry.at >= since]
    last = entries[-1].at.isoformat() if entries else ""
    return {
        "timeline_part": part,
        "timeline_groups": [("", _("Everything")), *Group.choices],
        "group": group,
        "entries": entries,
        "last": last,
        "earlier": last if len(entries) >= PAGE else "",
        "is_first": before is None,
        "of_last_people": len(scope.people) if scope.has_more_people else 0,
    }


def timeline_answer(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The whole timeline for a filter, its next page for a reader, its entries anew for the live line."""
    if request.headers.get("HX-Target") == WHOLE:
        return render(request, "console/timeline.html", context)
    template = "timeline_entries" if "X-Live" in request.headers else "timeline_page"
    return render(request, f"console/{template}.html", context)


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """A moment in the address, where a "+" may have become a blank."""
    try:
        moment = parse_datetime(request.GET.get(name, "").replace(" ", "+"))
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
