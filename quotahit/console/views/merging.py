"""Making one record of two: what either says, whose word is taken, what moves; then the act, and the way back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from crm.choices import RecordKind
from crm.duplicates.pairs import SHOWN, lookalikes
from crm.errors import CrmError
from crm.merging.fields import LOSER, WINNER, options
from crm.merging.merge import count_relations, merge_companies, merge_contacts
from crm.merging.record import column, model_of
from crm.merging.undo import undo_merge
from crm.models import Company, Contact, Merge
from crm.models.duplicates import undo_days
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.choices import Role
from quotahit.console.comparing import choices, in_words, label_of, records
from quotahit.console.pages import show
from quotahit.console.views.duplicates import merge_link, record_link
from quotahit.ids import id_in

MODELS: dict[str, Any] = {RecordKind.CONTACT: Contact, RecordKind.COMPANY: Company}
FIELD = "field-"  # before the name of a field that is chosen
# Rows that belong to others, or that the person has no word for.
UNTOLD = frozenset({"crm.Merge", "workflow.Wait"})
TAGS = "crm.Contact_tags"


def merge_contact(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Merge another contact into this one."""
    return _merge(request, RecordKind.CONTACT, contact_id)


def merge_company(request: HttpRequest, company_id: int) -> HttpResponse:
    """Merge another company into this one."""
    return _merge(request, RecordKind.COMPANY, company_id)


def merge_page(request: HttpRequest, merge_id: int) -> HttpResponse:
    """What became of two records, and the button that makes them two again."""
    merge = _the_merge(request, merge_id)
    return show(
        request,
        "console/merge_result.html",
        gettext("Merged"),
        merge=merge,
        holder=merge.contact or merge.company,
        holder_link=record_link(merge.kind, merge.holder_id),
        loser_link=record_link(merge.kind, merge.loser_id),
        loser_name=_name(merge.load().loser),
        lines=_lines(merge),
        moved=_told(_moved(merge)),
        may_act=request.membership.may(Role.REP),  # type: ignore[attr-defined]
    )


@require_POST
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Two records again."""
    merge = _the_merge(request, merge_id)
    try:
        loser = undo_merge(merge, actor=request.user)
    except CrmError as problem:
        messages.error(request, str(problem))
        return redirect("admin:console_merge", merge.pk)
    messages.success(request, gettext("{loser} is a record of its own again.").format(loser=loser))
    return redirect(record_link(merge.kind, loser.pk))


def _merge(request: HttpRequest, kind: str, winner_id: int) -> HttpResponse:
    winner = _record(request, kind, winner_id)
    asked = request.POST.get("with") or request.GET.get("with") or ""
    if not asked:
        return _ask_with_whom(request, kind, winner)
    loser = _record(request, kind, id_in(asked), missing_ok=True)
    if loser is None or loser.pk == winner.pk:
        messages.error(
            request, gettext("There is no other {kind} with the number {asked}.").format(kind=kind, asked=asked[:20])
        )
        return _ask_with_whom(request, kind, winner)
    if request.method == "POST":
        return _do(request, kind, winner, loser)
    return _preview(request, kind, winner, loser, {})


def _do(request: HttpRequest, kind: str, winner: Any, loser: Any) -> HttpResponse:
    chosen = {
        name.removeprefix(FIELD): value
        for name, value in request.POST.items()
        if name.startswith(FIELD) and value in (WINNER, LOSER)
    }
    verb = merge_contacts if kind == RecordKind.CONTACT else merge_companies
    try:
        merge = verb(winner, loser, chosen, actor=request.user)  # type: ignore[operator]
    except CrmError as problem:
        messages.error(request, str(problem))
        return _preview(request, kind, winner, loser, chosen)
    messages.success(request, gettext("{winner} is one record now.").format(winner=winner))
    return redirect("admin:console_merge", merge.pk)


def _preview(request: HttpRequest, kind: str, winner: Any, loser: Any, chosen: Mapping[str, str]) -> HttpResponse:
    offered = options(winner, loser)
    known = {option.name for option in offered}
    offered = options(winner, loser, {name: choice for name, choice in chosen.items() if name in known})
    return show(
        request,
        "console/merge.html",
        gettext("Merge {loser} into {winner}").format(loser=loser, winner=winner),
        kind=kind,
        winner=winner,
        loser=loser,
        winner_link=record_link(kind, winner.pk),
        loser_link=record_link(kind, loser.pk),
        swap_link=merge_link(kind, loser.pk, winner.pk),
        choices=choices(winner, loser, offered),
        agreed=sum(not option.differs for option in offered),
        moved=_told({model._meta.label: number for model, number in count_relations(loser).items()}),
        prefix=FIELD,
        days=undo_days(),
    )


def _ask_with_whom(request: HttpRequest, kind: str, winner: Any) -> HttpResponse:
    others = seen_by(request, lookalikes(kind, winner))[:SHOWN]
    return show(
        request,
        "console/merge_with.html",
        gettext("Merge {winner}").format(winner=winner),
        kind=kind,
        winner=winner,
        winner_link=record_link(kind, winner.pk),
        others=[(other, merge_link(kind, winner.pk, other.pk)) for other in others],
    )


def _record(request: HttpRequest, kind: str, row_id: int, *, missing_ok: bool = False) -> Any:
    row = records(request, kind, [row_id]).get(row_id)
    if row is None and not missing_ok:
        raise Http404
    return row


def _the_merge(request: HttpRequest, merge_id: int) -> Merge:
    mine = seen_by(request, Merge.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("contact", "company", "organization"), pk=merge_id)


def _lines(merge: Merge) -> list[dict[str, str]]:
    """The fields that the merge has changed, as they were and as they became."""
    model = MODELS[merge.kind]
    columns = {
        name: pair
        for change in merge.load().changed
        if (change.model, change.pk) == (model._meta.label, merge.winner_id)
        for name, pair in change.columns.items()
    }
    shown = [(name, pair) for name, pair in columns.items() if _is_told(model, name)]
    return [
        {"label": label_of(model, name), "before": in_words(before), "after": in_words(after)}
        for name, (before, after) in shown
    ]


def _is_told(model: Any, name: str) -> bool:
    field = column(model, name)
    return field is not None and field.editable and not field.is_relation and name != "custom"


def _moved(merge: Merge) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, ids in merge.load().moved.items():
        label = name.rpartition(".")[0]
        counts[label] = counts.get(label, 0) + len(ids)
    return counts


def _told(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Kinds of rows in words, with how many."""
    found = [(_called(label, number), number) for label, number in counts.items() if label not in UNTOLD]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _called(label: str, number: int) -> str:
    model = model_of(label)
    if label == TAGS:
        return "tag" if number == 1 else "tags"
    if model is None:
        return label
    return str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural)


def _name(values: Mapping[str, Any]) -> str:
    full = " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
    return str(values.get("name") or full)
