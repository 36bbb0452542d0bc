"""The contact page: who this is, what was said and done, what comes next, and what a person may do about it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from compliance.gate import Attempt, check
from compliance.models import Decision
from compliance.state import consent_state
from crm.engagement import ledger, lines_of
from crm.holds import holds_on, strongest_of
from crm.models import Contact
from crm.timeline import TimelineEntry, timeline
from outreach.models import Mailbox, Sequence, Template
from outreach.outlook import Outlook
from outreach.recipients import Recipient, as_recipient
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.console.pages import show
from quotahit.together import fetch_together, prefetch_together
from quotahit.workflow.models import Run

PAGE = 40
PAGES_SEARCHED = 5
KINDS = {
    "": "Everything",
    "messages": "Messages and sequences",
    "work": "Tasks and notes",
    "decisions": "Agents",
    "records": "Scores, deals and permissions",
}
GROUPS = {
    "messages": {"message_in", "message_out", "activity", "engagement", "delivery", "sequence", "sequence_ended"},
    "work": {"task", "task_done", "note"},
    "decisions": {"decision", "run"},
    "records": {"score", "deal", "hold", "hold_released", "consent", "barred"},
}


def contact_page(request: HttpRequest, contact_id: int) -> HttpResponse:
    """The whole page."""
    contact = the_contact(request, contact_id)
    beside, choices = Beside(contact), _choices(contact)
    fetch_together(*beside.rows, *choices.values())
    context = {**_head(request, contact), **choices, **beside.context(), **_timeline(request, contact)}
    return show(request, "console/contact.html", str(contact), kinds=KINDS.items(), **context)


def timeline_part(request: HttpRequest, contact_id: int) -> HttpResponse:
    """The next page of the timeline, or the whole first one after a change."""
    contact = the_contact(request, contact_id)
    return render(request, "console/contact_timeline.html", {"contact": contact, **_timeline(request, contact)})


def side_part(request: HttpRequest, contact_id: int) -> HttpResponse:
    """State and score, as they are now."""
    contact = the_contact(request, contact_id)
    beside = Beside(contact)
    fetch_together(*beside.rows)
    return render(request, "console/contact_side.html", {"contact": contact, **beside.context()})


def the_contact(request: HttpRequest, contact_id: int) -> Contact:
    """The contact in the reader's own organization, else 404."""
    contacts = Contact.objects.for_organization(request.organization)  # type: ignore[attr-defined]
    contact = get_object_or_404(contacts.select_related("company", "owner", "organization"), pk=contact_id)
    prefetch_together(contact, "emails", "phones")
    return contact


def _head(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    return {
        "contact": contact,
        "may_act": request.membership.may(Role.REP),  # type: ignore[attr-defined]
        "may_manage": request.membership.may(Role.MANAGER),  # type: ignore[attr-defined]
        "edit_link": reverse("admin:crm_contact_change", args=[contact.pk]),
    }


def _choices(contact: Contact) -> dict[str, QuerySet[Any]]:
    """What can be written with, and from where."""
    mine = {"organization": contact.organization_id}
    return {
        "sequences": Sequence.objects.filter(**mine, is_active=True).order_by("name"),
        "templates": Template.objects.filter(**mine).order_by("name"),
        "mailboxes": Mailbox.objects.filter(**mine, is_active=True).order_by("name"),
    }


class Beside:
    """Everything beside the timeline: query sets that are fetched together, and what the page makes of them."""

    def __init__(self, contact: Contact) -> None:
        self.contact, self.now = contact, clock.now()
        self.outlook = Outlook(contact)
        self.scores = contact.scores.select_related("profile").order_by("-at", "-pk")[:1]
        self.ledger = ledger([contact.pk], self.now)
        self.holds = holds_on(contact.organization_id, [contact.pk])
        self.emails, self.phones = contact.emails.all(), contact.phones.all()
        self.runs = Run.objects.about(("crm.contact", contact.pk)).open()[:10]
        self.deals = contact.deals.select_related("stage").order_by("-created_at")[:5]
        self.tasks = contact.tasks.filter(done_at=None).select_related("assignee").order_by("due_at")[:10]

    @property
    def rows(self) -> tuple[QuerySet[Any], ...]:
        mine = (self.scores, self.ledger, self.holds, self.runs, self.deals, self.tasks)
        return *mine, *self.outlook.rows

    def context(self) -> dict[str, Any]:
        """What the page shows of the rows."""
        contact, lines = self.contact, lines_of(self.ledger, self.now)
        addresses = [("email", row.key) for row in self.emails] + [("phone", row.number) for row in self.phones]
        return {
            "score": next(iter(self.scores), None),
            "engagement": sum(line.points for line in lines),
            "ledger": lines[:10],
            "hold": strongest_of(self.holds, [contact.pk]).get(contact.pk),
            "enrollment": self.outlook.enrollment,
            "next_act": self.outlook.next_act(),
            "emails": self.emails,
            "phones": self.phones,
            "consent": consent_state(contact.organization, addresses),
            "verdict": _verdict(as_recipient(contact, self.emails)),
            "runs": self.runs,
            "deals": self.deals,
            "tasks": self.tasks,
            "their_time": self.now.astimezone(ZoneInfo(contact.zone)) if contact.zone else None,
        }


def _verdict(recipient: Recipient) -> Decision | None:
    """What the gate would say to a mail at this moment, without writing it down; None where there is no address."""
    if not recipient.address:
        return None
    country, state, zip_code = recipient.place
    attempt = Attempt(
        organization_id=recipient.organization_id,
        subject=("crm.contact", recipient.id),
        address=recipient.address,
        channel="email",
        purpose="marketing",
        at=clock.now(),
        country=country,
        state=state,
        zip=zip_code,
        traits=frozenset({"postal", "one_click", "dmarc"}),
    )
    return check([attempt], record=False)[0]


def _timeline(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    kind = request.GET.get("kind", "")
    before = parse_datetime(request.GET.get("before", "").replace(" ", "+"))
    entries, earlier = _page_of(contact, GROUPS.get(kind), before)
    return {"entries": entries, "kind": kind, "earlier": earlier.isoformat() if earlier else ""}


def _page_of(
    contact: Contact, kinds: set[str] | None, before: datetime | None
) -> tuple[list[TimelineEntry], datetime | None]:
    """One page of the kinds asked for, and where the next one starts, if there is more.

    A rare kind is looked for in the entries of several pages, so no page is empty while more lies behind it.
    """
    shown: list[TimelineEntry] = []
    for _ in range(PAGES_SEARCHED):
        entries = timeline(contact, before=before, limit=PAGE)
        shown += [entry for entry in entries if kinds is None or entry.kind in kinds]
        if len(entries) < PAGE:
            return shown, None
        before = entries[-1].at
        if len(shown) >= PAGE:
            break
    return shown, before
