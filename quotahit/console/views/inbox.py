"""One inbox over all channels: who wrote, what they said, and what a person does about it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from crm import conversations
from crm.choices import Channel
from crm.errors import CrmError
from crm.holds import hand_back, standing_holds, take_over
from crm.models import Contact, Conversation, Interaction, Task
from crm.timeline_sources import understood
from outreach.answering import answer
from outreach.errors import NotSendable
from outreach.models import ChatVisit, InboundMessage
from quotahit import clock
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.accounts.models import User
from quotahit.console.pages import show
from quotahit.console.views.contact import the_contact
from quotahit.ids import id_in
from quotahit.moments import COMING, written
from quotahit.together import count_together
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate

Verb = Callable[[HttpRequest, Conversation], str]
VIEWS = {
    "open": _("Open"),
    "unread": _("Unread"),
    "mine": _("Mine"),
    "unassigned": _("Unassigned"),
    "person": _("Needs a person"),
    "snoozed": _("Snoozed"),
    "done": _("Done"),
}
LISTED, SAID, MOST = 50, 30, 99
SPOKEN = [channel for channel in Channel.values if channel != Channel.SYSTEM]
MORNING = 9
ANSWERED = (Channel.EMAIL, Channel.CHAT)
TYPING = timedelta(seconds=8)  # how long a visitor counts as typing after the last sign of it


def inbox_page(request: HttpRequest, contact_id: int | None = None) -> HttpResponse:
    """The list, and beside it the conversation that is open."""
    chosen = _opened(request, contact_id) if contact_id else None
    return show(request, "console/inbox.html", gettext("Inbox"), **_list(request, chosen), **_talk(request, chosen))


def inbox_part(request: HttpRequest) -> HttpResponse:
    """The list alone, for the live line."""
    return render(request, "console/inbox_list.html", _list(request, None))


def talk_part(request: HttpRequest, contact_id: int) -> HttpResponse:
    """What was said alone, for the live line; a chat goes on while it is read."""
    return render(request, "console/inbox_lines.html", _talk(request, _opened(request, contact_id)))


def _list(request: HttpRequest, chosen: Conversation | None) -> dict[str, Any]:
    view = request.GET.get("view", "open")
    rows = views_of(request)
    view = view if view in rows else "open"
    shown = list(rows[view].select_related("contact__company", "assignee").order_by("-heard_at", "-pk")[:LISTED])
    last = Interaction.objects.in_bulk([one.interaction_id for one in shown])
    counted = ("open", "unread", "mine", "unassigned", "person", "snoozed")
    counts = count_together(**{name: rows[name][: MOST + 1] for name in counted})
    return {
        "view": view,
        "views": [(name, label, _shown(counts.get(name, 0))) for name, label in VIEWS.items()],
        "conversations": [(one, last.get(one.interaction_id)) for one in shown],
        "chosen": chosen,
    }


def _shown(number: int) -> str:
    return f"{MOST}+" if number > MOST else str(number or "")


def views_of(request: HttpRequest) -> dict[str, Any]:
    """The conversations that the reader sees, by the name of each view."""
    everything = _rows(request)
    now_open = everything.open()
    about = {"subject_type": "crm.contact", "subject_id": OuterRef("contact")}
    asked = Exists(Approval.objects.waiting().filter(**about))
    task = Exists(Task.objects.filter(contact=OuterRef("contact"), done_at=None, created_by__startswith="agent:"))
    return {
        "open": now_open,
        "unread": everything.unread(),
        "mine": now_open.filter(assignee=request.user),
        "unassigned": now_open.filter(assignee=None),
        "person": now_open.filter(Q(asked) | Q(task)),
        "snoozed": everything.snoozed(),
        "done": everything.filter(done_at__isnull=False),
    }


def _rows(request: HttpRequest) -> Any:
    return seen_by(request, Conversation.objects.for_organization(request.organization))  # type: ignore[attr-defined]


def _opened(request: HttpRequest, contact_id: int) -> Conversation:
    """The conversation of this contact, which counts as read from now on."""
    conversation = get_object_or_404(_rows(request).select_related("organization", "assignee"), contact=contact_id)
    conversation.contact = the_contact(request, contact_id)
    if conversation.is_unread and may(request, Role.REP):
        conversations.mark_read(conversation, actor=request.user)
    return conversation  # type: ignore[no-any-return]


def _talk(request: HttpRequest, conversation: Conversation | None) -> dict[str, Any]:
    if conversation is None:
        return {}
    contact = conversation.contact
    said = Interaction.objects.filter(contact=contact, channel__in=SPOKEN).select_related("analysis")
    lines = list(reversed(said.order_by("-at", "-pk")[:SAID]))
    mails = InboundMessage.objects.filter(interaction_id__in=[line.pk for line in lines])
    members = User.objects.filter(memberships__organization=contact.organization_id).order_by("first_name", "email")
    now = clock.now()
    return {
        "lines": [(line, _mail_of(line, mails), understood(line)) for line in lines],
        "contact": contact,
        "hold": standing_holds(contact.organization_id, [contact.pk]).get(contact.pk),
        "members": members,
        "may_act": may(request, Role.REP),
        "can_answer": any(line.channel in ANSWERED and line.direction == "inbound" for line in lines),
        "visit": _visit_of(contact, now),
        "rests": conversation.rests(now),
        "their_time": now.astimezone(ZoneInfo(contact.zone)) if contact.zone else None,
    }


def _visit_of(contact: Contact, now: datetime) -> ChatVisit | None:
    """The contact's last visit by chat, with whether they are typing at this moment."""
    visit = ChatVisit.objects.of(contact).order_by("-seen_at").first()
    if visit is not None:
        visit.is_typing = visit.typed_at is not None and now - visit.typed_at < TYPING  # type: ignore[attr-defined]
    return visit


