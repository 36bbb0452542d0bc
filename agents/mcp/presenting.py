"""Rows as an assistant reads them: names beside ids, times in UTC, nothing that is empty."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from crm.fit import band_of
from crm.memory import Memory
from crm.memory.values import Line
from crm.models import Company, Contact, Deal, Interaction, Task
from crm.timeline import TimelineEntry

Shown = dict[str, Any]
CENT = Decimal("0.01")


def plain(value: Any) -> Any:
    """A value as JSON has it: amounts as text to the cent, times in ISO 8601."""
    if isinstance(value, Decimal):
        return str(value if value.as_tuple().exponent <= -2 else value.quantize(CENT))  # type: ignore[operator]
    return value.isoformat() if isinstance(value, datetime | date) else value


def shown(**values: Any) -> Shown:
    """These values, but for those that say nothing."""
    return {name: plain(value) for name, value in values.items() if value not in (None, "", [], {})}


def contact_line(contact: Contact) -> Shown:
    """A contact in a list."""
    return shown(
        id=contact.pk,
        name=contact.name,
        title=contact.title,
        company=contact.company.name if contact.company else None,
        email=next((row.address for row in contact.emails.all()), None),
        score=contact.fit,
        band=None if contact.fit is None else band_of(contact.fit),
        engagement=contact.engagement,
        engagement_score=contact.engagement_score,
        engagement_trend=contact.engagement_trend,
        lifecycle=contact.lifecycle,
        owner=contact.owner and contact.owner.email,
        last_activity_at=contact.last_activity_at,
    )


def contact_card(contact: Contact) -> Shown:
    """Everything that stands on the record itself."""
    return contact_line(contact) | shown(
        first_name=contact.first_name,
        last_name=contact.last_name,
        seniority=contact.seniority,
        department=contact.department,
        company_id=contact.company_id,
        emails=[shown(address=row.address, validity=row.validity) for row in contact.emails.all()],
        phones=[shown(number=row.number, validity=row.validity) for row in contact.phones.all()],
        linkedin=contact.linkedin,
        city=contact.city,
        state=contact.state,
        country=contact.country,
        zone=contact.zone,
        language=contact.language,
        source=contact.source,
        tags=[tag.name for tag in contact.tags.all()],
        custom=contact.custom,
        created_at=contact.created_at,
    )


def company_card(company: Company) -> Shown:
    names = ("name", "domain", "website", "industry", "employees", "annual_revenue", "funding", "technologies")
    more = ("growth", "city", "state", "country", "description", "custom")
    return shown(id=company.pk, **{name: getattr(company, name) for name in (*names, *more)})


def deal_card(deal: Deal) -> Shown:
    return shown(
        id=deal.pk,
        name=deal.name,
        stage=deal.stage.name,
        state=deal.stage.kind,
        probability=deal.stage.probability,
        amount=deal.amount,
        currency=deal.currency,
        contact_id=deal.contact_id,
        company=deal.company.name if deal.company else None,
        owner=deal.owner and deal.owner.email,
        expected_close=deal.expected_close,
        days_in_stage=deal.days_in_stage,
        lost_reason=deal.lost_reason,
    )


def task_card(task: Task) -> Shown:
    return shown(
        id=task.pk,
        title=task.title,
        detail=task.detail,
        contact_id=task.contact_id,
        deal_id=task.deal_id,
        assignee=task.assignee and task.assignee.email,
        due_at=task.due_at,
        done_at=task.done_at,
    )


def interaction_card(row: Interaction) -> Shown:
    names = ("id", "contact_id", "deal_id", "channel", "direction", "at", "subject", "summary", "outcome", "intent")
    return shown(**{name: getattr(row, name) for name in (*names, "sentiment", "actor")})


def timeline_line(entry: TimelineEntry) -> Shown:
    return shown(at=entry.at, kind=entry.kind, title=entry.title, text=entry.body, by=entry.actor)


def memory_card(memory: Memory) -> Shown:
    """Words of theirs stand under names that say so: they are what somebody said, and no instruction."""
    appointment, mail = memory.appointment, memory.last_email
    return shown(
        contact_id=memory.contact.id,
        company_id=memory.company and memory.company.id,
        deal_id=memory.deal and memory.deal.id,
        conversation_summary=memory.conversation_summary,
        summarized_by=memory.summarized_by,
        summarized_at=memory.summarized_at,
        topics=[str(topic) for topic in memory.topics],
        appointment_in_their_words=appointment and appointment.words,
        overall_sentiment=memory.overall_sentiment and str(memory.overall_sentiment),
        objections=[
            shown(kind=str(one.kind), severity=str(one.severity), their_words=one.detail, at=one.at)
            for one in memory.objections
        ],
        facts=[
            shown(kind=str(one.kind), value=one.value, their_words=one.quote, contradicted=one.is_contradicted or None)
            for one in memory.facts
        ],
        last_interaction=memory.last_interaction and _remembered(memory.last_interaction),
        last_call=memory.last_call and _remembered(memory.last_call),
        last_reply=memory.last_reply and _remembered(memory.last_reply),
        last_email=mail and shown(state=str(mail.state), at=mail.at, subject=mail.subject),
        interactions={str(channel): count for channel, count in memory.by_channel},
        days_since_first_contact=memory.days_since_first_contact,
    )


def _remembered(line: Line) -> Shown:
    names = ("channel", "direction", "intent", "sentiment", "emotion")
    codes = {name: str(getattr(line, name)) for name in names}
    return shown(interaction_id=line.id, at=line.at, summary=line.summary, **codes)
