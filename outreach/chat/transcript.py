"""What a visitor sees of their conversation: what they wrote and what was answered to them there, and nothing else of
the contact they are."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from crm.choices import Channel, HoldKind
from crm.models import Hold
from outreach.chat.widgets import opening_words
from outreach.models import ChatVisit, Delivery, InboundMessage
from quotahit.accounts.models import User
from quotahit.events.models import RawInbound
from quotahit.workflow.outgoing import Fate

LISTED = 100


@dataclass(frozen=True)
class ChatLine:
    """One message. `id` is the same whenever it is read, `said` the page's own id of what the visitor wrote."""

    id: str
    at: datetime
    text: str
    said: str = ""
    by: str = ""  # who of us wrote it; "" for the visitor
    is_person: bool = False

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


def lines_of(visit: ChatVisit) -> list[ChatLine]:
    """The newest lines of the conversation, oldest first."""
    if visit.contact_id is None:
        return []
    lines = [*_theirs(visit), *_ours(visit)]
    return sorted(lines, key=lambda line: (line.at, line.id))[-LISTED:]


def state_of(visit: ChatVisit) -> dict[str, Any]:
    """Who is there for the visitor: the person who has taken over, when people are there, what is known and asked."""
    person = _person(visit)
    return {
        "person": person,
        "opens": opening_words(visit.widget),
        "is_asked": person == "" and visit.asked_at is not None,
        "is_known": bool(visit.email),
    }


def _theirs(visit: ChatVisit) -> list[ChatLine]:
    """What was read stands with the contact; what came just now waits to be read."""
    read = InboundMessage.objects.filter(contact=visit.contact_id, sender=visit.address).order_by("-received_at")
    rows = list(read.values_list("raw_id", "received_at", "text")[:LISTED])
    said = dict(RawInbound.objects.filter(pk__in=[raw_id for raw_id, _, _ in rows]).values_list("pk", "vendor_id"))
    lines = [_line(raw_id, at, text, said.get(raw_id, "")) for raw_id, at, text in rows]
    waiting = RawInbound.objects.for_organization(visit.organization_id).filter(
        source=f"{Channel.CHAT}:{visit.widget.mailbox_id}", vendor_id__startswith=f"{visit.pk}:"
    )
    unread = waiting.exclude(status=RawInbound.Status.READ).order_by("-received_at")[:LISTED]
    seen = {raw_id for raw_id, _, _ in rows}
    return lines + [
        _line(row.pk, row.received_at, bytes(row.body).decode(), row.vendor_id) for row in unread if row.pk not in seen
    ]


def _line(raw_id: int, at: datetime, text: str, vendor_id: str) -> ChatLine:
    return ChatLine(id=f"i{raw_id}", at=at, text=text, said=vendor_id.partition(":")[2])


def _ours(visit: ChatVisit) -> list[ChatLine]:
    sent = Delivery.objects.filter(
        contact=visit.contact_id, channel=Channel.CHAT, address=visit.address, status=Fate.SENT
    ).order_by("-settled_at")
    rows = list(sent.values_list("pk", "settled_at", "body", "planned_by")[:LISTED])
    names = _first_names(by for *_, by in rows)
    return [
        ChatLine(id=f"o{pk}", at=at, text=text, by=names.get(by) or gettext("Assistant (AI)"), is_person=by in names)
        for pk, at, text, by in rows
    ]


def _person(visit: ChatVisit) -> str:
    """The first name of whoever has taken the conversation over, "" while nobody has."""
    holds = Hold.objects.filter(contact=visit.contact_id, kind=HoldKind.TAKEOVER).standing()
    by = holds.values_list("by", flat=True).first() if visit.contact_id else None
    return _first_names([by]).get(by) or gettext("A colleague") if by else ""


def _first_names(actors: Any) -> dict[str, str]:
    """By the names of those actors who are people, what visitors call them."""
    ids = {actor: int(actor.removeprefix("user:")) for actor in set(actors) if actor.startswith("user:")}
    first = dict(User.objects.filter(pk__in=ids.values()).values_list("pk", "first_name")) if ids else {}
    return {actor: first.get(pk) or gettext("A colleague") for actor, pk in ids.items()}
