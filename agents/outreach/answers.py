"""Drafting an answer to a reply: by a model in the words of the conversation, without one by an honest frame."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from agents.outreach.claims import Knowledge
from agents.outreach.history import is_chat, said_before
from crm.choices import Direction
from crm.memory import memory_of
from crm.models import SellerProfile
from outreach.blanks import blank
from outreach.models import InboundMessage
from quotahit.accounts.models import Organization
from quotahit.llm.ask import ask
from quotahit.llm.prompts import Prompt

HISTORY = 6
FEW = 3  # prices that fit into an answer
GLAD = "Thank you, I am glad to hear that."
CHOOSE = "Please choose a time that suits you:"
WHICH = "Which two times in the next days would suit you for a short call?"
OPEN = "Thank you for being open about it."
WHAT = "What would have to be true for this to be worth a closer look?"
THANKS = f"Thank you for your answer. {blank('Write the answer')}"
ASKS_PRICE = re.compile(
    r"\b(price|prices|pricing|cost|costs|how much|preis|preise|kostet|prix|co[uû]te|precio|cuesta)\b", re.I
)


class Draft(BaseModel):
    """The text of an answer."""

    body: str = Field(min_length=1, max_length=3000)


@dataclass(frozen=True)
class Drafted:
    """An answer, who wrote it ("model" or "offline", and why that), and what it may be made of."""

    body: str
    by: str
    why: str
    call_id: int | None
    knowledge: Knowledge


def draft(organization: Organization, message: InboundMessage) -> Drafted:
    """Draft an answer to one message. Asks a model, so never within a transaction."""
    profile = SellerProfile.objects.filter(organization=organization).first()
    contact = message.contact
    ours = _ours(message)
    context = {
        "about": _about(organization, profile),
        "label": message.label,
        "is_letter": bool(message.subject),
        "ours": ours,
        "history": _history(message),
        "text": message.text,
        "first_name": contact.first_name if contact else "",
        "sender": message.mailbox.name if message.mailbox else organization.name,
        "calendar_link": profile.calendar_link if profile else "",
        "product": profile.product if profile else "",
        "prices": [line.said for line in profile.prices] if profile else [],
    }
    answer = ask(organization, DRAFT_ANSWER, context, Draft, subject=message)
    knowledge = _knowledge(organization, profile, message, ours, DRAFT_ANSWER.render(context).system)
    return Drafted(answer.value.body, answer.by, answer.why, answer.call_id, knowledge)


def _knowledge(
    organization: Organization,
    profile: SellerProfile | None,
    message: InboundMessage,
    ours: list[str],
    instructions: str,
) -> Knowledge:
    """What the organization says of itself and has written to this person; never what they have written to us."""
    contact = message.contact
    company = contact.company.name if contact and contact.company else ""
    return Knowledge(
        approved=(
            *(GLAD, CHOOSE, WHICH, OPEN, WHAT, organization.name),
            *((profile.product, profile.description, profile.calendar_link, profile.website) if profile else ()),
            *ours,
        ),
        prices=tuple(profile.prices) if profile else (),
        names=(
            *(
                organization.name,
                profile.sender_name if profile else "",
                message.mailbox.name if message.mailbox else "",
            ),
            *((contact.first_name, contact.last_name, company) if contact else ()),
        ),
        instructions=instructions,
    )


def _ours(message: InboundMessage) -> list[str]:
    """What was said to this person before, the latest first."""
    return [line.body for line in said_before(message).filter(direction=Direction.OUTBOUND)[:HISTORY]]


def _about(organization: Organization, profile: SellerProfile | None) -> str:
    lines = [f"We are {organization.name}."]
    if profile is not None:
        lines += [profile.product, profile.description, profile.calendar_link and f"Calendar: {profile.calendar_link}"]
        lines += [f"Price: {line.said}" for line in profile.prices]
    return "\n".join(line for line in lines if line)


def _history(message: InboundMessage) -> str:
    if message.contact is None:
        return ""
    earlier = said_before(message)[:HISTORY]
    lines = [f"{line.get_direction_display()}: {line.subject}\n{line.body}" for line in reversed(earlier)]
    return "\n\n".join(lines if is_chat(message) else [memory_of(message.contact).told, *lines])


def _frame(context: Mapping[str, Any]) -> Draft:
    """A frame that says nothing untrue; the colleague who approves it fills in what only a person knows. What was said
    before is not said again."""
    middle = {
        "interested": _next_step(context),
        "question": f"Thank you for asking. {_told(context)}\n\nDoes that answer it?",
        "objection": f"{OPEN} {blank('Answer the concern')}\n\n{WHAT}",
    }.get(context["label"], THANKS)
    if any(middle in said for said in context["ours"]):
        middle = THANKS
    if not context["is_letter"]:
        return Draft(body=middle)
    greeting = f"Hello {context['first_name']}," if context["first_name"] else "Hello,"
    return Draft(body=f"{greeting}\n\n{middle}\n\nBest regards\n{context['sender']}")


def _next_step(context: Mapping[str, Any]) -> str:
    return f"{GLAD} {CHOOSE} {context['calendar_link']}" if context["calendar_link"] else f"{GLAD} {WHICH}"


def _told(context: Mapping[str, Any]) -> str:
    """The list prices to whoever asks for the price, where they are few; else a place for a person to fill in."""
    prices = context["prices"]
    if 0 < len(prices) <= FEW and ASKS_PRICE.search(context["text"]):
        return "\n\n".join(["", *prices]).rstrip()
    return blank("Answer the question")


DRAFT_ANSWER = Prompt("outreach.draft_answer", Path(__file__).parent / "prompts" / "draft_answer.md", offline=_frame)
