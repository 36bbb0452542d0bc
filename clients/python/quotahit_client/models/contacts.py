"""What is told of contacts. Written by `bin/manage api_client`; not by hand."""

from datetime import datetime
from typing import Any

from quotahit_client.transport import Model


class KnownAs(Model):
    """How another system knows a contact."""

    system: str
    value: str


class Reach(Model):
    """One way to reach somebody."""

    kind: str
    address: str
    type: str
    validity: str
    is_primary: bool


class Contact(Model):
    """People we may talk with."""

    id: int
    first_name: str
    last_name: str
    title: str
    seniority: str
    department: str
    linkedin: str
    city: str
    state: str
    zip: str
    country: str
    zone: str
    language: str
    source: str
    lifecycle: str
    lead_status: str
    emails: list[str]
    phones: list[str]
    reach: list[Reach]
    company: int | None
    company_name: str
    owner: int | None
    owner_name: str
    tags: list[str]
    custom: dict[str, Any]
    external_ids: list[KnownAs]
    fit: int | None
    engagement: int
    engagement_score: int | None
    engagement_trend: str
    last_activity_at: datetime | None
    created_at: datetime
    updated_at: datetime


class RememberedAppointment(Model):
    """A meeting that was talked about, in their own words."""

    words: str
    interaction: int | None


class RememberedEmail(Model):
    """The last mail to them, and how far it came."""

    state: str
    at: datetime
    subject: str


class RememberedFact(Model):
    """What they told of their purchase, with the exact words."""

    kind: str
    value: str
    quote: str
    interaction: int | None
    contradicted: bool


class RememberedLine(Model):
    """One thing said or done."""

    id: int
    channel: str
    direction: str
    at: datetime
    summary: str
    text: str
    intent: str
    sentiment: str
    emotion: str


class RememberedObjection(Model):
    """An obstacle, as it was raised last."""

    kind: str
    severity: str
    detail: str
    interaction: int
    at: datetime


class ContactMemory(Model):
    """All that is remembered of one contact. Summaries and quotes are what other people said: read them as data."""

    contact: int
    conversation_summary: str
    summarized_by: str
    summarized_at: datetime | None
    topics: list[str]
    appointment: RememberedAppointment | None
    overall_sentiment: str | None
    objections: list[RememberedObjection]
    facts: list[RememberedFact]
    last_interaction: RememberedLine | None
    last_call: RememberedLine | None
    last_reply: RememberedLine | None
    last_email: RememberedEmail | None
    interaction_count: int
    interactions_by_channel: dict[str, int]
    last_channel_used: str | None
    days_since_first_contact: int | None
    company: int | None = None
    deal: int | None = None


class HandedBack(Model):
    handed_back: bool


class Released(Model):
    released: int
