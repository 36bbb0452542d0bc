"""The board: a pipeline's stages side by side, and deals that are moved by drag, by keyboard or by a form."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from crm.choices import StageKind
from crm.deals import move_deal, update_deal
from crm.errors import CrmError, MissingFieldsError
from crm.models import REQUIRABLE, Company, Contact, Deal, LostReason, Pipeline, Stage
from crm.pipelines import ensure_default
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.accounts.models import User
from quotahit.console.acting import tell
from quotahit.console.pages import show
from quotahit.ids import id_in
from quotahit.together import fetch_together

SHOWN = 50  # cards in a column; the list has the others
OFFERED = 200


@dataclass(frozen=True)
class Column:
    """One stage with its newest deals, how many there are, and what they are worth in the organization's currency."""

    stage: Stage
    deals: list[Deal]
    number: int
    amount: Decimal

    @property
    def more(self) -> int:
        return self.number - len(self.deals)


class Wanted(forms.Form):
    """What a stage asks for that the deal has not, and why it was lost."""

    amount = forms.DecimalField(max_digits=14, decimal_places=2, min_value=Decimal(0))
    expected_close = forms.DateField(label=_("Expected close"), widget=forms.DateInput(attrs={"type": "date"}))
    contact = forms.ModelChoiceField(Contact.objects.none())
    company = forms.ModelChoiceField(Company.objects.none())
    owner = forms.ModelChoiceField(User.objects.none())
    lost_reason = forms.CharField(
        label=_("Lost reason"), max_length=200, required=False, widget=forms.TextInput(attrs={"list": "lost-reasons"})
    )

    def __init__(self, request: HttpRequest, deal: Deal, names: list[str], data: Any = None) -> None:
        super().__init__(data)
        for name in set(self.fields) - set(names):
            del self.fields[name]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "qh-input"
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = _choices(request, deal, name)


