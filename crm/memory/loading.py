"""Reading memories for one person or a thousand in the same few queries."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import Left, RowNumber

from crm.choices import Channel, Direction, EmailState, ObjectionKind, SlotKind, Strength, Topic
from crm.conversations import WORDS_OF_PEOPLE
from crm.memory.plain import plain
from crm.memory.sentiment import overall
from crm.memory.values import (
    CALLS,
    Appointment,
    Firm,
    Known,
    LastEmail,
    Line,
    Memory,
    OpenDeal,
    Person,
    Raised,
    Seller,
)
from crm.models import Contact, Deal, Fact, Interaction
from quotahit.together import fetch_together

BEGINNING = 1000  # letters of a message that are read


class SentMail(NamedTuple):
    """The last mail to a contact and what became of it, as the room that sends tells it."""

    contact_id: int
    at: datetime
    subject: str
    is_bounced: bool
    is_answered: bool
    is_clicked: bool
    is_opened: bool


LastMails = Callable[[Collection[int]], QuerySet[Any, Any]]
_last_mails: list[LastMails] = []


def register_last_mails(source: LastMails) -> LastMails:
    """Let the room that sends mail tell of the last one to each of these contacts, in the columns of `SentMail`."""
    _last_mails[:] = [source]
    return source


def memories_of(contact_ids: Collection[int]) -> dict[int, Memory]:
    """The memory of each of these contacts that there is."""
    if not contact_ids:
        return {}
    return Recollection(contact_ids).memories()


def memory_of(contact: Contact) -> Memory:
    """The memory of one contact, by one statement."""
    recollection = Recollection([contact.pk])
    fetch_together(*recollection.rows)
    return recollection.memories()[contact.pk]


class Recollection:
    """The questions that memories are made of, for whoever puts them together with questions of their own."""

    def __init__(self, contact_ids: Collection[int]) -> None:
        self.people = Contact.objects.filter(pk__one_of=contact_ids).values_list(*_PERSON, *_FIRM, *_RECAP)
        deals = Deal.objects.filter(contact__one_of=contact_ids, closed_at=None).order_by("created_at", "pk")
        self.deals = deals.values_list(*_DEAL)
        self.lines = _newest_lines(contact_ids)
        self.feelings = _felt(contact_ids)
        facts = Fact.objects.current().filter(contact__one_of=contact_ids).order_by("kind")  # type: ignore[attr-defined]
        self.facts = facts.values_list("contact_id", "kind", "value", "quote", "interaction_id", "is_contradicted")
        self.mails = [source(contact_ids) for source in _last_mails]

    @property
    def rows(self) -> tuple[QuerySet[Any, Any], ...]:
        return self.people, self.deals, self.lines, self.feelings, self.facts, *self.mails

    def memories(self) -> dict[int, Memory]:
        deals = {row[0]: OpenDeal(*row[1:]) for row in self.deals}
        lines, felt, facts = _by_contact(self.lines), _by_contact(self.feelings), _by_contact(self.facts)
        mails = {row[0]: _last_email(SentMail(*row)) for rows in self.mails for row in rows}
        return {
            row[0]: Memory(
                **_person(row),
                **_said(lines.get(row[0], ())),
                deal=deals.get(row[0]),
                last_email=mails.get(row[0]),
                overall_sentiment=overall([(found[2], found[3]) for found in felt.get(row[0], ())]),
                objections=_raised(felt.get(row[0], ())),
                facts=tuple(Known(SlotKind(kind), *rest) for _, kind, *rest in facts.get(row[0], ())),
            )
            for row in self.people
        }


_PERSON = ("pk", "first_name", "last_name", "title", "lifecycle", "language", "zone", "owner_id")
_FIRM = (
    *("organization_id", "organization__name", "company_id", "company__name", "company__industry"),
    *("company__employees", "company__domain", "company__city", "company__country"),
)
_RECAP = tuple(f"recap__{name}" for name in ("summary", "read_by", "at", "topics", "appointment", "appointment_in_id"))
_DEAL = ("contact_id", "pk", "name", "stage__name", "amount", "currency")
_LINE = (
    *("contact_id", "pk", "channel", "direction", "at", "summary", "beginning", "intent", "sentiment"),
    *("analysis__emotion", "analysis__intent", "number", "first_at"),
)


def said_between(rows: QuerySet[Interaction]) -> QuerySet[Interaction]:
    """The lines that are a word of a person's or of ours to them: no machine's mail, no note of the system, and nothing
    that somebody else answered in their place."""
    theirs = Q(direction=Direction.INBOUND, outcome__in=WORDS_OF_PEOPLE, detail__by_another__isnull=True)
    return rows.filter(theirs | Q(direction=Direction.OUTBOUND)).exclude(channel=Channel.SYSTEM)


def _newest_lines(contact_ids: Collection[int]) -> QuerySet[Any, Any]:
    """The newest line of each contact on each channel in each direction, with how many there are."""
    each = [F("contact"), F("channel"), F("direction")]
    rows = said_between(Interaction.objects.filter(contact__one_of=contact_ids)).annotate(
        place=Window(RowNumber(), partition_by=each, order_by=[F("at").desc(), F("pk").desc()]),
        number=Window(Count("pk"), partition_by=each),
        first_at=Window(Min("at"), partition_by=each),
        beginning=Left("body", BEGINNING),
    )
    return rows.filter(place=1).order_by("-at", "-pk").values_list(*_LINE)


def _felt(contact_ids: Collection[int]) -> QuerySet[Any, Any]:
    """How their messages sounded and what they objected, the newest first."""
    heard = said_between(Interaction.objects.filter(contact__one_of=contact_ids, direction=Direction.INBOUND))
    told = heard.filter(Q(analysis__isnull=False) | ~Q(sentiment="")).order_by("-at", "-pk")
    return told.values_list("contact_id", "pk", "analysis__emotion", "sentiment", "at", "analysis__objections")


def _by_contact(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def _person(row: tuple[Any, ...]) -> dict[str, Any]:
    """Contact, company and organization, and what the recap says."""
    person, firm = row[: len(_PERSON)], row[len(_PERSON) : len(_PERSON) + len(_FIRM)]
    summary, read_by, at, topics, appointment, appointment_in = row[len(_PERSON) + len(_FIRM) :]
    return {
        "organization": Seller(*firm[:2]),
        "contact": Person(*person),
        "company": Firm(*firm[2:]) if firm[2] else None,
        "conversation_summary": summary or "",
        "summarized_by": read_by or "",
        "summarized_at": at,
        "topics": tuple(Topic(code) for code in topics or () if code in Topic.values),
        "appointment": Appointment(appointment, appointment_in) if appointment else None,
    }


def _said(rows: Iterable[Any]) -> dict[str, Any]:
    """What the newest lines tell; `rows` are the newest first."""
    lines, counts, first = [], defaultdict[Channel, int](int), None
    for row in rows:
        lines.append(_line(row))
        counts[Channel(row[2])] += row[-2]
        first = min(first or row[-1], row[-1])
    replies: dict[Channel, Line] = {}
    for line in lines:
        if line.direction == Direction.INBOUND:
            replies.setdefault(line.channel, line)
    return {
        "last_interaction": next(iter(lines), None),
        "last_call": next((line for line in lines if line.channel in CALLS), None),
        "last_reply": next((line for line in replies.values() if line.channel not in CALLS), None),
        "last_replies": MappingProxyType(replies),
        "counts": MappingProxyType(dict(counts)),
        "first_at": first,
    }


def _line(row: tuple[Any, ...]) -> Line:
    _, pk, channel, direction, at, summary, beginning, label, sentiment, emotion, intent, *_ = row
    return Line(
        id=pk,
        channel=Channel(channel),
        direction=Direction(direction),
        at=at,
        intent=intent or label,
        sentiment=sentiment,
        emotion=emotion or "",
        noted=summary,
        beginning=beginning,
    )


def _raised(rows: Iterable[Any]) -> tuple[Raised, ...]:
    """Each objection as it was raised last; what a reader of another version wrote down otherwise is left out."""
    found: dict[str, Raised] = {}
    for _, pk, _emotion, _sentiment, at, objections in rows:
        for one in objections or ():
            if one["kind"] in ObjectionKind.values and one["kind"] not in found:
                kind, severity = ObjectionKind(one["kind"]), Strength(one["severity"])
                found[kind] = Raised(kind, severity, plain(one.get("detail", "")), pk, at)
    return tuple(found.values())


def _last_email(mail: SentMail) -> LastEmail:
    """The furthest it came; what bounced was not read, whatever a machine opened."""
    states = (
        (mail.is_bounced, EmailState.BOUNCED),
        (mail.is_answered, EmailState.ANSWERED),
        (mail.is_clicked, EmailState.CLICKED),
        (mail.is_opened, EmailState.OPENED),
    )
    state = next((state for is_so, state in states if is_so), EmailState.SENT)
    return LastEmail(state, mail.at, mail.subject)
