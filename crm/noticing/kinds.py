"""The kinds of notification that a member may choose about. Rooms file their own codes under one of them."""

from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class NoticeKind:
    """One line of the preferences; `email` is whether it is mailed to who has not chosen."""

    code: str
    label: str
    email: bool = False
    may_wake: bool = False  # passes quiet hours when it is urgent, for those who said so
    codes: set[str] = field(default_factory=set)  # of notifications, as they are stored


HOT_LEAD, NEEDS_PERSON, OBJECTION, SENTIMENT_DROP = "hot_lead", "needs_person", "objection", "sentiment_drop"
APPOINTMENT, SEQUENCE_COMPLETED, ESCALATION, REPLY = "appointment", "sequence_completed", "escalation", "reply"
OFFER, TASK, MENTION, DEAL, TROUBLE, OTHER = "offer", "task", "mention", "deal", "trouble", "other"

_ALL = (
    NoticeKind(HOT_LEAD, _("A lead is hot"), email=True),
    NoticeKind(NEEDS_PERSON, _("Somebody needs a person"), email=True, may_wake=True),
    NoticeKind(OBJECTION, _("An objection"), email=True),
    NoticeKind(SENTIMENT_DROP, _("A mood turns"), email=True),
    NoticeKind(APPOINTMENT, _("An appointment"), email=True),
    NoticeKind(SEQUENCE_COMPLETED, _("Contacts came to the end of a sequence"), email=True),
    NoticeKind(ESCALATION, _("A matter for a person: large deals and what stands still"), email=True),
    NoticeKind(REPLY, _("An answer that waits for somebody"), email=True),
    NoticeKind(OFFER, _("Leads that are offered and given out")),  # the briefing is mailed by itself
    NoticeKind(TASK, _("Tasks and reminders")),
    NoticeKind(MENTION, _("A colleague names you or gives you a conversation"), email=True),
    NoticeKind(DEAL, _("Deals won and lost"), email=True),
    NoticeKind(TROUBLE, _("Trouble with mailboxes, deliveries and webhooks"), email=True),
    NoticeKind(OTHER, _("Imports, segments and everything else")),
)
KINDS: Final = {kind.code: kind for kind in _ALL}


def file_under(kind: str, *codes: str) -> None:
    """Let notifications with these codes count as this kind; KeyError when there is no such kind."""
    KINDS[kind].codes.update(codes)


def kind_of(code: str) -> NoticeKind:
    """The kind that a notification's code is filed under, by its own name or by a room's word; else everything else."""
    return KINDS.get(code) or next((kind for kind in _ALL if code in kind.codes), KINDS[OTHER])


def of_kind(code: str) -> Q:
    """A condition on notifications: those of the kind. KeyError when there is none."""
    if code != OTHER:
        return Q(kind__in=[code, *sorted(KINDS[code].codes)])
    return ~Q(kind__in=[name for kind in _ALL if kind.code != OTHER for name in (kind.code, *sorted(kind.codes))])


file_under(TASK, "reminder", "morning")
file_under(MENTION, "assigned", "contact.taken_over")
file_under(TROUBLE, "webhook.disabled", "scanner")
