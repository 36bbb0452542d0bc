"""Reading what came in: interpreted, filed in its conversation, acted upon, and the sender's hold lifted."""

import logging
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from crm.analyses import keep_analysis
from crm.choices import Direction, HoldKind, ReplyClass, Sentiment
from crm.holds import release_holds
from crm.interactions import log_interaction
from crm.models import Interaction
from crm.understanding import EmotionalAnalysis
from outreach.analysis.analyze import analyze
from outreach.choices import MailKind
from outreach.deliveries import prove_sent
from outreach.inbound import provider_events, texts
from outreach.inbound.dates.forms import Context
from outreach.inbound.dates.habit import day_first
from outreach.inbound.dates.wishes import wished_date
from outreach.inbound.effects import EFFECTS, Case
from outreach.inbound.folding import sentences
from outreach.inbound.interpret import interpret
from outreach.inbound.people import Match, is_by_another, match
from outreach.inbound.reading import MailReading
from outreach.inbound.receive import ACTOR, LARGEST, reading_key
from outreach.models import InboundMessage, Mailbox, Thread
from outreach.replies.classify import classify
from outreach.replies.reading import BY_A_PERSON, ReplyReading
from quotahit import clock
from quotahit.events.models import RawInbound
from quotahit.push import tell_organization
from quotahit.veil import veiled
from quotahit.workflow.claiming import claim_due

READER = "2"  # raise it when interpretation improves: `outdated_mail` then finds what an older one read
LEASE = timedelta(minutes=5)
ATTEMPTS = 5
SENTIMENTS = {
    ReplyClass.INTERESTED: Sentiment.POSITIVE,
    ReplyClass.NOT_INTERESTED: Sentiment.NEGATIVE,
    ReplyClass.UNSUBSCRIBE: Sentiment.NEGATIVE,
    ReplyClass.OBJECTION: Sentiment.NEGATIVE,
}
logger = logging.getLogger(__name__)


def process_waiting(limit: int = 50) -> int:
    """Read what waits; returns how many rows were looked at. One that fails is tried again, and in the end kept raw."""
    waiting = RawInbound.objects.filter(status=RawInbound.Status.WAITING)
    ids = claim_due(waiting, limit, LEASE, due="received_at")
    for row in RawInbound.objects.filter(pk__in=ids).select_related("organization").order_by("pk"):
        try:
            read(row)
        except Exception as problem:  # the edge of the worker: one mail must not stop the others
            logger.exception("Inbound row %s could not be read", row.pk)
            _put_back(row, problem)
    return len(ids)


def read(row: RawInbound) -> InboundMessage | None:
    """Read one row now; None when it was no mail but a provider's report about one of ours, or was erased meanwhile."""
    if row.headers.get("kind") == "provider":
        provider_events.read(row)
        return None
    reading = _interpret(row)
    label = _classify(row, reading)
    analysis = _analyze(row, reading, label)
    with transaction.atomic():
        if not RawInbound.objects.select_for_update().filter(pk=row.pk).exists():
            return None
        message = _file(row, reading, label, analysis)
        release_holds(row.organization, kind=HoldKind.READING, by=ACTOR, key=reading_key(row))
        done(row)
    tell_organization(row.organization_id, "inbound")
    return message


def _interpret(row: RawInbound) -> MailReading:
    return texts.interpret(row) if texts.is_text(row) else interpret(bytes(row.body)[:LARGEST])


def done(row: RawInbound) -> None:
    """Mark a row as read by this version of the reader."""
    row.status, row.error, row.reader, row.claimed_until = RawInbound.Status.READ, "", READER, None
    row.save(update_fields=["status", "error", "reader", "claimed_until"])


def _classify(row: RawInbound, reading: MailReading) -> ReplyReading | None:
    """What a person wants, or None for a machine's mail. May ask a model, so never within a transaction."""
    if reading.kind != MailKind.HUMAN:
        return None
    about = (RawInbound._meta.label_lower, row.pk)
    return classify(reading.text, subject=reading.subject, organization=row.organization, about=about)


def _analyze(row: RawInbound, reading: MailReading, label: ReplyReading | None) -> EmotionalAnalysis | None:
    """How a person's message feels and what it wants, or None for a machine's mail. May ask a model."""
    if label is None:
        return None
    about = (RawInbound._meta.label_lower, row.pk)
    return analyze(reading.text, reading=label, organization=row.organization, about=about)


