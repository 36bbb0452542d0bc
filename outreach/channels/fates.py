"""Writing what became of deliveries: row, line of the timeline, event and log entry, in the caller's transaction.

Works on rows that are saved and on rows that are about to be, so that a burst into the sandbox is one insert.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from crm.choices import Direction
from crm.interactions import log_interactions
from crm.models import Interaction
from crm.notify import notify_role
from outreach.channels.clearing import Objection
from outreach.models import Delivery, Thread
from outreach.reasons import explained_for_all
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.audit.log import Act, append_many
from quotahit.bulk import insert, make
from quotahit.bulk import update as update_rows
from quotahit.events.record import Fact, record_many
from quotahit.push import tell_organization
from quotahit.workflow.outgoing import Fate

SYSTEM = "system:dispatch"
TEXT = ("subject", "body", "template_version", "decision_id", "decided_at")
CLAIM = ("claim", "claimed_until", "handed_at", "attempts")
FATE = ("status", "reason", "explanation", "not_before", "settled_at", *CLAIM)
SENT = ("provider", "provider_id", "thread", "interaction_id")


def sent(deliveries: Sequence[Delivery], *, at: datetime | None = None) -> None:
    """They left: each is a line of the timeline, in the thread of its conversation."""
    at = at or clock.now()
    for delivery in deliveries:
        settle(delivery, Fate.SENT, at=at)
        delivery.not_before = at
    _thread(deliveries, at)
    lines = log_interactions([_line(delivery, at) for delivery in deliveries], actor=SYSTEM)
    for delivery, line in zip(deliveries, lines, strict=True):
        delivery.interaction_id = line.pk
    save(deliveries, (*FATE, *TEXT, *SENT))
    announce(deliveries, "email.sent")


def blocked(pairs: Sequence[tuple[Delivery, Objection]]) -> None:
    """They may not leave, for good; a person who mends the cause can send them again."""
    for delivery, against in pairs:
        settle(delivery, Fate.BLOCKED, against.reason, against.explanation)
    rows = [delivery for delivery, _ in pairs]
    save(rows, (*FATE, *TEXT))
    announce(rows, "email.blocked")


def postponed(pairs: Sequence[tuple[Delivery, Objection]]) -> None:
    """They may not leave yet, and stay planned. This is no act, so it leaves no event."""
    for delivery, against in pairs:
        again(delivery, against.look_again or clock.now(), against.reason, against.explanation)
    save([delivery for delivery, _ in pairs], FATE)


def failed(delivery: Delivery, reason: str, words: str) -> None:
    """The provider refused it, or every try was in vain."""
    settle(delivery, Fate.FAILED, reason, words)
    save([delivery], FATE)
    announce([delivery], "email.failed")


def unknown(deliveries: Sequence[Delivery], reason: str) -> None:
    """It may have left. Nobody sends it again but a person who has looked."""
    for delivery in deliveries:
        settle(delivery, Fate.UNKNOWN, reason, explained_for_all(reason))
    save(deliveries, FATE)
    announce(deliveries, "email.unknown")
    for delivery in deliveries:
        _ask_somebody(delivery)


def again(delivery: Delivery, at: datetime, reason: str = "", explanation: str = "") -> None:
    """Back to planned, to be tried at `at`."""
    delivery.status, delivery.not_before = Fate.PLANNED, at
    delivery.reason, delivery.explanation = reason, explanation
    delivery.claim, delivery.claimed_until = "", None


def settle(
    delivery: Delivery, fate: Fate, reason: str = "", explanation: str = "", *, at: datetime | None = None
) -> None:
    """Set the fate on the row, without writing it."""
    delivery.status, delivery.reason, delivery.explanation = fate, reason, explanation
    delivery.claim, delivery.claimed_until = "", None
    delivery.settled_at = at or clock.now()


def save(deliveries: Sequence[Delivery], fields: Sequence[str]) -> None:
    """Insert what is new, and write `fields` of what is there."""
    there = [delivery for delivery in deliveries if delivery.pk is not None]
    insert([delivery for delivery in deliveries if delivery.pk is None])
    update_rows(there, fields)


def announce(deliveries: Sequence[Delivery], type: str, *, actor: str = SYSTEM) -> None:
    """The event and the log entry of each; open pages hear that something changed."""
    record_many(
        Fact(row.organization_id, type, ("crm.contact", row.contact_id), _payload(row), actor) for row in deliveries
    )
    append_many(
        Act(row.organization_id, actor, type, ("outreach.delivery", row.pk), _why(row), row.reason or "done")
        for row in deliveries
    )
    for organization_id in {row.organization_id for row in deliveries}:
        tell_organization(organization_id, "deliveries")


def _ask_somebody(delivery: Delivery) -> None:
    notify_role(
        delivery.organization,
        Role.MANAGER,
        kind="delivery_unknown",
        title=_("A message may or may not have been sent"),
        body=delivery.explanation,
        link=f"/outreach/delivery/{delivery.pk}/change/",
        urgency="high",
        key=f"delivery_unknown:{delivery.pk}:{delivery.attempts}",
    )


def _payload(delivery: Delivery) -> dict[str, object]:
    payload: dict[str, object] = {
        "delivery_id": delivery.pk,
        "enrollment_id": delivery.enrollment_id,
        "step": delivery.step_id,
    }
    return payload | ({"reason": delivery.reason} if delivery.reason else {})


def _why(delivery: Delivery) -> dict[str, object]:
    return {
        "contact_id": delivery.contact_id,
        "decision_id": delivery.decision_id,
        "mailbox_id": delivery.mailbox_id,
        "template_version": delivery.template_version,
    }


def _line(delivery: Delivery, at: datetime) -> Interaction:
    return make(
        Interaction,
        organization_id=delivery.organization_id,
        contact_id=delivery.contact_id,
        channel=delivery.channel,
        direction=Direction.OUTBOUND,
        at=at,
        subject=delivery.subject,
        body=delivery.body,
        outcome="sent",
        actor=delivery.planned_by,
        provider_id=delivery.message_id,
        detail={
            "mailbox_id": delivery.mailbox_id,
            "provider": delivery.provider,
            "step_id": delivery.step_id,
            "decision_id": delivery.decision_id,
        },
    )


def _thread(deliveries: Sequence[Delivery], at: datetime) -> None:
    """Put each into its conversation; one that follows nothing begins one."""
    Thread.objects.filter(pk__one_of={row.thread_id for row in deliveries if row.thread_id}).update(last_at=at)
    beginning = [row for row in deliveries if row.thread_id is None]
    threads = [
        make(
            Thread,
            organization_id=row.organization_id,
            contact_id=row.contact_id,
            mailbox_id=row.mailbox_id,
            subject=row.subject,
            created_at=at,
            last_at=at,
        )
        for row in beginning
    ]
    insert(threads)
    for row, thread in zip(beginning, threads, strict=True):
        row.thread_id = thread.pk
