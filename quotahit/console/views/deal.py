"""The deal page: where it stands, with whom, and everything that was said and done on the way there."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from crm.actors import members
from crm.choices import Noun
from crm.models import Contact, CustomField, Deal, Stage
from crm.timeline_scope import scope_of
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.console.acting import acts_on
from quotahit.console.pages import show
from quotahit.console.timelines import timeline_answer, timeline_context
from quotahit.console.views.contact import WORDS, open_tasks, own_lines_of
from quotahit.console.views.contact_acts import write_down
from quotahit.console.views.tasks import give
from quotahit.ids import id_in
from quotahit.together import fetch_together


def deal_page(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The whole page."""
    deal = the_deal(request, deal_id)
    beside = Beside(request, deal)
    people = members(deal.organization_id).order_by("first_name", "email")
    fetch_together(*beside.rows, people)
    return show(
        request, "console/deal.html", str(deal), members=people, **WORDS, **beside.context(), **beside.timeline()
    )


def timeline_part(request: HttpRequest, deal_id: int) -> HttpResponse:
    """The timeline by another filter, its next page, or its entries after a change."""
    return timeline_answer(request, Beside(request, the_deal(request, deal_id)).timeline())


def side_part(request: HttpRequest, deal_id: int) -> HttpResponse:
    """Stage, people and tasks as they are now."""
    beside = Beside(request, the_deal(request, deal_id))
    fetch_together(*beside.rows)
    return render(request, "console/deal_side.html", beside.context())


def the_deal(request: HttpRequest, deal_id: int) -> Deal:
    """The deal, if the reader sees it, else 404."""
    deals = seen_by(request, Deal.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    related = ("company", "contact", "owner", "stage__pipeline", "organization")
    return get_object_or_404(deals.select_related(*related), pk=deal_id)


class Beside:
    """What stands beside the timeline: query sets that are fetched together, and what the page makes of them."""

    def __init__(self, request: HttpRequest, deal: Deal) -> None:
        self.request, self.deal = request, deal
        self.scope = scope_of(deal, lambda rows: seen_by(request, rows))
        self.people = Contact.objects.filter(pk__one_of=self.scope.people).order_by("name_key", "pk")
        self.stages = Stage.objects.filter(pipeline=deal.stage.pipeline_id).order_by("position", "pk")
        self.tasks = open_tasks(self.scope)
        self.files = deal.attachments.order_by("-created_at", "-pk")[:5]
        self.own = CustomField.objects.for_organization(deal.organization_id).filter(noun=Noun.DEAL).active()

    @property
    def rows(self) -> tuple[QuerySet[Any], ...]:
        return self.people, self.stages, self.tasks, self.files, self.own

    def context(self) -> dict[str, Any]:
        return {
            "deal": self.deal,
            "may_act": may(self.request, Role.REP),
            "people": self.people,
            "stages": self.stages,
            "tasks": self.tasks,
            "files": self.files,
            "own": own_lines_of(self.deal, self.own),
        }

    def timeline(self) -> dict[str, Any]:
        part = reverse("admin:console_deal_timeline", args=[self.deal.pk])
        return timeline_context(self.request, self.scope, part)


act = acts_on(the_deal, "admin:console_deal")


@act
def log(request: HttpRequest, deal: Deal) -> str:
    """A note on the deal, or a call or a meeting about it with one of its people."""
    if request.POST.get("kind", "note") == "note":
        return write_down(request, deal=deal)
    return write_down(request, contact=_person(request, deal, request.POST.get("contact", "")), deal=deal)


@act
def task(request: HttpRequest, deal: Deal) -> str:
    return give(request, contact=_person(request, deal, request.POST.get("contact", "")), deal=deal)


def _person(request: HttpRequest, deal: Deal, given: str) -> Contact | None:
    """One of the deal's people; nobody where the form names nobody."""
    people = scope_of(deal, lambda rows: seen_by(request, rows)).people
    rows = Contact.objects.select_related("organization").filter(pk__one_of=people)
    return get_object_or_404(rows, pk=id_in(given)) if given else None
