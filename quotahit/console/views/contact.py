"""The contact page: who this is, what was said and done, what comes next, and what a person may do about it."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agents.words import chain_choices
from compliance.gate import Attempt, check
from compliance.models import Decision
from compliance.state import consent_state
from crm.actors import members
from crm.choices import Noun, Reminder, TaskKind, TaskPriority
from crm.duplicates.pairs import SHOWN, lookalikes
from crm.engagement import ledger, lines_of
from crm.holds import holds_on, strongest_of
from crm.memory import Recollection
from crm.merging.aliases import merged_into
from crm.models import Company, Contact, CustomField, Deal, Task
from crm.own_fields.people import NOBODY, people_of
from crm.own_fields.schema import needs_people
from crm.own_fields.values import own_lines
from crm.timeline_scope import OF_A_CONTACT, Scope, scope_of
from crm.weighing import judgement_of, words_of
from outreach.answering import last_mail_of
from outreach.models import Mailbox, Sequence, Template
from outreach.outlook import Outlook
from outreach.recipients import Recipient, as_recipient
from quotahit import clock
from quotahit.accounts.admin_access import seen_by
from quotahit.accounts.choices import Role
from quotahit.console.known import known_lines
from quotahit.console.origins import field_lines, origins_of
from quotahit.console.pages import show
from quotahit.console.timelines import timeline_answer, timeline_context
from quotahit.together import fetch_together, prefetch_together
from quotahit.workflow.models import Run

WORDS = {"task_kinds": TaskKind.choices, "priorities": TaskPriority.choices, "reminders": Reminder.choices}
UNDO_FOR = timedelta(minutes=10)  # how long a task that was just done stands here, to be opened again


def contact_page(request: HttpRequest, contact_id: int) -> HttpResponse:
    """The whole page; a former id leads to the contact that it was merged into."""
    try:
        contact = the_contact(request, contact_id)
    except Http404:
        heir = merged_into(request.organization, "contact", contact_id)  # type: ignore[attr-defined]
        if heir is None:
            raise
        return redirect("admin:console_contact", the_contact(request, heir).pk)
    beside, choices = Beside(contact), _choices(contact)
    alike = seen_by(request, lookalikes("contact", contact))[:SHOWN]
    fetch_together(*beside.rows, *choices.values(), alike)
    context = {
        **_head(request, contact),
        **choices,
        **WORDS,
        "chains": chain_choices(),
        "lookalikes": alike,
        **beside.context(),
        **_timeline(request, contact),
    }
    return show(request, "console/contact.html", str(contact), **context)


def timeline_part(request: HttpRequest, contact_id: int) -> HttpResponse:
    """The timeline by another filter, its next page, or its entries after a change."""
    contact = the_contact(request, contact_id)
    return timeline_answer(request, _timeline(request, contact))


def side_part(request: HttpRequest, contact_id: int) -> HttpResponse:
    """State and score, as they are now."""
    contact = the_contact(request, contact_id)
    beside = Beside(contact)
    fetch_together(*beside.rows)
    return render(request, "console/contact_side.html", {**_head(request, contact), **beside.context()})


def the_contact(request: HttpRequest, contact_id: int) -> Contact:
    """The contact, if the reader sees it, else 404."""
    contacts = seen_by(request, Contact.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    contact = get_object_or_404(contacts.select_related("company", "owner", "organization"), pk=contact_id)
    prefetch_together(contact, *OF_A_CONTACT)
    return contact


def _head(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    return {
        "contact": contact,
        "may_act": request.membership.may(Role.REP),  # type: ignore[attr-defined]
        "may_manage": request.membership.may(Role.MANAGER),  # type: ignore[attr-defined]
        "edit_link": reverse("admin:crm_contact_change", args=[contact.pk]),
    }


def acts_part(request: HttpRequest, contact_id: int) -> HttpResponse:
    """What can be done with this person, for a page of which they are a part: their firm's, or their deal's."""
    contact = the_contact(request, contact_id)
    choices = _choices(contact)
    fetch_together(*choices.values())
    return render(
        request,
        "console/contact_acts.html",
        {**_head(request, contact), **choices, **WORDS, "chains": chain_choices(), "is_open": True},
    )


def _choices(contact: Contact) -> dict[str, QuerySet[Any]]:
    """What can be written with, and from where, what can be answered, and who may be given a task."""
    mine = {"organization": contact.organization_id}
    return {
        "sequences": Sequence.objects.filter(**mine, is_active=True).order_by("name"),
        "templates": Template.objects.filter(**mine).order_by("name"),
        "people": members(contact.organization_id).order_by("first_name", "email"),
        "mailboxes": Mailbox.objects.for_mail().filter(**mine, is_active=True).order_by("name"),
        "answerable": last_mail_of(contact).only("subject", "received_at"),
    }


class Beside:
    """Everything beside the timeline: query sets that are fetched together, and what the page makes of them."""

    def __init__(self, contact: Contact) -> None:
        self.contact, self.now = contact, clock.now()
        self.outlook = Outlook(contact)
        self.scores = contact.scores.select_related("profile").order_by("-at", "-pk")[:1]
        self.known = contact.remembered.order_by("-at", "-pk")[:20]
        self.judged = contact.qualifications.order_by("-at", "-pk")[:1]
        self.talks = contact.qualifier_talks.order_by("-started_at", "-pk")[:1]
        self.ledger = ledger([contact.pk], self.now)
        self.words = words_of([contact.pk], self.now)
        self.holds = holds_on(contact.organization_id, [contact.pk])
        self.emails, self.phones = contact.emails.all(), contact.phones.all()
        self.runs = Run.objects.about(("crm.contact", contact.pk)).open()[:10]
        self.deals = contact.deals.select_related("stage").order_by("-created_at")[:5]
        self.files = contact.attachments.order_by("-created_at", "-pk")[:5]
        self.own = CustomField.objects.for_organization(contact.organization_id).filter(noun=Noun.CONTACT).active()
        self.tasks = open_tasks(scope_of(contact))
        self.recollection = Recollection([contact.pk])
        self.origins = origins_of(contact)

    @property
    def rows(self) -> tuple[QuerySet[Any], ...]:
        mine = (self.scores, self.ledger, self.holds, self.runs, self.deals, self.tasks, self.own, self.files)
        beside = (self.words, self.known, self.judged, self.talks, *self.origins)
        return *mine, *beside, *self.outlook.rows, *self.recollection.rows

    def context(self) -> dict[str, Any]:
        """What the page shows of the rows."""
        contact, lines = self.contact, lines_of(self.ledger, self.now)
        addresses = [("email", row.key) for row in self.emails] + [("phone", row.number) for row in self.phones]
        return {
            "score": next(iter(self.scores), None),
            "known": known_lines(self.known),
            "memory": self.recollection.memories()[contact.pk],
            "qualification": next(iter(self.judged), None),
            "talk": next(iter(self.talks), None),
            "engagement": judgement_of(self.words, self.ledger, self.now),
            "engagement_points": sum(line.points for line in lines),
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
            "files": self.files,
            "own": own_lines_of(contact, self.own),
            "details": field_lines(contact, *self.origins),
            "their_time": self.now.astimezone(ZoneInfo(contact.zone)) if contact.zone else None,
        }


def own_lines_of(record: Contact | Company | Deal, fields: Iterable[CustomField]) -> list[tuple[str, str]]:
    """The organization's own fields in words; the members are asked for only where one of them is named."""
    known = [field for field in fields if record.custom.get(field.key) is not None]
    people = people_of(record.organization_id) if needs_people(known) else NOBODY
    return own_lines(fields, record.custom, people)


def open_tasks(scope: Scope) -> QuerySet[Task]:
    """What is to be done, and what was done so lately that it may be opened again."""
    tasks = Task.objects.filter(
        scope.about("contact", "deal"), Q(done_at=None) | Q(done_at__gte=clock.now() - UNDO_FOR)
    )
    return tasks.select_related("assignee").order_by("due_at", "pk")[:10]


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
    part = reverse("admin:console_contact_timeline", args=[contact.pk])
    return timeline_context(request, scope_of(contact), part)