def _file(
    row: RawInbound, reading: MailReading, label: ReplyReading | None, analysis: EmotionalAnalysis | None
) -> InboundMessage:
    """Write the message with its line in the timeline, and do what its kind asks for."""
    organization = row.organization
    found = texts.match(row) if texts.is_text(row) else match(organization, reading)
    if _names(reading, found) and found.delivery and prove_sent(found.delivery, actor=ACTOR):
        found = match(organization, reading)  # it has its conversation now
    earlier = InboundMessage.objects.filter(raw_id=row.pk).first()
    before = reading_of(earlier) if earlier else None
    message = earlier or InboundMessage(organization=organization, raw_id=row.pk, received_at=row.received_at)
    _fill(message, row, reading, label, found)
    message.thread = found.thread or _new_thread(message)
    message.save()
    if message.contact is not None and message.interaction_id is None:
        message.interaction_id = _line(message, reading).pk
        message.save(update_fields=["interaction_id"])
    elif message.interaction_id is not None:
        Interaction.objects.filter(pk=message.interaction_id).update(intent=message.label, outcome=message.kind)
    if analysis is not None and message.layer != BY_A_PERSON:
        _keep(message, analysis)
    if reading_of(message) != before:  # what was understood before has acted then, and the world has gone on since
        EFFECTS[MailKind(message.kind)](Case(message, reading, found, analysis))
    return message


def _keep(message: InboundMessage, analysis: EmotionalAnalysis) -> None:
    """Put the analysis to the line of the timeline, where there is one."""
    for line in Interaction.objects.filter(pk=message.interaction_id).select_related("organization", "contact"):
        keep_analysis(line, analysis, actor=ACTOR)


def reading_of(message: InboundMessage) -> tuple[object, ...]:
    """What a message was understood to mean: two readings that are equal here lead to the same acts."""
    return (
        *(message.kind, message.label, message.is_doubtful, message.contact_id, message.status_code),
        *(message.return_date, message.alternate_contact),
    )


def _names(reading: MailReading, found: Match) -> bool:
    """Whether this mail names ours by its id, and is not only matched by who sent it and about what."""
    named = (reading.original_message_id, reading.in_reply_to, *reading.references)
    return found.delivery is not None and found.delivery.message_id in named


def _fill(
    message: InboundMessage, row: RawInbound, reading: MailReading, label: ReplyReading | None, found: Match
) -> None:
    mailbox_id = row.headers.get("mailbox_id")
    message.mailbox = Mailbox.objects.filter(pk=mailbox_id).first() if mailbox_id else None
    message.contact = found.contact
    message.delivery_id = found.delivery.pk if found.delivery else None
    message.kind = reading.kind
    if message.layer != BY_A_PERSON:
        message.label = label.label if label else ""
        message.confidence = label.confidence if label else None
        message.layer = label.layer if label else reading.layer
        message.reason = (label.reason if label else reading.reason)[:200]
    message.sender, message.subject = reading.sender[:254], reading.subject[:500]
    message.text, message.quoted, message.html = reading.text, reading.quoted, reading.html
    message.message_id, message.in_reply_to = reading.message_id[:255], reading.in_reply_to[:255]
    message.references = " ".join(reading.references)
    message.status_code = reading.status
    message.return_date = reading.return_date or _wished(message, reading)
    message.alternate_contact = reading.alternate_contact[:254]
    message.problems = list(reading.problems)


def _wished(message: InboundMessage, reading: MailReading) -> date | None:
    """The day that a person who puts us off names, counted from when they wrote, by their own clock."""
    if message.label != ReplyClass.RESCHEDULE:
        return None
    written = min(reading.date or message.received_at, message.received_at)
    zone = message.contact.zone if message.contact else ""
    said = sentences(reading.text)
    here = written.astimezone(ZoneInfo(zone)) if zone else written
    return wished_date(reading.text, Context(here.date(), day_first(said, written)))


def _new_thread(message: InboundMessage) -> Thread | None:
    if message.contact is None or message.kind != MailKind.HUMAN:
        return None
    return Thread.objects.create(
        organization=message.organization,
        contact=message.contact,
        mailbox=message.mailbox,
        subject=message.subject,
        last_at=message.received_at,
    )


def _line(message: InboundMessage, reading: MailReading) -> Interaction:
    """The message in the contact's timeline."""
    return log_interaction(
        message.organization,
        message.contact,
        channel=reading.channel,
        direction=Direction.INBOUND,
        actor=f"contact:{message.contact_id}",
        at=message.received_at,
        subject=message.subject,
        body=message.text,
        outcome=message.kind,
        intent=message.label or (ReplyClass.OUT_OF_OFFICE if message.kind == MailKind.OUT_OF_OFFICE else ""),
        sentiment=SENTIMENTS.get(ReplyClass(message.label), Sentiment.NEUTRAL) if message.label else "",
        provider_id=message.message_id,
        detail={
            "inbound_id": message.pk,
            "confidence": None if message.confidence is None else float(message.confidence),
            "layer": message.layer,
            "reason": message.reason,
            **({"by_another": True} if is_by_another(message.contact, reading) else {}),
        },
    )


def _put_back(row: RawInbound, problem: Exception) -> None:
    """Try again in a while; after some attempts leave it raw, for a person to see. The hold lapses by itself."""
    attempts = row.attempts + 1
    is_lost = attempts >= ATTEMPTS
    RawInbound.objects.filter(pk=row.pk).update(
        attempts=attempts,
        error=veiled(f"{type(problem).__name__}: {problem}")[:2000],
        status=RawInbound.Status.UNREADABLE if is_lost else RawInbound.Status.WAITING,
        claimed_until=clock.now() + timedelta(seconds=15 * 2**attempts),
    )
