"""Records that look like one, the surest first: merged, or told apart for good."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from crm.choices import RecordKind
from crm.duplicates.pairs import dismiss
from crm.models import DuplicatePair
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.choices import Role
from quotahit.console.comparing import Line, compare, records
from quotahit.console.pages import show
from quotahit.estimates import count_about
from quotahit.ids import ids_in

LISTED = 25


@dataclass(frozen=True)
class Card:
    """One pair as the page shows it; `keep_left` leads to the merge that keeps the left record."""

    pair: DuplicatePair
    left: Any
    right: Any
    lines: list[Line]
    keep_left: str
    keep_right: str
    left_page: str
    right_page: str


def duplicates_page(request: HttpRequest) -> HttpResponse:
    """The open pairs of one kind, a page of them."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in RecordKind.values else RecordKind.CONTACT.value
    page = _number(request.GET.get("page"))
    waiting = seen_by(request, DuplicatePair.objects.for_organization(request.organization).open())  # type: ignore[attr-defined]
    start = (page - 1) * LISTED
    pairs = list(waiting.whole(kind).order_by("-confidence", "pk")[start : start + LISTED + 1])
    found = records(request, kind, {pk for pair in pairs for pk in (pair.low_id, pair.high_id)})
    counts = count_about(**{each: waiting.filter(kind=each) for each in RecordKind.values})
    return show(
        request,
        "console/duplicates.html",
        gettext("Duplicates"),
        kind=kind,
        kinds=[(each.value, label, counts[each.value]) for each, label in _tabs()],
        cards=[_card(pair, found) for pair in pairs[:LISTED]],
        page=page,
        has_next=len(pairs) > LISTED,
        may_act=request.membership.may(Role.REP),  # type: ignore[attr-defined]
    )


@require_POST
def dismiss_pairs(request: HttpRequest) -> HttpResponse:
    """The checked ones are two records each."""
    organization = request.organization  # type: ignore[attr-defined]
    ids = ids_in(request.POST.getlist("pair"))
    pairs = seen_by(request, DuplicatePair.objects.for_organization(organization).filter(pk__in=ids))
    told_apart = dismiss(organization, pairs, actor=request.user)
    messages.success(request, gettext("Told apart and not shown again: {number}.").format(number=told_apart))
    kind = request.POST.get("kind", "")
    return redirect(f"{reverse('admin:console_duplicates')}?kind={kind if kind in RecordKind.values else ''}")


def _card(pair: DuplicatePair, found: dict[int, Any]) -> Card:
    left, right = found[pair.low_id], found[pair.high_id]
    return Card(
        pair,
        left,
        right,
        compare(pair.kind, left, right),
        merge_link(pair.kind, left.pk, right.pk),
        merge_link(pair.kind, right.pk, left.pk),
        record_link(pair.kind, left.pk),
        record_link(pair.kind, right.pk),
    )


def merge_link(kind: str, winner_id: int, loser_id: int) -> str:
    """The page on which the one is merged into the other."""
    return f"{reverse(f'admin:console_{kind}_merge', args=[winner_id])}?with={loser_id}"


def record_link(kind: str, row_id: int) -> str:
    """The page of a contact or a company."""
    return reverse(f"admin:console_{kind}", args=[row_id])


def _tabs() -> list[tuple[RecordKind, str]]:
    return [(RecordKind.CONTACT, gettext("Contacts")), (RecordKind.COMPANY, gettext("Companies"))]


def _number(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() and len(text) < 7 else 1
