"""Finding leads: a search begun, how far it has come, whom it found and why, and a person's word on each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from agents.choices import (
    CANDIDATE_COLOURS,
    SEARCH_COLOURS,
    CandidateState,
    LeadSource,
    LeftOut,
    Rhythm,
    ScoutMode,
    SearchState,
    Trouble,
)
from agents.models import Candidate, LeadSearch
from agents.scout.deciding import ACCEPT, REJECT, Decided, decide_candidates, left_out_lines, plan_of
from agents.scout.likeness import Part
from agents.scout.planning import change_plan
from agents.scout.searching import MOST_WANTED, begin_search
from crm.fit import band_of
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.choices import Role
from quotahit.accounts.credentials import secret
from quotahit.accounts.errors import CredentialLocked
from quotahit.console.pages import show
from quotahit.ids import id_in

LISTED = 20
SHOWN = 200  # candidates of one search
MOST_CREDITS = 1000


def scout_page(request: HttpRequest) -> HttpResponse:
    """Begin a search, and what became of the last ones."""
    organization = request.organization  # type: ignore[attr-defined]
    membership = request.membership  # type: ignore[attr-defined]
    context = {
        "sources": LeadSource.choices,
        "plan": plan_of(organization),
        "modes": ScoutMode.choices,
        "rhythms": Rhythm.choices,
        "has_key": _has_key(request),
        "most": MOST_WANTED,
        "most_credits": MOST_CREDITS,
        "may_act": membership.may(Role.REP),
        "may_manage": membership.may(Role.MANAGER),
        **_searches(request),
    }
    return show(request, "console/scout.html", _("Find leads"), **context)


def scout_part(request: HttpRequest) -> HttpResponse:
    """The searches alone, for the live line."""
    return render(request, "console/scout_part.html", _searches(request))


def search_page(request: HttpRequest, search_id: int) -> HttpResponse:
    """One search with its candidates, those that wait first."""
    search = _the_search(request, search_id)
    return show(request, "console/scout_search.html", str(search), **_found(request, search))


def search_part(request: HttpRequest, search_id: int) -> HttpResponse:
    """The same without the frame, for the live line."""
    return render(request, "console/scout_search_part.html", _found(request, _the_search(request, search_id)))


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Have the scout look."""
    source = request.POST.get("source", "")
    if source not in LeadSource.values:
        messages.error(request, _("Say where to look."))
        return redirect("admin:console_scout")
    search = begin_search(
        request.organization,  # type: ignore[attr-defined]
        source,
        wanted=_number(request, "wanted", 25, MOST_WANTED),
        credits=_number(request, "credits", 0, MOST_CREDITS),
        actor=request.user,
    )
    return redirect("admin:console_scout_search", search.pk)


@require_POST
def keep_plan(request: HttpRequest) -> HttpResponse:
    """Let the scout look so from now on."""
    words = {name: request.POST.get(name, "") for name in ("mode", "rhythm", "source")}
    numbers = {
        "least_fit": _number(request, "least_fit", 70, 100),
        "most_a_day": _number(request, "most_a_day", 25, 1000),
        "wanted": max(_number(request, "wanted", 25, MOST_WANTED), 1),
        "credits": _number(request, "credits", 50, MOST_CREDITS),
    }
    try:
        change_plan(request.organization, actor=request.user, **words, **numbers)  # type: ignore[attr-defined]
        messages.success(request, _("The scout looks so from now on."))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("admin:console_scout")


@require_POST
def decide(request: HttpRequest, search_id: int) -> HttpResponse:
    """Accept or reject the checked leads, or one."""
    search = _the_search(request, search_id)
    choice, remark = request.POST.get("choice", ""), request.POST.get("remark", "")
    ids = [number for text in request.POST.getlist("candidate") if (number := id_in(text))]
    seen = list(_candidates(request, search).filter(pk__in=ids).values_list("pk", flat=True))
    if choice not in (ACCEPT, REJECT) or not seen:
        messages.error(request, _("Check the leads that you mean, then accept or reject them."))
    else:
        _say(request, decide_candidates(search, seen, choice, actor=request.user, remark=remark))
    return redirect("admin:console_scout_search", search.pk)


