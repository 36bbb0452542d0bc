"""Remembering what a contact said of their purchase, and what it came to. Both only ever with their own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from pydantic import BaseModel

from crm.choices import LeadVerdict, Manner, SlotKind
from crm.errors import UnfoundQuoteError
from crm.journal import enter, same_organization
from crm.models import Contact, Fact, Interaction, Qualification
from quotahit import clock

LONGEST_VALUE = 400


@dataclass(frozen=True)
class Finding:
    """One thing that the contact said, before it is a Fact."""

    kind: SlotKind
    value: str
    quote: str
    interaction: Interaction
    manner: Manner
    is_contradicted: bool = False
    confidence: Decimal = Decimal("0.5")


class SlotThen(BaseModel):
    """A slot as it was when a conversation was judged."""

    value: str = ""
    quote: str = ""
    how: str = ""
    contradicted: bool = False
    interaction_id: int | None = None


class SlotsThen(BaseModel):
    """The one reader of `Qualification.slots`."""

    budget: SlotThen = SlotThen()
    authority: SlotThen = SlotThen()
    need: SlotThen = SlotThen()
    timeline: SlotThen = SlotThen()
    competition: SlotThen = SlotThen()

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "SlotsThen":
        return cls.model_validate(stored)


@dataclass(frozen=True)
class Judged:
    """What a conversation came to, before it is a Qualification."""

    verdict: LeadVerdict
    code: str
    reason: str
    slots: SlotsThen
    next_question: str = ""
    interaction: Interaction | None = None


def remember(contact: Contact, findings: Iterable[Finding], *, read_by: str, actor: object) -> list[Fact]:
    """Keep what is new of these; what it replaces stays on record. Returns the new ones.

    Raises UnfoundQuoteError unless each quote stands in a message that this very contact wrote: what was said by or of
    somebody else is never written to them.
    """
    findings = list(findings)
    for finding in findings:
        _check(contact, finding)
    with transaction.atomic():
        Contact.objects.select_for_update().get(pk=contact.pk)
        current = {fact.kind: fact for fact in contact.remembered.current()}
        new = [one for one in findings if _is_news(current.get(one.kind), one)]
        _replace([current[one.kind] for one in new if one.kind in current])
        facts = Fact.objects.bulk_create(_fact(contact, one, read_by) for one in new)
        if facts:
            kinds = sorted(fact.kind for fact in facts)
            enter(contact.organization, "contact.facts_learned", contact, actor=actor, payload={"kinds": kinds})
    return facts


def last_judged(contact_id: int) -> Qualification | None:
    """What the contact's conversation came to when it was last judged."""
    return Qualification.objects.filter(contact=contact_id).order_by("at", "pk").last()


def qualify(contact: Contact, judged: Judged, *, read_by: str, actor: object) -> Qualification | None:
    """Write down what a conversation came to, where that is something else than before; records `lead.qualified`."""
    same_organization(contact.organization, judged.interaction)
    with transaction.atomic():
        Contact.objects.select_for_update().get(pk=contact.pk)
        before = last_judged(contact.pk)
        if before is not None and _is_same(before, judged):
            return None
        row = Qualification.objects.create(
            organization=contact.organization,
            contact=contact,
            verdict=judged.verdict,
            code=judged.code,
            reason=judged.reason,
            slots=judged.slots.model_dump(),
            next_question=judged.next_question,
            interaction=judged.interaction,
            read_by=read_by,
        )
        payload = {
            "qualification_id": row.pk,
            "verdict": str(row.verdict),
            "code": row.code,
            "previous_verdict": str(before.verdict) if before else None,
            "interaction_id": row.interaction_id,
        }
        enter(contact.organization, "lead.qualified", contact, actor=actor, payload=payload)
    return row


def _check(contact: Contact, finding: Finding) -> None:
    said = finding.interaction
    if said.contact_id != contact.pk or not said.is_theirs:
        raise UnfoundQuoteError(f"Interaction {said.pk} is no message of contact {contact.pk}.")
    if not finding.quote or finding.quote not in said.body:
        raise UnfoundQuoteError(f"The quote for {finding.kind} does not stand in interaction {said.pk}.")


def _is_news(known: Fact | None, finding: Finding) -> bool:
    return known is None or (known.value, known.quote) != (finding.value[:LONGEST_VALUE], finding.quote)


def _is_same(before: Qualification, judged: Judged) -> bool:
    was = (before.verdict, before.code, SlotsThen.load(before.slots))
    return was == (judged.verdict, judged.code, judged.slots)


def _replace(facts: Sequence[Fact]) -> None:
    if facts:
        Fact.objects.filter(pk__in=[fact.pk for fact in facts]).update(replaced_at=clock.now())


def _fact(contact: Contact, finding: Finding, read_by: str) -> Fact:
    return Fact(
        organization=contact.organization,
        contact=contact,
        kind=finding.kind,
        value=finding.value[:LONGEST_VALUE],
        quote=finding.quote,
        interaction=finding.interaction,
        manner=finding.manner,
        is_contradicted=finding.is_contradicted,
        confidence=finding.confidence,
        read_by=read_by,
    )
