"""What a template may say of the memory of a contact; read only where a template does."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import jinja2
from django.utils.translation import gettext_lazy as _
from jinja2 import meta

from crm.choices import Channel
from crm.memory import Memory
from outreach.models import Template

REPLIES = (Channel.EMAIL, Channel.SMS, Channel.WHATSAPP, Channel.LINKEDIN, Channel.CHAT)
MEMORY = {
    "conversation_summary": _("What the conversation has come to, over all channels"),
    "last_interaction_summary": _("What was said or done last, in a sentence or two"),
    "last_channel_used": _("The channel of the last interaction, as a code: email, sms, voice …"),
    "last_call_summary": _("What the last call came to"),
    "last_reply": _("The beginning of their last reply, on whatever channel"),
    "last_reply_summary": _("Their last reply in a sentence or two"),
    "last_reply_intent": _("What it wanted, as a code: interested, question, objection …"),
    "last_reply_sentiment": _("How it sounded, as a code: positive, neutral, negative"),
    "last_sms_reply": _("Their last text message; so too email, whatsapp, linkedin and chat in the place of sms"),
    "last_sms_reply_intent": _("What it wanted; so too email, whatsapp, linkedin and chat in the place of sms"),
    "last_email_state": _("How far your last mail came, as a code: sent, opened, clicked, bounced, answered"),
    "overall_sentiment": _("How they feel on the whole, as a code: positive, neutral, negative"),
    "objections_raised": _("What they objected, in words; ask for one with “if "
                           "'price' in objections_raised”"),
    "topics_discussed": _("What was talked about, in words; ask for one as with objections"),
    "appointment_discussed": _("The meeting that was talked about, in their words"),
    "interaction_count": _("How often you have spoken or written with each other"),
    "interactions_by_channel.…": _("The same on one channel, such as interactions_by_channel.email"),
    "days_since_first_contact": _("Days since the first of these"),
    "deal.name": _("Name of the open deal"),
    "deal.stage": _("Its stage"),
    "deal.amount": _("Its amount with the currency"),
}  # fmt: skip
PER_CHANNEL = tuple(f"last_{channel}_reply" for channel in REPLIES)
SAME_PER_CHANNEL = (*PER_CHANNEL, *(f"{name}_intent" for name in PER_CHANNEL))
ROOTS = frozenset(name.split(".")[0] for name in (*MEMORY, *SAME_PER_CHANNEL))
_PARSER = jinja2.Environment(autoescape=False)


class Codes(tuple[Any, ...]):
    """Choices that are asked for by their codes and read as words."""

    __slots__ = ()

    def __str__(self) -> str:
        return ", ".join(str(one.label).lower() for one in self)


def speaks_of_memory(templates: Iterable[Template]) -> set[int | None]:
    """The ids of those of these templates that need the memory."""
    return {one.pk for one in templates if _roots(one.subject) & ROOTS or _roots(one.body) & ROOTS}


def memory_values(memory: Memory) -> dict[str, Any]:
    """Every variable by its name; None and "" where nothing is known."""
    reply, call, last = memory.last_reply, memory.last_call, memory.last_interaction
    deal = memory.deal
    amount = f"{deal.amount:,.0f} {deal.currency}" if deal and deal.amount is not None else None
    return {
        "conversation_summary": memory.conversation_summary,
        "last_interaction_summary": last and last.summary,
        "last_channel_used": last and str(last.channel),
        "last_call_summary": call and call.summary,
        "last_reply": reply and reply.text,
        "last_reply_summary": reply and reply.summary,
        "last_reply_intent": reply and reply.intent,
        "last_reply_sentiment": reply and reply.sentiment,
        **_replies(memory),
        "last_email_state": memory.last_email and str(memory.last_email.state),
        "overall_sentiment": memory.overall_sentiment and str(memory.overall_sentiment),
        "objections_raised": Codes(memory.objection_kinds),
        "topics_discussed": Codes(memory.topics),
        "appointment_discussed": memory.appointment and memory.appointment.words,
        "interaction_count": memory.interaction_count,
        "interactions_by_channel": {str(channel): memory.counts.get(channel, 0) for channel in Channel},
        "days_since_first_contact": memory.days_since_first_contact,
        "deal": {"name": deal.name, "stage": deal.stage, "amount": amount} if deal else {},
    }


def _replies(memory: Memory) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for channel in REPLIES:
        line = memory.last_replies.get(channel)
        found[f"last_{channel}_reply"] = line and line.text
        found[f"last_{channel}_reply_intent"] = line and line.intent
    return found


@lru_cache(maxsize=4096)
def _roots(source: str) -> frozenset[str]:
    """The names that a template takes from outside; none of one that does not parse."""
    try:
        return frozenset(meta.find_undeclared_variables(_PARSER.parse(source)))
    except jinja2.TemplateSyntaxError:
        return frozenset()