def _mail_of(line: Interaction, mails: "QuerySet[InboundMessage]") -> InboundMessage | None:
    return next((mail for mail in mails if mail.interaction_id == line.pk), None)


def act(verb: Verb) -> Callable[[HttpRequest, int], HttpResponse]:
    """A POST view of one verb, which returns the sentence to show; then the next conversation, or the same."""

    @require_POST
    def view(request: HttpRequest, contact_id: int) -> HttpResponse:
        conversation = get_object_or_404(_rows(request).select_related("organization"), contact=contact_id)
        conversation.contact = the_contact(request, contact_id)
        try:
            messages.success(request, verb(request, conversation))
        except (NotSendable, CrmError, ValueError) as problem:
            messages.error(request, str(problem))
            return _go_to(request, contact_id)
        stays = request.POST.get("stay") == "1"
        return _go_to(request, contact_id if stays else _next(request, conversation))

    return view


def _next(request: HttpRequest, conversation: Conversation) -> int | None:
    """The contact whose conversation stands below this one in the list."""
    rows = views_of(request).get(request.GET.get("view", "open"), _rows(request))
    below = rows.filter(heard_at__lte=conversation.heard_at).exclude(pk=conversation.pk).order_by("-heard_at", "-pk")
    return below.values_list("contact", flat=True).first()  # type: ignore[no-any-return]


def _go_to(request: HttpRequest, contact_id: int | None) -> HttpResponse:
    name, parts = ("admin:console_conversation", [contact_id]) if contact_id else ("admin:console_inbox", [])
    view = request.GET.get("view", "")
    return redirect(reverse(name, args=parts) + (f"?view={view}" if view in VIEWS else ""))


@act
def reply(request: HttpRequest, conversation: Conversation) -> str:
    delivery = answer(conversation.contact, request.POST.get("body", ""), actor=request.user)
    if delivery.status in (Fate.BLOCKED, Fate.FAILED, Fate.UNKNOWN):
        raise NotSendable(f"{delivery.get_status_display()}: {gettext(delivery.explanation) or delivery.reason}")
    if request.POST.get("then") == "done":
        conversations.put_away(conversation, actor=request.user)
    return gettext("{status}: your answer to {contact}.").format(
        status=delivery.get_status_display(), contact=conversation.contact
    )


@act
def assign(request: HttpRequest, conversation: Conversation) -> str:
    user = User.objects.filter(pk=id_in(request.POST.get("user", ""))).first()
    conversations.assign(conversation, user, actor=request.user)
    return (
        gettext("{contact} is {user}'s now.").format(contact=conversation.contact, user=user)
        if user
        else gettext("Nobody sees to {contact} now.").format(contact=conversation.contact)
    )


@act
def done(request: HttpRequest, conversation: Conversation) -> str:
    conversations.put_away(conversation, actor=request.user)
    return gettext("Done with {contact}, until they write again.").format(contact=conversation.contact)


@act
def back(request: HttpRequest, conversation: Conversation) -> str:
    conversations.bring_back(conversation, actor=request.user)
    return gettext("{contact} is open again.").format(contact=conversation.contact)


@act
def unread(request: HttpRequest, conversation: Conversation) -> str:
    conversations.mark_read(conversation, actor=request.user, unread=True)
    return gettext("{contact} is unread again.").format(contact=conversation.contact)


@act
def snooze(request: HttpRequest, conversation: Conversation) -> str:
    until = _later(request.POST.get("until", ""), ZoneInfo(request.user.zone))  # type: ignore[union-attr]
    conversations.snooze(conversation, until, actor=request.user)
    return gettext("{contact} comes back on {until}.").format(
        contact=conversation.contact, until=written(until, COMING)
    )


@act
def take(request: HttpRequest, conversation: Conversation) -> str:
    take_over(conversation.contact, by=request.user)  # type: ignore[arg-type]
    conversations.assign(conversation, request.user, actor=request.user)  # type: ignore[arg-type]
    return gettext("{contact} is yours. The agents leave them alone until you hand them back.").format(
        contact=conversation.contact
    )


@act
def give_back(request: HttpRequest, conversation: Conversation) -> str:
    hand_back(conversation.contact, by=request.user)  # type: ignore[arg-type]
    return gettext("The agents may go on with {contact}.").format(contact=conversation.contact)


def _later(said: str, zone: ZoneInfo) -> datetime:
    """When that is, by the clock of whoever says it."""
    now = clock.now().astimezone(zone)
    if said == "hours":
        return now + timedelta(hours=3)
    days = {"tomorrow": 1, "monday": 7 - now.weekday(), "week": 7}.get(said)
    if days is None:
        raise ValueError(gettext("Choose how long it is to rest."))
    return (now + timedelta(days=days)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
