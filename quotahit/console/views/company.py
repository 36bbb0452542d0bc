"""The company page: the firm, its people and deals, and everything that was said and done with any of them."""

from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from crm.actors import members
from crm.choices import Noun
from crm.duplicates.pairs import SHOWN, lookalikes
from crm.merging.aliases import merged_into
from crm.models import Company, Contact, CustomField, Deal
from crm.timeline_scope import scope_of
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.console.acting import acts_on
from quotahit.console.origins import field_lines, origins_of
from quotahit.console.pages import show
from quotahit.console.timelines import timeline_answer, timeline_context
from quotahit.console.views.contact import WORDS, open_tasks, own_lines_of
from quotahit.console.views.contact_acts import write_down
from quotahit.console.views.tasks import give
from quotahit.ids import id_in
from quotahit.together import fetch_together

LISTED = ":10"  # people and deals that the page names, as a slice
OFFERED = 50  # people and deals that a form lets choose among


def company_page(request: HttpRequest, company_id: int) -> HttpResponse:
    """The whole page; a former id leads to the company that it was merged into."""
    try:
        company = the_company(request, company_id)
    except Http404:
        heir = merged_into(request.organization, "company", company_id)  # type: ignore[attr-defined]
        if heir is None:
            raise
        return redirect("admin:console_company", the_company(request, heir).pk)
    beside = Beside(request, company)
    people = members(company.organization_id).order_by("first_name", "email")
    alike = seen_by(request, lookalikes("company", company))[:SHOWN]
    fetch_together(*beside.rows, people, alike)
    return show(
        request,
        "console/company.html",
        str(company),
        lookalikes=alike,
        members=people,
        **WORDS,
        **beside.context(),
        **beside.timeline(),
    )


def timeline_part(request: HttpRequest, company_id: int) -> HttpResponse:
    """The timeline by another filter, its next page, or its entries after a change."""
    return timeline_answer(request, Beside(request, the_company(request, company_id)).timeline())


def side_part(request: HttpRequest, company_id: int) -> HttpResponse:
    """People, deals and tasks as they are now."""
    beside = Beside(request, the_company(request, company_id))
    fetch_together(*beside.rows)
    return render(request, "console/company_side.html", beside.context())


def the_company(request: HttpRequest, company_id: int) -> Company:
    """The company, if the reader sees it, else 404."""
    companies = seen_by(request, Company.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    return get_object_or_404(companies.select_related("owner", "organization"), pk=company_id)


class Beside:
    """What stands beside the timeline: query sets that are fetched together, and what the page makes of them."""

    def __init__(self, request: HttpRequest, company: Company) -> None:
        self.request, self.company = request, company
        self.scope = scope_of(company, lambda rows: seen_by(request, rows))
        contacts = Contact.objects.filter(pk__one_of=self.scope.people).select_related("last_activity")
        self.people = contacts.order_by(F("last_activity__at").desc(nulls_last=True), "-pk")[:OFFERED]
        deals = Deal.objects.filter(pk__one_of=self.scope.deals).select_related("stage")
        self.deals = deals.order_by(F("closed_at").desc(nulls_first=True), "-pk")[:OFFERED]
        self.tasks = open_tasks(self.scope)
        self.files = company.attachments.order_by("-created_at", "-pk")[:5]
        self.own = CustomField.objects.for_organization(company.organization_id).filter(noun=Noun.COMPANY).active()
        self.origins = origins_of(company)

    @property
    def rows(self) -> tuple[QuerySet[Any], ...]:
        return self.people, self.deals, self.tasks, self.files, self.own, *self.origins

    def context(self) -> dict[str, Any]:
        return {
            "company": self.company,
            "may_act": may(self.request, Role.REP),
            "people": self.people,
            "deals": self.deals,
            "listed": LISTED,
            "people_link": f"{reverse('admin:crm_contact_changelist')}?company__id__exact={self.company.pk}",
            "tasks": self.tasks,
            "files": self.files,
            "own": own_lines_of(self.company, self.own),
            "details": field_lines(self.company, *self.origins),
        }

    def timeline(self) -> dict[str, Any]:
        part = reverse("admin:console_company_timeline", args=[self.company.pk])
        return timeline_context(self.request, self.scope, part)


act = acts_on(the_company, "admin:console_company")


@act
def log(request: HttpRequest, company: Company) -> str:
    """A note on the firm, or a call or a meeting with one of its people."""
    person = _contact(request, company, request.POST.get("contact", ""))
    return write_down(request, contact=person) if person else write_down(request, company=company)


@act
def task(request: HttpRequest, company: Company) -> str:
    """Something to do about one of its people or deals."""
    noun, _colon, key = request.POST.get("about", "").partition(":")
    person = _contact(request, company, key) if noun == "contact" else None
    deal = _deal(request, company, key) if noun == "deal" else None
    if person is None and deal is None:
        raise ValueError(_("Say whom or which deal it is about."))
    return give(request, contact=person, deal=deal)


def _contact(request: HttpRequest, company: Company, given: str) -> Contact | None:
    rows = seen_by(request, company.contacts.select_related("organization"))
    return get_object_or_404(rows, pk=id_in(given)) if given else None  # type: ignore[no-any-return]


def _deal(request: HttpRequest, company: Company, given: str) -> Deal:
    deals = scope_of(company, lambda rows: seen_by(request, rows)).deals
    return get_object_or_404(Deal.objects.select_related("organization"), pk=id_in(given), pk__one_of=deals)