def _say(request: HttpRequest, decided: Decided) -> None:
    if decided.accepted:
        told = ngettext("{count} lead taken in.", "{count} leads taken in.", decided.accepted)
        messages.success(request, told.format(count=decided.accepted))
    if decided.rejected:
        told = ngettext("{count} lead rejected.", "{count} leads rejected.", decided.rejected)
        messages.success(request, told.format(count=decided.rejected))
    if decided.refused:
        told = ngettext(
            "{count} lead may not be taken in any more; the list says why.",
            "{count} leads may not be taken in any more; the list says why.",
            decided.refused,
        )
        messages.warning(request, told.format(count=decided.refused))


def _the_search(request: HttpRequest, search_id: int) -> LeadSearch:
    searches = seen_by(request, LeadSearch.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return get_object_or_404(searches.select_related("organization"), pk=search_id)


def _candidates(request: HttpRequest, search: LeadSearch) -> Any:
    rows = seen_by(request, Candidate.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return rows.filter(search=search).exclude(state=CandidateState.LEFT_OUT)


def _searches(request: HttpRequest) -> dict[str, Any]:
    searches = seen_by(request, LeadSearch.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return {"searches": [_line(search) for search in searches.order_by("-started_at", "-pk")[:LISTED]]}


def _line(search: LeadSearch) -> dict[str, Any]:
    return {
        "search": search,
        "colour": SEARCH_COLOURS[SearchState(search.state)],
        "trouble": _trouble(search),
        "left_out": left_out_lines(search.left_out),
    }


def _trouble(search: LeadSearch) -> str:
    return str(Trouble(search.trouble).label) if search.trouble in Trouble.values else ""


def _found(request: HttpRequest, search: LeadSearch) -> dict[str, Any]:
    rows = list(_candidates(request, search).select_related("contact__company").order_by("-fit", "pk")[:SHOWN])
    rows.sort(key=lambda row: (row.state != CandidateState.PROPOSED, -(row.likeness or 0), -row.fit, row.pk))
    return {
        **_line(search),
        "cards": [_card(row) for row in rows],
        "waiting": sum(row.state == CandidateState.PROPOSED for row in rows),
        "may_act": request.membership.may(Role.REP),  # type: ignore[attr-defined]
    }


def _card(row: Candidate) -> dict[str, Any]:
    lead, contact = row.found, row.contact
    firm = lead.firm
    is_waiting = row.state == CandidateState.PROPOSED
    about = [firm.industry, firm.country, _("%(count)s people") % {"count": firm.employees} if firm.employees else ""]
    why_not = str(LeftOut(row.remark).label) if row.remark in LeftOut.values else row.remark
    return {
        "row": row,
        "band": str(band_of(row.fit)),
        "is_waiting": is_waiting,
        "colour": CANDIDATE_COLOURS[CandidateState(row.state)],
        "title": contact.title if contact else lead.title,
        "company": str(contact.company or "") if contact else firm.name,
        "about": [text for text in about if text],
        "email": lead.email,
        "parts": [Part.model_validate(part) for part in row.parts],
        "like": row.remark if row.likeness is not None and is_waiting else "",
        "remark": "" if is_waiting else why_not,
    }


def _has_key(request: HttpRequest) -> bool:
    try:
        return bool(secret(request.organization, "apollo"))  # type: ignore[attr-defined]
    except CredentialLocked:
        return False


def _number(request: HttpRequest, name: str, without: int, most: int) -> int:
    text = request.POST.get(name, "")
    return min(int(text), most) if text.isdecimal() and len(text) < 8 else without
