"""From what somebody wants said to delivery rows: planned, waiting for a person, or blocked."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from crm.choices import Channel
from outreach.channels import fates
from outreach.channels.asking import ask_for_approval
from outreach.channels.clearing import Objection, clear
from outreach.channels.messages import OutgoingMessage, reply_subject
from outreach.channels.parties import Parties, parties_of
from outreach.errors import NotSendable
from outreach.models import Delivery, Mailbox
from outreach.recipients import Recipient, load_recipients
from quotahit import clock
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import User
from quotahit.audit.log import Act, actor_name, append_many
from quotahit.bulk import make
from quotahit.workflow.outgoing import Fate


def plan(messages: Sequence[OutgoingMessage], *, actor: object) -> list[Delivery]:
    """Write one delivery for each message, in their order; a key that was planned before gives the delivery of then.

    What a person asks for goes without approval. For an agent the mailbox's autonomy decides: what needs a person gets
    its text now and waits, what autonomy forbids is blocked.
    """
    with transaction.atomic():
        recipients = load_recipients({message.contact_id for message in messages}, lock=True)
        known = _planned_before(messages, recipients)
        new = [message for message in messages if message.key not in known]
        now = clock.now()
        fresh = [build(message, _recipient(message, recipients), actor, now) for message in new]
        parties = parties_of(fresh, recipients=recipients)
        place(fresh, parties)
        log_plan(fresh, actor)
    known |= {row.idempotency_key: row for row in fresh}
    return [known[message.key] for message in messages]


def _recipient(message: OutgoingMessage, recipients: dict[int, Recipient]) -> Recipient:
    recipient = recipients.get(message.contact_id)
    if recipient is None or recipient.organization_id != message.mailbox.organization_id:
        raise NotSendable(f"Contact {message.contact_id} is not one of the mailbox's organization.")
    return recipient


def build(message: OutgoingMessage, recipient: Recipient, actor: object, at: datetime) -> Delivery:
    """The unsaved row of a message that is wished for at this time."""
    follows = message.follows
    return make(
        Delivery,
        organization_id=recipient.organization_id,
        contact_id=message.contact_id,
        channel=message.channel,
        purpose=message.purpose,
        mailbox_id=message.mailbox.pk,
        thread_id=follows.thread_id if follows else None,
        enrollment_id=message.enrollment_id,
        step_id=message.step_id,
        template_id=message.template.pk if message.template else None,
        address=message.address or recipient.address,
        subject=reply_subject(follows.subject) if follows and message.channel == Channel.EMAIL else message.subject,
        body=message.body,
        message_id=new_message_id(message.mailbox),
        in_reply_to=follows.message_id if follows else "",
        references=f"{follows.references} {follows.message_id}".strip() if follows else "",
        idempotency_key=message.key,
        created_at=at,
        not_before=message.not_before or at,
        planned_by=actor_name(actor),
        must_ask=message.must_ask,
        explanation=message.why_ask,
        released_by=actor_name(actor) if isinstance(actor, User) else "",
        provider=message.mailbox.provider or message.mailbox.transport,
    )


def place(deliveries: Sequence[Delivery], parties: Parties) -> None:
    """Save new deliveries as far as autonomy lets them go: planned, waiting for a person, or blocked."""
    by_autonomy: dict[Autonomy, list[Delivery]] = defaultdict(list)
    for row in deliveries:
        by_autonomy[Autonomy.AUTONOMOUS if row.released_by else _autonomy(row, parties)].append(row)
    fates.save(by_autonomy[Autonomy.AUTONOMOUS], ())
    fates.blocked([(row, Objection("AUTONOMY_OFF")) for row in by_autonomy[Autonomy.OFF]])
    wait_for_person(by_autonomy[Autonomy.DRAFT] + by_autonomy[Autonomy.APPROVE], parties)


def log_plan(deliveries: Sequence[Delivery], actor: object) -> None:
    """One entry for each organization, with how many took which way."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for row in deliveries:
        counts[row.organization_id][str(row.status)] += 1
    append_many(
        Act(organization_id, actor_name(actor), "deliveries.planned", why=dict(count))
        for organization_id, count in counts.items()
    )


def wait_for_person(deliveries: Sequence[Delivery], parties: Parties) -> None:
    """Give each its final text and let it wait: for an approval, or as a draft for whoever sends it.

    What cannot be written or sent to this person at all is blocked instead, so that nobody is asked in vain.
    """
    against = clear(deliveries, parties, record=False)
    final = [(row, found) for row, found in zip(deliveries, against, strict=True) if found and not found.look_again]
    fates.blocked(final)
    stopped = {id(row) for row, _ in final}
    waiting = [row for row in deliveries if id(row) not in stopped]
    for row in waiting:
        row.status = Fate.WAITING
    fates.save(waiting, (*fates.FATE, *fates.TEXT))
    for row in waiting:
        if _autonomy(row, parties) == Autonomy.APPROVE:
            ask_for_approval(row, parties.recipients[row.contact_id])


def needs_person(delivery: Delivery, parties: Parties) -> bool:
    """Whether nobody has released it, and autonomy wants somebody to."""
    return not delivery.released_by and _autonomy(delivery, parties) in (Autonomy.DRAFT, Autonomy.APPROVE)


def new_message_id(mailbox: Mailbox) -> str:
    """Unique, in the domain that the mail comes from."""
    return f"<{uuid4().hex}@{mailbox.address.rpartition('@')[2]}>"


def _autonomy(delivery: Delivery, parties: Parties) -> Autonomy:
    mailbox = parties.mailbox(delivery)
    if mailbox is None:
        return Autonomy.OFF
    allowed = parties.autonomy(mailbox)
    return Autonomy.APPROVE if delivery.must_ask and allowed == Autonomy.AUTONOMOUS else allowed


def _planned_before(messages: Sequence[OutgoingMessage], recipients: dict[int, Recipient]) -> dict[str, Delivery]:
    organizations = {recipient.organization_id for recipient in recipients.values()}
    keys = [message.key for message in messages]
    return {
        row.idempotency_key: row
        for row in Delivery.objects.filter(organization__in=organizations, idempotency_key__in=keys)
    }
