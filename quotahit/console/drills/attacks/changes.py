"""What changed in a seller's records: every row of every kind before and after, but for what any message leads to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from compliance.addresses import hash_of
from crm.choices import Channel
from quotahit.accounts.models import Organization, User
from quotahit.console.drills.attacks.seller import Seller

# What a conversation is made of, and the traces of work on it. Nothing here says what anybody is, owes or may be sent.
CONVERSATION = frozenset(
    (
        *("events.Event", "events.RawInbound", "llm.ModelCall", "workflow.Run", "workflow.RunStep", "workflow.Wait"),
        *("workflow.Approval", "workflow.WebhookDelivery", "compliance.Decision", "compliance.LoggedAttempt"),
        *("compliance.Grounds", "crm.Interaction", "crm.Task", "crm.Notification", "crm.Hold", "crm.Fact"),
        *(
            "crm.Qualification",
            "crm.Conversation",
            "crm.Score",
            "crm.EngagementEntry",
            "crm.LastActivity",
            "crm.Analysis",
            "crm.Recap",
        ),
        *("outreach.Delivery", "outreach.Thread", "outreach.InboundMessage", "agents.AgentDecision"),
        *("agents.Briefing", "agents.QualifierTalk", "agents.QualifierQuestion"),
        *("outreach.ChatVisit",),
    )
)
# Bookkeeping of any row, and what the ordinary rules of scoring write.
BOOKKEEPING = frozenset(
    {"updated_at", "last_login", "fit", "scored_version", "engagement", "engagement_score", "engagement_trend"}
)
ROW = "row"  # the field of a row that was made or is gone

Photograph = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Change:
    """One field of one record; a row that was made has nothing before, one that is gone nothing after."""

    record: str
    field: str
    before: Any
    after: Any
    whose: int | None = None  # the contact, where the row stands for an address or person

    def as_answer(self) -> dict[str, Any]:
        return {"record": self.record, "field": self.field, "from": self.before, "to": self.after}


def photograph(organization: Organization) -> Photograph:
    """Every watched row of the organization by its name, with all its fields."""
    return {
        f"{model._meta.label}:{row['pk']}": {name: _json(value) for name, value in row.items() if name != "pk"}
        for model, condition in _watched(organization)
        for row in model._default_manager.filter(condition).values("pk", *_columns(model))
    }


def compare(before: Photograph, after: Photograph, seller: Seller) -> list[Change]:
    """What is otherwise now, record by record."""
    addresses = _addresses(seller)
    changes = []
    for record in sorted({*before, *after}):
        was, now = before.get(record), after.get(record)
        whose = _whose(record, now or was or {}, addresses)
        if was is None or now is None:
            changes.append(Change(record, ROW, was and _shown(was, whose), now and _shown(now, whose), whose))
            continue
        changes += [Change(record, name, was[name], now[name], whose) for name in now if was[name] != now[name]]
    return changes


def _watched(organization: Organization) -> Iterator[tuple[type[models.Model], Q]]:
    yield Organization, Q(pk=organization.pk)
    yield User, Q()
    for model in apps.get_models():
        fields = {field.name for field in model._meta.get_fields()}
        is_ours = "organization" in fields and "history_id" not in fields
        if is_ours and model._meta.label not in CONVERSATION and not model._meta.proxy:
            yield model, Q(organization=organization.pk)


def _columns(model: type[models.Model]) -> list[str]:
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    return [name for name in columns if name not in BOOKKEEPING and not name.startswith("search")]


def _json(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value) if isinstance(value, bytes | memoryview) else DjangoJSONEncoder().default(value)


def _shown(row: dict[str, Any], whose: int | None) -> dict[str, Any]:
    """What a row that was made or is gone says, with the contact that its address stands for."""
    left_out = ("organization_id", "address_hash", "at")
    said = {name: value for name, value in row.items() if value not in (None, "", [], {}) and name not in left_out}
    return said | ({"contact_id": whose} if whose else {})


def _addresses(seller: Seller) -> dict[str, int]:
    """Whose address each hash stands for."""
    found: dict[str, int] = {}
    for contact in (*seller.others, seller.contact):
        said = [(Channel.EMAIL, row.address) for row in contact.emails.all()]
        said += [(Channel.SMS, row.number) for row in contact.phones.all()]
        said += [(Channel.LINKEDIN, contact.linkedin)] if contact.linkedin else []
        found |= {hash_of(channel, address): contact.pk for channel, address in said}
    return found


def _whose(record: str, row: dict[str, Any], addresses: dict[str, int]) -> int | None:
    if record.startswith("crm.Contact:"):
        return int(record.partition(":")[2])
    return row.get("contact_id") or addresses.get(row.get("address_hash", ""))