def board_page(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return show(request, "console/board.html", gettext("Board"), **_board(request))


def board_part(request: HttpRequest) -> HttpResponse:
    """The columns alone: after a move, and for the live line."""
    return render(request, "console/board_part.html", _board(request))


@require_POST
def move(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Move a deal; what the stage asks for beside it is asked in a form, which comes back here."""
    deal = get_object_or_404(_deals(request).select_related("stage__pipeline"), pk=deal_id)
    stages = Stage.objects.filter(pipeline=deal.stage.pipeline_id)
    stage = get_object_or_404(stages, pk=id_in(request.POST.get("stage", "")))
    names = _asked(deal, stage, said="lost_reason" in request.POST)
    given = Wanted(request, deal, names, request.POST if _says(request, names) else None)
    if names and not given.is_valid():
        return _ask(request, deal, stage, given)
    before = deal.stage
    try:
        _move(request, deal, stage, given.cleaned_data if names else {})
    except MissingFieldsError as missing:
        return _ask(request, deal, stage, Wanted(request, deal, missing.fields))
    except CrmError as problem:
        return _back(request, deal, refused=str(problem))
    return _back(request, deal, before)


def _move(request: HttpRequest, deal: Deal, stage: Stage, given: dict[str, Any]) -> None:
    reason = given.pop("lost_reason", request.POST.get("lost_reason", ""))
    if given:
        update_deal(deal, actor=request.user, **given)
    move_deal(deal, stage, actor=request.user, lost_reason=reason)


def _asked(deal: Deal, stage: Stage, *, said: bool) -> list[str]:
    """What is wanted before the deal may come to the stage, by name; a reason is asked for once and may be blank."""
    missing = [name for name in stage.required if getattr(deal, name) is None]
    is_lost = stage.kind == StageKind.LOST and deal.stage_id != stage.pk
    return [*missing, "lost_reason"] if is_lost or said else missing


def _says(request: HttpRequest, names: list[str]) -> bool:
    return any(name in request.POST for name in names)


def _ask(request: HttpRequest, deal: Deal, stage: Stage, form: Wanted) -> HttpResponse:
    """A piece of a page where the board or the deal's page asked, else a page of its own."""
    offered = LostReason.objects.for_organization(deal.organization_id)
    context = {"deal": deal, "stage": stage, "form": form, "lost_reasons": offered, "labels": REQUIRABLE}
    context["from_deal"] = _is_from_deal(request)
    if "X-Live" in request.headers:
        return render(request, "console/board_ask.html", context, status=422)
    if "HX-Request" in request.headers:
        next(iter(form.fields.values())).widget.attrs["autofocus"] = True
        return render(request, "console/board_ask.html", context)
    return show(request, "console/board_ask_page.html", f"{deal}: {stage}", **context)


def _back(request: HttpRequest, deal: Deal, before: Stage | None = None, *, refused: str = "") -> HttpResponse:
    """To where the move was made, the board or the deal's page, with what came of it."""
    if "X-Live" in request.headers:
        if refused:
            messages.error(request, refused)
        moved = {"moved": deal, "before": before} if before is not None and before != deal.stage else {}
        return render(request, "console/board_part.html", {**_board(request, deal.stage.pipeline), **moved})
    page = reverse("admin:console_deal", args=[deal.pk])
    if not _is_from_deal(request):
        page = f"{reverse('admin:console_board')}?pipeline={deal.stage.pipeline_id}"
    return tell(
        request,
        refused or gettext("{deal} is in {stage} now.").format(deal=deal, stage=deal.stage),
        page,
        is_done=not refused,
    )


def _is_from_deal(request: HttpRequest) -> bool:
    return request.POST.get("from") == "deal"


def _board(request: HttpRequest, pipeline: Pipeline | None = None) -> dict[str, Any]:
    organization = request.organization  # type: ignore[attr-defined]
    pipelines = list(Pipeline.objects.for_organization(organization).order_by("-is_default", "name"))
    asked = request.GET.get("pipeline", "")
    chosen = pipeline or next((one for one in pipelines if str(one.pk) == asked), None) or ensure_default(organization)
    mine = request.GET.get("mine") == "1"
    rows = _deals(request).filter(stage__pipeline=chosen)
    return {
        "pipelines": pipelines or [chosen],
        "pipeline": chosen,
        "mine": mine,
        "columns": _columns(chosen, rows.filter(owner=request.user) if mine else rows, organization.currency),
        "currency": organization.currency,
        "may_move": may(request, Role.REP),
    }


def _columns(pipeline: Pipeline, rows: "QuerySet[Deal]", currency: str) -> list[Column]:
    """Every stage; one statement for the sums and one for the cards of all of them."""
    stages = list(pipeline.stages.order_by("position", "pk"))
    sums = dict(rows.order_by().values_list("stage").annotate(number=Count("pk")))
    worth = rows.filter(currency=currency).order_by().values_list("stage").annotate(total=Sum("amount"))
    amounts = {stage: total or Decimal(0) for stage, total in worth}
    cards = [_cards(rows.filter(stage=stage)) for stage in stages]
    fetch_together(*cards)
    return [
        Column(stage, list(deals), sums.get(stage.pk, 0), amounts.get(stage.pk, Decimal(0)))
        for stage, deals in zip(stages, cards, strict=True)
    ]


def _cards(rows: "QuerySet[Deal]") -> "QuerySet[Deal]":
    return rows.select_related("contact", "company", "owner", "stage").order_by("-stage_since", "-pk")[:SHOWN]


def _deals(request: HttpRequest) -> "QuerySet[Deal]":
    return seen_by(request, Deal.objects.for_organization(request.organization))  # type: ignore[attr-defined]


def _choices(request: HttpRequest, deal: Deal, name: str) -> "QuerySet[Any]":
    """What a relation of the deal can be: people of its firm first of all, and nothing that the reader does not see."""
    organization = request.organization  # type: ignore[attr-defined]
    if name == "owner":
        return User.objects.filter(memberships__organization=organization).order_by("first_name", "email")
    if name == "company":
        return _first(seen_by(request, Company.objects.for_organization(organization)).order_by("name"))
    people = seen_by(request, Contact.objects.for_organization(organization)).order_by("name_key")
    return people.filter(company=deal.company_id) if deal.company_id else _first(people)


def _first(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """So many that a menu can hold them, as a query set that can still be asked for one."""
    return rows.filter(pk__in=rows.values("pk")[:OFFERED])
