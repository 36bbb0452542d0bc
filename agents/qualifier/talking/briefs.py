"""What a message of the qualifier is made of, gathered from the records."""

from collections.abc import Mapping, Sequence

from agents.knowledge.passages import passages_of
from agents.models import QualifierTalk
from agents.outreach.history import said_before
from agents.qualifier.questions import language_in, question_about
from agents.qualifier.talking.asking import Asked
from agents.qualifier.talking.mood import Mood
from agents.qualifier.talking.wording import Voice
from agents.qualifier.talking.writing import Brief, Selling
from crm.choices import Direction
from crm.models import Analysis, Contact, Interaction, Qualification, SellerProfile
from crm.qualifying import SlotsThen
from crm.qualifying_rules import QualifyingRules
from crm.understanding import EmotionalAnalysis
from outreach.models import InboundMessage, Mailbox
from quotahit.workflow.outgoing import Fate

HISTORY = 8


def rules_of(contact: Contact) -> QualifyingRules:
    """How the contact's organization wants its leads to be talked with."""
    profile = SellerProfile.objects.filter(organization=contact.organization_id).first()
    return profile.qualifying_rules if profile else QualifyingRules()


def asked_in(talk: QualifierTalk) -> list[Asked]:
    """The questions that were sent in a conversation, in their order."""
    sent = talk.questions.filter(delivery__status=Fate.SENT).order_by("at", "pk")
    return [Asked(slot, gap) for slot, gap in sent.values_list("slot", "gap")]


def values_of(qualification: Qualification | None) -> Mapping[str, str]:
    """What each slot held when the conversation was last judged."""
    slots = SlotsThen.load(qualification.slots if qualification else {})
    return {name: getattr(slots, name).value for name in SlotsThen.model_fields}


def analysis_of(message: InboundMessage) -> EmotionalAnalysis | None:
    """How a message was understood, where it was."""
    row = Analysis.objects.filter(interaction=message.interaction_id).first() if message.interaction_id else None
    return row.analysis if row else None


def brief_for(
    message: InboundMessage,
    mailbox: Mailbox,
    rules: QualifyingRules,
    analysis: EmotionalAnalysis | None,
    *,
    mood: Mood,
    has_told: bool,
    ready: bool,
    next: Asked | None,
) -> Brief:
    """All that the answer to a message is made of; `next` is what to ask about, `ready` whether to ask for a call."""
    contact = message.contact
    assert contact is not None
    lines = _lines(message)
    voice = Voice(_language(message, lines), rules.tone)
    return Brief(
        voice=voice,
        selling=selling_of(contact, mailbox, voice.language),
        text=message.text,
        history="\n\n".join(f"{line.get_direction_display()}: {line.body}" for line in lines),
        first_name=contact.first_name,
        name=contact.name,
        mood=mood,
        is_letter=bool(message.subject),
        has_told=has_told,
        objections=tuple(one.detail for one in analysis.objections if one.detail) if analysis else (),
        question=question_about(next.slot, next.gap, voice.language) if next else "",
        wants_meeting=ready,
        ours=tuple(line.body for line in lines if line.direction == Direction.OUTBOUND),
        names=(contact.first_name, contact.last_name, str(contact.company or ""), mailbox.name),
    )


def brief_to_come_back(last: InboundMessage, mailbox: Mailbox, rules: QualifyingRules, next: Asked) -> Brief:
    """The same for a message that takes up a conversation after a silence."""
    contact = last.contact
    assert contact is not None
    voice = Voice(_language(last, _lines(last)), rules.tone)
    return Brief(
        voice=voice,
        selling=selling_of(contact, mailbox, voice.language),
        first_name=contact.first_name,
        name=contact.name,
        mood=Mood.USUAL,
        is_letter=bool(last.subject),
        question=question_about(next.slot, next.gap, voice.language),
    )


def selling_of(contact: Contact, mailbox: Mailbox, language: str) -> Selling:
    """What the organization gave its agents to know: its profile, its prices, and the entries that are valid today."""
    organization = contact.organization
    passages = tuple(passages_of(organization))
    profile = SellerProfile.objects.filter(organization=organization).first() or SellerProfile()
    return Selling(
        company=organization.name,
        sender=mailbox.name or organization.name,
        product=profile.product,
        description=profile.description,
        website=profile.website,
        calendar_link=profile.calendar_link,
        prices=tuple(profile.prices),
        passages=passages,
        here=tuple(passage for passage in passages if passage.language == language),
    )


def _lines(message: InboundMessage) -> Sequence[Interaction]:
    """What was said before the message, the oldest first."""
    return list(reversed(said_before(message).exclude(body="")[:HISTORY]))


def _language(message: InboundMessage, lines: Sequence[Interaction]) -> str:
    """The language that they write."""
    theirs = [line.body for line in lines if line.direction == Direction.INBOUND]
    return language_in(" ".join([*theirs, message.text]))
