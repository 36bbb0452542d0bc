"""Writing the timeline: what was said or done, on any channel, in either direction."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from crm import last_activity
from crm.conversations import heard
from crm.journal import source_of
from crm.memory import recaps
from crm.models import Contact, Interaction
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.audit.log import Act, actor_name, append_many
from quotahit.bulk import insert
from quotahit.events.record import record


def log_interaction(
    organization: Organization,
    contact: Contact,
    *,
    channel: str,
    direction: str,
    actor: object,
    at: datetime | None = None,
    detail: dict[str, Any] | None = None,
    **fields: Any,
) -> Interaction:
    """Write one line of the timeline and record `interaction.logged`.

    `fields` are further columns of Interaction: subject, body, summary, outcome, sentiment, intent, provider_id, deal.
    """
    row = Interaction(
        organization=organization,
        contact=contact,
        channel=channel,
        direction=direction,
        at=at or clock.now(),
        detail=detail or {},
        actor=actor_name(actor),
        **fields,
    )
    with transaction.atomic():
        log_interactions([row], actor=actor)
        record(
            organization,
            "interaction.logged",
            subject=contact,
            payload={"interaction_id": row.pk, "channel": channel, "direction": direction},
            source=source_of(actor),
        )
    return row


def log_interactions(rows: Sequence[Interaction], *, actor: object) -> list[Interaction]:
    """Write many unsaved lines at once, in four statements however many they are.

    The fact that led to a line (`email.sent`, `reply.received`) is the caller's event; here is one log entry for each
    organization, with the count. The contact's last activity moves forward, never back. What is written gets its
    sentence or two, and who was heard a new recap.
    """
    recaps.sum_up(rows)
    with transaction.atomic():
        insert(rows)
        last_activity.move((row.organization_id, row.contact_id, row.at) for row in rows)
        heard(rows)
        recaps.heard(rows)
        counts = Counter(row.organization_id for row in rows)
        append_many(
            Act(organization_id, actor_name(actor), "interactions.logged", why={"count": count})
            for organization_id, count in counts.items()
        )
    return list(rows)
