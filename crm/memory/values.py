"""The parts of a memory: frozen values, nothing that can be saved or that asks the database by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from crm.choices import Channel, Direction, EmailState, ObjectionKind, Sentiment, SlotKind, Strength, Topic
from crm.memory.gist import gist
from crm.memory.plain import cut, plain
from crm.memory.words import sentences
from quotahit import clock

LONGEST_TEXT = 300
CALLS = (Channel.VOICE, Channel.VOICE_LIVE)


@dataclass(frozen=True)
class Seller:
    """The organization that remembers."""

    id: int
    name: str


@dataclass(frozen=True)
class Person:
    id: int
    first_name: str
    last_name: str
    title: str
    lifecycle: str
    language: str
    zone: str
    owner_id: int | None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Firm:
    id: int
    name: str
    industry: str
    employees: int | None
    domain: str
    city: str
    country: str


@dataclass(frozen=True)
class OpenDeal:
    id: int
    name: str
    stage: str
    amount: Decimal | None
    currency: str


@dataclass(frozen=True)
class Line:
    """One thing said or done; `intent` and `sentiment` are codes or "".

    Its words are made plain when somebody asks for them: of a thousand people's lines few are.
    """

    id: int
    channel: Channel
    direction: Direction
    at: datetime
    intent: str = ""
    sentiment: str = ""
    emotion: str = ""
    noted: str = field(default="", repr=False)  # the summary that stands with it
    beginning: str = field(default="", repr=False)  # as they wrote it

    @cached_property
    def summary(self) -> str:
        """One or two sentences."""
        return plain(self.noted) or gist(self.beginning)

    @cached_property
    def text(self) -> str:
        """The beginning as plain words on one line, without commands to software."""
        return cut(" ".join(sentences(self.beginning)), LONGEST_TEXT)


@dataclass(frozen=True)
class LastEmail:
    """The last mail to them, and how far it came."""

    state: EmailState
    at: datetime
    subject: str


@dataclass(frozen=True)
class Raised:
    """An objection, with their own words and the message they stand in, as it was raised last."""

    kind: ObjectionKind
    severity: Strength
    detail: str
    interaction_id: int
    at: datetime


@dataclass(frozen=True)
class Known:
    """A fact of their purchase that holds: see `crm.qualifying`."""

    kind: SlotKind
    value: str
    quote: str
    interaction_id: int | None
    is_contradicted: bool


@dataclass(frozen=True)
class Appointment:
    """A meeting that was talked about, in their own words."""

    words: str
    interaction_id: int | None


@dataclass(frozen=True)
class Memory:
    """All that is remembered of one contact. What nobody has said yet is None, "" or empty."""

    organization: Seller
    contact: Person
    company: Firm | None = None
    deal: OpenDeal | None = None  # the newest that is open
    conversation_summary: str = ""
    summarized_by: str = ""  # model, offline
    summarized_at: datetime | None = None
    topics: tuple[Topic, ...] = ()
    appointment: Appointment | None = None
    last_interaction: Line | None = None
    last_call: Line | None = None
    last_reply: Line | None = None
    last_replies: Mapping[Channel, Line] = field(default_factory=lambda: MappingProxyType({}))  # by channel
    last_email: LastEmail | None = None
    counts: Mapping[Channel, int] = field(default_factory=lambda: MappingProxyType({}))  # in both directions
    overall_sentiment: Sentiment | None = None
    objections: tuple[Raised, ...] = ()  # each kind once, the newest first
    facts: tuple[Known, ...] = ()
    first_at: datetime | None = None

    @cached_property
    def interaction_count(self) -> int:
        return sum(self.counts.values())

    @property
    def told(self) -> str:
        """What is remembered in a few lines, for a prompt. Most of it is others' words: keep it within a fence."""
        lines = (
            ("The conversation so far", self.conversation_summary),
            ("They feel", self.overall_sentiment),
            ("Objections so far", ", ".join(self.objection_kinds)),
            ("Topics", ", ".join(self.topics)),
            ("Appointment talked about", self.appointment and self.appointment.words),
            ("Open deal", self.deal and f"{self.deal.name}, {self.deal.stage}"),
        )
        return "\n".join(f"{name}: {value}" for name, value in lines if value)

    @property
    def by_channel(self) -> list[tuple[Channel, int]]:
        """Channel and count, the most used first."""
        return sorted(self.counts.items(), key=lambda pair: -pair[1])

    @property
    def days_since_first_contact(self) -> int | None:
        return None if self.first_at is None else max((clock.now() - self.first_at).days, 0)

    @property
    def last_channel(self) -> Channel | None:
        return self.last_interaction.channel if self.last_interaction else None

    @property
    def objection_kinds(self) -> tuple[ObjectionKind, ...]:
        return tuple(one.kind for one in self.objections)
