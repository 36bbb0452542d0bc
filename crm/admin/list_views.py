"""Saved views above a list: opened, kept, changed and deleted; which columns it shows; the pinned ones with counts."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.admin import list_questions as asks
from crm.admin.list_columns import Column, ColumnsAdmin
from crm.errors import BadViewError
from crm.models import SavedView
from crm.saved_views.defining import change_view, delete_view, may_change, may_share, save_view, views_of
from crm.saved_views.questions import Question, load
from quotahit.estimates import Number, count_about
from quotahit.ids import id_in


@dataclass(frozen=True)
class Bar:
    """What stands above a list: its views, the one that is open, the columns, and what is asked besides."""

    views: list[SavedView]
    current: SavedView | None
    is_changed: bool
    may_change: bool
    may_share: bool
    columns: list[Column]
    query: str
    kept: list[tuple[str, str]]  # what the choice of columns leaves as it is

    @property
    def pinned(self) -> list[SavedView]:
        return [view for view in self.views if view.is_pinned]


class SavedViewsAdmin(ColumnsAdmin):
    """A list with saved views and a choice of columns."""

    list_before_template = "crm/list_bar.html"

    def get_urls(self) -> list[URLPattern]:
        pages = (
            ("views/save/", "save", require_POST(self.keep_view)),
            ("views/pinned/", "pinned", self.pinned_part),
            ("views/<int:view_id>/change/", "change", require_POST(self.alter_view)),
            ("views/<int:view_id>/delete/", "delete", require_POST(self.drop_view)),
        )
        own = [path(route, self.admin_site.admin_view(view), name=self._name(name)) for route, name, view in pages]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method == "GET" and self.has_view_permission(request):
            if asks.OPENED in request.GET:
                return self._open(request)
            if asks.PICKED in request.GET:
                return self._led_to(request, asks.question_of(self, request), self._named_view(request))
        extra = {"bar": self._bar(request)} if self.has_view_permission(request) else {}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def _open(self, request: HttpRequest) -> HttpResponse:
        view = self._the_view(request, request.GET[asks.OPENED])
        question, lost = asks.without_lost(self, request, load(view.asks))
        if lost:
            said = _("“%(view)s” asks for what this list does not have any more (%(lost)s). That is left out.")
            messages.warning(request, said % {"view": view, "lost": ", ".join(lost)})
        return self._led_to(request, question, view.pk)

    def _bar(self, request: HttpRequest) -> Bar:
        membership = request.membership  # type: ignore[attr-defined]
        views, question = views_of(self.list_noun, membership), asks.question_of(self, request)
        current = next((view for view in views if str(view.pk) == request.GET.get(asks.VIEW)), None)
        return Bar(
            views=views,
            current=current,
            is_changed=current is not None and load(current.asks) != question,
            may_change=current is not None and may_change(current, membership),
            may_share=may_share(membership),
            columns=self.columns(request),
            query=request.GET.urlencode(),
            kept=_kept(question, current),
        )

    # The views.

    def keep_view(self, request: HttpRequest) -> HttpResponse:
        """Keep what the list is asked now."""
        membership = self._membership(request)
        question, given = self._posted_question(request), request.POST
        try:
            view = save_view(
                self.list_noun,
                given.get("name", ""),
                question,
                by=membership,
                is_shared=given.get("is_shared") == "1",
                is_pinned=given.get("is_pinned") == "1",
            )
        except BadViewError as problem:
            messages.error(request, str(problem))
            return self._led_to(request, question)
        messages.success(request, _("“%(view)s” is kept.") % {"view": view})
        return self._led_to(request, question, view.pk)

    def alter_view(self, request: HttpRequest, view_id: int) -> HttpResponse:
        """Let the view ask what the list is asked now, or give it another name, other readers or a pin."""
        membership, view = self._membership(request), self._changeable(request, view_id)
        question, given = self._posted_question(request), request.POST
        changes: dict[str, Any] = {"question": question}
        if given.get("do") != "update":
            changes = {name: given.get(name) == "1" for name in ("is_shared", "is_pinned")}
            changes["name"] = given.get("name", "")
        try:
            change_view(view, by=membership, **changes)
        except BadViewError as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("“%(view)s” is changed.") % {"view": view})
        return self._led_to(request, question, view.pk)

    def drop_view(self, request: HttpRequest, view_id: int) -> HttpResponse:
        """Delete the view and stay at what it showed."""
        view = self._changeable(request, view_id)
        delete_view(view, by=self._membership(request))
        messages.success(request, _("“%(view)s” is deleted. What it showed stays.") % {"view": view})
        return self._led_to(request, self._posted_question(request))

    def pinned_part(self, request: HttpRequest) -> HttpResponse:
        """The pinned views with how many rows each has for the reader now."""
        views = [view for view in views_of(self.list_noun, self._membership(request)) if view.is_pinned]
        counts = self._counts(request, views)
        pinned = [(view, counts.get(str(view.pk))) for view in views]
        context = {"pinned": pinned, "current": request.GET.get(asks.VIEW, ""), "opts": self.opts}
        return render(request, "crm/list_pinned.html", context)

    def _counts(self, request: HttpRequest, views: list[SavedView]) -> dict[str, Number]:
        """None for a view that cannot be asked as it was meant."""
        rows = {}
        for view in views:
            question, lost = asks.without_lost(self, request, load(view.asks))
            try:
                if not lost:
                    rows[str(view.pk)] = asks.rows_of(self, request, question)
            except asks.UNASKABLE:
                continue
        return count_about(**rows) if rows else {}

    def _posted_question(self, request: HttpRequest) -> Question:
        return asks.question_of(
            self, asks.asking(request, QueryDict(request.POST.get("query", "").replace("%00", "").replace("\0", "")))
        )

    def _named_view(self, request: HttpRequest) -> int | None:
        return id_in(request.GET.get(asks.VIEW, "")) or None

    def _changeable(self, request: HttpRequest, view_id: int) -> SavedView:
        view = self._the_view(request, str(view_id))
        if not may_change(view, self._membership(request)):
            raise PermissionDenied
        return view

    def _the_view(self, request: HttpRequest, named: str) -> SavedView:
        views = SavedView.objects.for_organization(request.organization).open_to(request.user.pk)  # type: ignore[attr-defined]
        return get_object_or_404(views.filter(noun=self.list_noun), pk=id_in(named))

    def _membership(self, request: HttpRequest) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return request.membership  # type: ignore[attr-defined]

    def _led_to(self, request: HttpRequest, question: Question, view_id: int | None = None) -> HttpResponse:
        query = asks.query_of(self, request, question, view_id).urlencode()
        return redirect(f"{reverse(f'admin:{self._list_name()}_changelist')}?{query}".rstrip("?"))

    def _list_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _name(self, act: str) -> str:
        return f"{self._list_name()}_view_{act}"


def _kept(question: Question, current: SavedView | None) -> list[tuple[str, str]]:
    """The fields, unseen, of the form that chooses columns."""
    pairs = [(name, value) for name, values in question.filters.items() for value in values]
    pairs += [("q", question.search)] if question.search else []
    pairs += [(asks.VIEW, str(current.pk))] if current else []
    return [*pairs, (asks.ORDER, ",".join(question.order)), (asks.PICKED, "")]
