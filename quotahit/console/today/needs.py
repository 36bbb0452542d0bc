"""What needs this person now: one list over everything, in order, each with its why and an act.

The order is that of RANKS; within a rank whoever has waited longest comes first. A conversation about which an
approval or a task stands here already is not told twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.mentions import page_of
from crm.models import Conversation, Deal, Notification, Task
from crm.reminding.moments import day_of
from outreach.models import Delivery, Mailbox
from quotahit import clock
from quotahit.accounts.admin_access import may, seen_by
from quotahit.accounts.choices import Role
from quotahit.console.today.links import list_of
from quotahit.console.views.inbox import views_of
from quotahit.estimates import Number
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate

OF_A_KIND = 8  # rows of one kind; the number beside leads to the others
LISTED = 25
RULE = gettext_lazy(
    "First what stops the work, then people who wait for an answer, what the agents ask, what is late, what is due "
    "today, what is nobody's or has no day, where a colleague names you, and deals that stand too long. Whoever has "
    "waited longest comes first."
)


@dataclass(frozen=True)
class Need:
    """One thing to be done: what, why, since when, where, and what the button there says."""

    icon: str
    title: str
    why: str
    at: datetime | None
    link: str
    act: str
    done: str = ""  # what the button posts to, where one click does it
    contact_id: int | None = None


@dataclass(frozen=True)
class Kind:
    """Rows that need somebody, how one of them is told, and the list of all of them, in which it is counted."""

    name: str
    label: str
    rows: QuerySet[Any]
    counted: QuerySet[Any]
    link: str
    need: Callable[[Any], Need]


class Needs:
    """Everything that may need the reader; the page fetches `rows` and counts `counted` with all else that it shows."""

    def __init__(self, request: HttpRequest) -> None:
        self.request, self.user, self.now = request, request.user, clock.now()
        self.kinds = [kind for kind in self._kinds() if kind is not None]

    @property
    def rows(self) -> dict[str, QuerySet[Any]]:
        return {f"need_{kind.name}": kind.rows for kind in self.kinds}

    @property
    def counted(self) -> dict[str, QuerySet[Any]]:
        return {f"need_{kind.name}": kind.counted for kind in self.kinds}

    def listed(self) -> list[Need]:
        """In order; the kinds stand in it already, and so do the rows of each."""
        needs = [kind.need(row) for kind in self.kinds for row in kind.rows]
        told = {need.contact_id for need in needs if need.icon != TALK}
        return [need for need in needs if need.icon != TALK or need.contact_id not in told][:LISTED]

    def numbers(self, counts: dict[str, Number]) -> list[dict[str, Any]]:
        """How many there are of each kind, with the list of them; what is none is left out."""
        numbered = [(kind, counts[f"need_{kind.name}"]) for kind in self.kinds]
        return [{"label": kind.label, "number": number, "link": kind.link} for kind, number in numbered if number]

    def _seen(self, model: Any) -> Any:
        return seen_by(self.request, model.objects.for_organization(self.request.organization))  # type: ignore[attr-defined]

    def _kinds(self) -> Iterator[Kind]:
        yield from self._stoppages()
        yield self._conversations()
        yield self._approvals()
        yield from self._tasks()
        yield self._mentions()
        yield self._stale_deals()

    def _stoppages(self) -> Iterator[Kind]:
        """Mailboxes for who may mend them, and messages of which nobody knows whether they left."""
        broken = self._seen(Mailbox).broken()
        if may(self.request, Role.MANAGER):
            link = list_of("outreach_mailbox", state="broken")
            yield Kind("broken", _("Broken mailboxes"), broken.order_by("pk")[:OF_A_KIND], broken, link, _mailbox)
        unknown = self._seen(Delivery).filter(status=Fate.UNKNOWN)
        rows = unknown.select_related("contact").order_by("settled_at", "pk")[:OF_A_KIND]
        link = list_of("outreach_delivery", status__exact=Fate.UNKNOWN)
        yield Kind("unknown", _("Sent or not"), rows, unknown, link, _delivery)

    def _conversations(self) -> Kind:
        """Whoever wrote and was read by nobody; those that another member sees to are that one's."""
        unread = views_of(self.request)["unread"]
        mine = unread.filter(Q(assignee=self.user) | Q(assignee=None)).select_related("contact")
        link = f"{reverse('admin:console_inbox')}?view=unread"
        return Kind("unread", _("Unread"), mine.order_by("heard_at", "pk")[:OF_A_KIND], unread, link, _conversation)

    def _approvals(self) -> Kind:
        mine = Approval.objects.waiting().answerable_by(self.request.membership)  # type: ignore[attr-defined]
        rows = mine.order_by("created_at", "pk")[:OF_A_KIND]
        return Kind("approvals", _("Approvals"), rows, mine, reverse("admin:console_approvals"), _approval)

    def _tasks(self) -> Iterator[Kind]:
        """Mine by their day, then those that are nobody's or have no day."""
        __, tomorrow = day_of(self.now, self.user.zone)  # type: ignore[union-attr]
        open_ones = self._seen(Task).filter(done_at=None).select_related("contact", "deal")
        mine, nobodys = open_ones.filter(assignee=self.user), open_ones.filter(assignee=None)
        late, today = mine.filter(due_at__lt=self.now), mine.filter(due_at__lt=tomorrow)
        whose = {"whose": "mine"}
        yield self._due("late", _("Late"), late, late, list_of("crm_task", what="overdue", **whose), _("It is late."))
        still = today.filter(due_at__gte=self.now)
        label, why = _("Due today, with what is late"), _("It is due today.")
        yield self._due("today", label, still, today, list_of("crm_task", what="today", **whose), why)
        loose = open_ones.filter(Q(assignee=None) | Q(assignee=self.user, due_at=None))
        why = _("It is nobody's yet, or has no day.")
        yield self._due("nobodys", _("Nobody's"), loose, nobodys, list_of("crm_task", what="open", whose="nobody"), why)

    def _due(self, name: str, label: str, rows: Any, counted: Any, link: str, why: str) -> Kind:
        first = rows.order_by(F("due_at").asc(nulls_last=True), "pk")[:OF_A_KIND]
        return Kind(name, label, first, counted, link, lambda task: _task(task, why))

    def _mentions(self) -> Kind:
        mine = Notification.objects.for_organization(self.request.organization)  # type: ignore[attr-defined]
        mine = mine.filter(user=self.user, kind="mention", read_at=None)
        link = f"{reverse('admin:console_notifications')}?what=mentions"
        rows = mine.order_by("created_at", "pk")[:OF_A_KIND]
        return Kind("mentions", _("Mentions"), rows, mine, link, _mention)

    def _stale_deals(self) -> Kind:
        stale = self._seen(Deal).stale()
        mine = stale.filter(Q(owner=self.user) | Q(owner=None)).select_related("stage")
        rows = mine.order_by("stage_since", "pk")[:OF_A_KIND]
        return Kind("stale", _("Deals that stand too long"), rows, stale, list_of("crm_deal", what="stale"), _deal)


