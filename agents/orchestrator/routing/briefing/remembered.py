"""What the qualifier has learned of a lead: the facts of their purchase with their words, and what it came to."""

from collections.abc import Iterator

from agents.orchestrator.routing.briefing.sources import register_briefing_source, said
from agents.statements import Section, Source, Statement
from crm.choices import SlotKind
from crm.memory import memory_of
from crm.models import Contact, Fact
from crm.qualifying import last_judged

SECTIONS: dict[str, Section] = {
    SlotKind.BUDGET: "budget",
    SlotKind.AUTHORITY: "who",
    SlotKind.NEED: "pain",
    SlotKind.TIMELINE: "talking_points",
    SlotKind.COMPETITION: "competitors",
}


@register_briefing_source
def verdict(contact: Contact) -> Iterator[Statement]:
    latest = last_judged(contact.pk)
    if latest is None:
        return
    source = Source(kind="qualification", id=latest.pk, label=f"Qualification, {latest.at:%d %b %Y}")
    yield said("talking_points", f"{latest.get_verdict_display()}: {latest.reason}", source)
    if latest.next_question:
        yield said("talking_points", f"Still to be found out: {latest.next_question}", source)


@register_briefing_source
def conversation(contact: Contact) -> Iterator[Statement]:
    """The conversation so far, how they feel, the meeting they spoke of, and what they objected, with their words."""
    memory = memory_of(contact)
    source = Source(kind="memory", id=contact.pk, label="What we remember")
    lines = (
        memory.conversation_summary and f"So far: {memory.conversation_summary}",
        memory.overall_sentiment and f"Their mood on the whole is {memory.overall_sentiment}.",
    )
    yield from (said("talking_points", line, source) for line in lines if line)
    if meeting := memory.appointment:
        spoken = Source(kind="interaction", id=meeting.interaction_id, label="Appointment talked about")
        yield said("talking_points", f"They spoke of a meeting: {meeting.words}", spoken)
    for raised in memory.objections:
        spoken = Source(kind="interaction", id=raised.interaction_id, label=f"Said on {raised.at:%d %b %Y}")
        yield said("objections", f"{raised.kind.capitalize()} ({raised.severity}).", spoken, raised.detail)


@register_briefing_source
def facts(contact: Contact) -> Iterator[Statement]:
    """What holds of their purchase; what they have contradicted says so."""
    for fact in contact.remembered.current().order_by("kind"):  # type: ignore[attr-defined]
        yield said(SECTIONS[fact.kind], _told(fact), _source(fact), fact.quote)


def _told(fact: Fact) -> str:
    doubt = " They have said otherwise too." if fact.is_contradicted else ""
    return f"{fact.get_kind_display()}: {fact.value}.{doubt}"  # type: ignore[attr-defined]


def _source(fact: Fact) -> Source:
    return Source(kind="fact", id=fact.pk, label=f"What they said, {fact.at:%d %b %Y}")
