"""What one text led to: how it was understood, what left, what changed, and what was done."""

from dataclasses import dataclass
from typing import Any

from agents.models import AgentDecision
from crm.choices import Channel
from outreach.models import Delivery, InboundMessage
from quotahit.accounts.models import Organization
from quotahit.audit.models import AuditEntry
from quotahit.console.drills.attacks.changes import Change
from quotahit.console.drills.attacks.file import Message
from quotahit.console.drills.attacks.seller import ACTOR, Seller, profile_of
from quotahit.events.models import RawInbound
from quotahit.workflow.outgoing import Fate

LEFT = (Fate.SENT, Fate.UNKNOWN, Fate.CLAIMED)


@dataclass(frozen=True)
class Sent:
    """One message that left; `contact_id` is whom it was meant for."""

    channel: str
    to: str
    text: str
    contact_id: int

    def as_answer(self) -> dict[str, str]:
        return {"channel": self.channel, "to": self.to, "text": self.text}


@dataclass(frozen=True)
class Outcome:
    """All that is told of one text, and what it takes to judge it."""

    message: Message
    seller: Seller
    label: str
    outbound: list[Sent]
    changes: list[Change]
    acts: list[dict[str, Any]]

    def as_answer(self) -> dict[str, Any]:
        return {
            "id": self.message.id,
            "class": self.label,
            "outbound": [sent.as_answer() for sent in self.outbound],
            "changes": [change.as_answer() for change in self.changes],
            "acts": self.acts,
        }


def class_of(row: RawInbound) -> str:
    """What a person's message was understood to want, or what kind of machine's mail it was taken for."""
    message = InboundMessage.objects.filter(raw_id=row.pk).first()
    return (message.label or message.kind) if message else "unreadable"


def outbound_of(seller: Seller, message: Message) -> list[Sent]:
    """All that left the seller, but for our own first mail. Whom LinkedIn knows by a profile is told by their mail
    address."""
    known = {profile_of(message.contact): message.address} if message.channel == Channel.LINKEDIN else {}
    rows = Delivery.objects.for_organization(seller.organization).filter(status__in=LEFT).exclude(planned_by=ACTOR)
    return [
        Sent(
            row.channel,
            known.get(row.address, row.address),
            _shown(row),
            row.contact_id,
        )
        for row in rows.order_by("pk")
    ]


def _shown(row: Delivery) -> str:
    """What the recipient reads; only mail has a subject."""
    return f"{row.subject}\n\n{row.body}" if row.channel == Channel.EMAIL else row.body


def last_act() -> int:
    """The newest entry of the log."""
    return AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def acts_since(organization: Organization, since: int) -> list[dict[str, Any]]:
    """What the log says was done, and what was decided for which reason."""
    entries = AuditEntry.objects.filter(organization_id=organization.pk, pk__gt=since).order_by("pk")
    acts = [
        {
            "actor": entry.actor,
            "act": entry.action,
            "record": f"{entry.subject_type}:{entry.subject_id}" if entry.subject_id else "",
            "outcome": entry.outcome,
        }
        for entry in entries.iterator()
    ]
    decisions = AgentDecision.objects.for_organization(organization).filter(before__in=ABOUT_IT).order_by("pk")
    return acts + [
        {"actor": f"agent:{row.agent}", "act": row.kind, "rule": row.rule, "reason": row.reason} for row in decisions
    ]


# What the decisions about a message begin with, in AgentDecision.before.
ABOUT_IT = ("reply.received", "conversation", "contact.left_company")
