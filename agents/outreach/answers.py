"""Drafting an answer to a reply: by a model in the words of the conversation, without one by an honest frame."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from crm.models import SellerProfile
from outreach.blanks import blank
from outreach.models import InboundMessage
from quotahit.accounts.models import Organization
from quotahit.llm.ask import Answer, ask
from quotahit.llm.prompts import Prompt

HISTORY = 6


class Draft(BaseModel):
    """The text of an answer, without greeting line rules or signature."""

    body: str = Field(min_length=1, max_length=3000)


def draft(organization: Organization, message: InboundMessage) -> Answer[Draft]:
    """Draft an answer to one message. Asks a model, so never within a transaction."""
    profile = SellerProfile.objects.filter(organization=organization).first()
    contact = message.contact
    context = {
        "about": _about(organization, profile),
        "label": message.label,
        "history": _history(message),
        "text": message.text,
        "first_name": contact.first_name if contact else "",
        "sender": message.mailbox.name if message.mailbox else organization.name,
        "calendar_link": profile.calendar_link if profile else "",
        "product": profile.product if profile else "",
    }
    return ask(organization, DRAFT_ANSWER, context, Draft, subject=message)


def _about(organization: Organization, profile: SellerProfile | None) -> str:
    lines = [f"We are {organization.name}."]
    if profile is not None:
        lines += [profile.product, profile.description, profile.calendar_link and f"Calendar: {profile.calendar_link}"]
    return "\n".join(line for line in lines if line)


def _history(message: InboundMessage) -> str:
    if message.contact is None:
        return ""
    earlier = message.contact.interactions.exclude(pk=message.interaction_id).order_by("-at")[:HISTORY]
    return "\n\n".join(f"{line.get_direction_display()}: {line.subject}\n{line.body}" for line in reversed(earlier))


def _frame(context: Mapping[str, Any]) -> Draft:
    """A frame that says nothing untrue; the colleague who approves it fills in what only a person knows."""
    middle = {
        "interested": _next_step(context),
        "question": f"Thank you for asking. {blank('Answer the question')}\n\nDoes that answer it?",
        "objection": f"Thank you for being open about it. {blank('Answer the concern')}\n\nWhat would have to be true "
        "for this to be worth a closer look?",
    }.get(context["label"], f"Thank you for your answer. {blank('Write the answer')}")
    greeting = f"Hello {context['first_name']}," if context["first_name"] else "Hello,"
    return Draft(body=f"{greeting}\n\n{middle}\n\nBest regards\n{context['sender']}")


def _next_step(context: Mapping[str, Any]) -> str:
    if context["calendar_link"]:
        return f"Thank you, I am glad to hear that. Please choose a time that suits you: {context['calendar_link']}"
    return "Thank you, I am glad to hear that. Which two times in the next days would suit you for a short call?"


DRAFT_ANSWER = Prompt("outreach.draft_answer", Path(__file__).parent / "prompts" / "draft_answer.md", offline=_frame)
