"""Leads on offer: those that wait for an answer, the briefing of each, and those that nobody has taken."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agents.choices import OFFER_COLOURS
from agents.models import AgentDecision, Offer
from agents.orchestrator.routing.anew import route_anew
from agents.orchestrator.routing.fit import Part
from agents.orchestrator.routing.question import ACCEPT, PASS
from agents.orchestrator.routing.record import Looked, Weighed
from agents.orchestrator.routing.telling import by_their_clock
from agents.orchestrator.routing.unassigned import KIND, unassigned
from agents.statements import by_section
from crm.models import Contact, Rep
from crm.routing import PART_LABELS
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.choices import Role
from quotahit.console.pages import show
from quotahit.workflow.approvals import resolve
from quotahit.workflow.errors import ApprovalError

LISTED = 50
LATELY = 15


@dataclass(frozen=True)
class Measure:
    """One part of a fit as the page draws it."""

    label: str
    part: Part


@dataclass(frozen=True)
class Other:
    """A rep beside the one who is asked."""

    name: str
    looked: Looked


def offers_page(request: HttpRequest) -> HttpResponse:
    """Mine, those of others, the leads that nobody took, and what was answered lately."""
    return show(request, "console/offers.html", _("Lead offers"), **_lists(request))


def offers_part(request: HttpRequest) -> HttpResponse:
    """The same without the frame, for the live line."""
    return render(request, "console/offers_part.html", _lists(request))


def offer_page(request: HttpRequest, offer_id: int) -> HttpResponse:
    """The briefing, why this rep, who else, and the answer."""
    offer = get_object_or_404(_seen(request).select_related("briefing", "routing", "approval"), pk=offer_id)
    weighed = Weighed.load(offer.decision.detail)
    mine, others = _stood(request, offer, weighed)
    membership = request.membership  # type: ignore[attr-defined]
    is_theirs = offer.rep.user_id == membership.user_id or membership.may(Role.MANAGER)
    return show(
        request,
        "console/offer.html",
        _("A lead for %(rep)s: %(lead)s") % {"rep": offer.rep, "lead": offer.contact},
        offer=offer,
        colour=OFFER_COLOURS[offer.state],  # type: ignore[index]
        due=by_their_clock(offer),
        sections=by_section(offer.briefing.statements) if offer.briefing else [],
        measures=[Measure(str(PART_LABELS[part.code]), part) for part in mine.parts] if mine else [],
        others=others,
        earlier=_seen(request).filter(routing=offer.routing).exclude(pk=offer.pk).order_by("offered_at"),
        may_answer=offer.is_open and membership.may(Role.REP) and is_theirs,
    )


@require_POST
def answer(request: HttpRequest, offer_id: int) -> HttpResponse:
    """Accept the lead, or pass it on with a reason."""
    offer = get_object_or_404(_seen(request).select_related("approval"), pk=offer_id)
    choice, reason = request.POST.get("choice", ""), request.POST.get("reason", "").strip()
    if choice == PASS and not reason:
        messages.error(request, _("Say in a word why you pass it on: the next one learns from it."))
        return redirect("admin:console_offer", offer.pk)
    if offer.approval is None:
        messages.error(request, _("Nobody is asked about this lead any more."))
        return redirect("admin:console_offers")
    try:
        shown = request.POST.get("fingerprint", "")
        resolve(offer.approval, choice, actor=request.user, fingerprint=shown, remark=reason)  # type: ignore[arg-type]
    except ApprovalError as problem:
        messages.error(request, f"{offer.contact}: {problem}")
        return redirect("admin:console_offers")
    if choice == ACCEPT:
        messages.success(request, _("%(lead)s is with %(rep)s now.") % {"lead": offer.contact, "rep": offer.rep})
        return redirect("admin:console_contact", offer.contact_id)
    messages.success(request, _("Passed on. %(lead)s goes to the next who fits.") % {"lead": offer.contact})
    return redirect("admin:console_offers")


@require_POST
def route_now(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Give a lead out once more, with everybody in the running again."""
    contacts = seen_by(request, Contact.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    contact = get_object_or_404(contacts.select_related("organization", "company", "owner"), pk=contact_id)
    decision = route_anew(contact, actor=request.user)
    messages.success(request, _("%(lead)s is being given out: %(why)s") % {"lead": contact, "why": decision.reason})
    return redirect("admin:console_offers")


def _seen(request: HttpRequest) -> "QuerySet[Offer]":
    offers = seen_by(request, Offer.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return offers.select_related("contact__company", "rep__user", "decision")


def _lists(request: HttpRequest) -> dict[str, Any]:
    waiting = list(_seen(request).open().order_by("due_at", "pk")[: 2 * LISTED])  # type: ignore[attr-defined]
    mine = [offer for offer in waiting if offer.rep.user_id == request.user.pk]
    last = AgentDecision.objects.filter(contact=OuterRef("pk"), kind=KIND).order_by("-pk")
    left = seen_by(request, unassigned(request.organization))  # type: ignore[attr-defined]
    left = left.select_related("company").annotate(why=Subquery(last.values("reason")[:1]))
    return {
        "mine": mine,
        "others": [offer for offer in waiting if offer not in mine],
        "unassigned": left.order_by(F("last_activity__at").desc(nulls_last=True), "-pk")[:LISTED],
        "lately": _answered(request),
        "may_manage": request.membership.may(Role.MANAGER),  # type: ignore[attr-defined]
        "has_reps": Rep.objects.for_organization(request.organization).filter(is_active=True).exists(),  # type: ignore[attr-defined]
    }


def _answered(request: HttpRequest) -> list[tuple[Offer, str]]:
    """The last answers with the colour of their badge."""
    answered = _seen(request).exclude(answered_at=None).order_by("-answered_at", "-pk")[:LATELY]
    return [(offer, OFFER_COLOURS[offer.state]) for offer in answered]  # type: ignore[index]


def _stood(request: HttpRequest, offer: Offer, weighed: Weighed) -> tuple[Looked | None, list[Other]]:
    """How the rep who is asked stood, and the others by name; who has left since is not shown."""
    ids = [looked.rep_id for looked in weighed.reps]
    reps = Rep.objects.for_organization(request.organization).select_related("user").in_bulk(ids)  # type: ignore[attr-defined]
    mine = next((looked for looked in weighed.reps if looked.rep_id == offer.rep_id), None)
    others = [
        Other(str(reps[looked.rep_id]), looked)
        for looked in weighed.reps
        if looked.rep_id != offer.rep_id and looked.rep_id in reps
    ]
    return mine, others