TALK = "forum"  # the symbol of a conversation


def _mailbox(row: Mailbox) -> Need:
    why = row.sending_trouble or row.trouble
    return Need("error", str(row), why, row.polled_at, page_of(row), _("Mend"))


def _delivery(row: Delivery) -> Need:
    title = row.subject or str(row.contact)
    why = _("Nobody knows whether it reached %(person)s.") % {"person": row.contact}
    return Need("help", title, why, row.settled_at, page_of(row), _("Look"))


def _conversation(row: Conversation) -> Need:
    link = reverse("admin:console_conversation", args=[row.contact_id])
    return Need(
        TALK,
        str(row.contact),
        _("They wrote, and nobody has read it."),
        row.heard_at,
        link,
        _("Read"),
        "",
        row.contact_id,
    )


def _approval(row: Approval) -> Need:
    link = f"{reverse('admin:console_approvals')}#approval-{row.pk}"
    contact_id = row.subject_id if row.subject_type == "crm.contact" else None
    why = _("An agent waits for your word.")
    return Need("task_alt", row.title, why, row.created_at, link, _("Answer"), "", contact_id)


def _task(row: Task, why: str) -> Need:
    about = row.contact or row.deal
    done = reverse("admin:console_task_done", args=[row.pk])
    why = f"{why} {about}" if about and str(about) not in row.title else why
    return Need("checklist", row.title, why, row.due_at, page_of(about or row), _("Done"), done, row.contact_id)


def _mention(row: Notification) -> Need:
    return Need("alternate_email", row.title, row.body, row.created_at, row.link, _("Read"))


def _deal(row: Deal) -> Need:
    words = {"days": row.days_in_stage, "stage": row.stage, "allowed": row.stage.stale_after}
    why = _("%(days)s days in %(stage)s, where %(allowed)s are usual.") % words
    return Need("handshake", row.name, why, row.stage_since, page_of(row), _("Open"))
