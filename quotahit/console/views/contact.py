"""The contact page: who this is, what was said and done, what comes next, and what a person may do about it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from compliance.gate import Attempt, check
from compliance.state import consent_state
from crm.engagement import engagement_of
from crm.holds import standing_holds
from crm.models import Contact
from crm.timeline import TimelineEntry, timeline
from outreach.choices import EnrollmentStatus
from outreach.models import Enrollment, Mailbox, Sequence, Template
from outreach.outlook import next_act
from outreach.recipients import load_recipients
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.console.pages import show
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
    context = {**_head(request, contact), **_side(contact), **_timeline(request, contact), "kinds": KINDS.items()}
    return show(request, "console/contact.html", str(contact), **context)


def timeline_part(request: HttpRequest, contact_id: int) -> HttpResponse:
    """The next page of the timeline, or the whole first one after a change."""
    contact = the_contact(request, contact_id)
    return render(request, "console/contact_timeline.html", {"contact": contact, **_timeline(request, contact)})


def side_part(request: HttpRequest, contact_id: int) -> HttpResponse:
    """State and score, as they are now."""
    contact = the_contact(request, contact_id)
    return render(request, "console/contact_side.html", {"contact": contact, **_side(contact)})


def the_contact(request: HttpRequest, contact_id: int) -> Contact:
    """The contact in the reader's own organization, else 404."""
    contacts = Contact.objects.for_organization(request.organization)  # type: ignore[attr-defined]
    contacts = contacts.select_related("company", "owner", "organization").prefetch_related("emails", "phones")
    return get_object_or_404(contacts, pk=contact_id)


def _head(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    organization = contact.organization
    mine = {"organization": organization}
    return {
        "contact": contact,
        "may_act": request.membership.may(Role.REP),  # type: ignore[attr-defined]
        "may_manage": request.membership.may(Role.MANAGER),  # type: ignore[attr-defined]
        "sequences": Sequence.objects.filter(**mine, is_active=True).order_by("name"),
        "templates": Template.objects.filter(**mine).order_by("name"),
        "mailboxes": Mailbox.objects.filter(**mine, is_active=True).order_by("name"),
        "edit_link": reverse("admin:crm_contact_change", args=[contact.pk]),
    }


def _side(contact: Contact) -> dict[str, Any]:
    """Everything beside the timeline."""
    total, ledger = engagement_of(contact)
    enrollment = (
        Enrollment.objects.filter(contact=contact, status__in=[EnrollmentStatus.ACTIVE, EnrollmentStatus.PAUSED])
        .select_related("sequence", "mailbox")
        .first()
    )
    emails, phones = list(contact.emails.all()), list(contact.phones.all())
    addresses = [("email", row.key) for row in emails] + [("phone", row.number) for row in phones]
    return {
        "score": contact.scores.select_related("profile").order_by("-at", "-pk").first(),
        "engagement": total,
        "ledger": ledger[:10],
        "hold": standing_holds(contact.organization_id, [contact.pk]).get(contact.pk),
        "enrollment": enrollment,
        "next_act": next_act(contact),
        "emails": emails,
        "phones": phones,
        "consent": consent_state(contact.organization, addresses),
        "verdict": _verdict(contact),
        "runs": Run.objects.about(("crm.contact", contact.pk)).open()[:10],
        "deals": contact.deals.select_related("stage").order_by("-created_at")[:5],
        "tasks": contact.tasks.filter(done_at=None).select_related("assignee").order_by("due_at")[:10],
        "their_time": clock.now().astimezone(ZoneInfo(contact.zone)) if contact.zone else None,
    }


def _verdict(contact: Contact) -> Any:
    """What the gate would say to a mail at this moment, without writing it down; None where there is no address."""
    recipient = load_recipients([contact.pk]).get(contact.pk)
    if recipient is None or not recipient.address:
        return None
    country, state, zip_code = recipient.place
    attempt = Attempt(
        organization_id=contact.organization_id,
        subject=("crm.contact", contact.pk),
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
