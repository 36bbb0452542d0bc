"""Opens and clicks: each is written down once for a person and once for machines; only a person's earns points."""

import hashlib

from django.db import transaction

from crm.choices import Engagement
from crm.engagement import earn
from outreach.models import Delivery
from quotahit.audit.log import append
from quotahit.events.record import record


def record_open(delivery: Delivery, machine: str = "") -> None:
    """The mail was opened; `machine` is the code of why it was no person, "" for a person."""
    _record(delivery, "email.opened", Engagement.EMAIL_OPENED, machine, "")


def record_click(delivery: Delivery, url: str, machine: str = "") -> None:
    """A link was followed. Each link counts once."""
    link = hashlib.sha256(url.encode()).hexdigest()[:16]
    _record(delivery, "email.clicked", Engagement.EMAIL_CLICKED, machine, link)


def _record(delivery: Delivery, type: str, kind: Engagement, machine: str, link: str) -> None:
    key = f"{type}:{delivery.pk}:{link}"
    payload = {"delivery_id": delivery.pk, "is_machine": bool(machine), "why": machine}
    with transaction.atomic():
        event = record(
            delivery.organization_id,
            type,
            subject=("crm.contact", delivery.contact_id),
            payload=payload,
            source="system:tracking",
            key=f"{key}:machine" if machine else key,
        )
        if event is None:
            return
        append(delivery.organization_id, f"contact:{delivery.contact_id}", type, delivery, why=payload)
        earn(
            delivery.organization,
            delivery.contact,
            kind,
            source=f"delivery:{delivery.pk}",
            key=key,
            is_machine=bool(machine),
        )
