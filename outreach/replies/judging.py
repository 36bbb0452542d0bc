"""The question to a model about one reply, and what answers it when no model can."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from crm.choices import ReplyClass
from outreach.replies.wording import read_words
from quotahit.llm.prompts import Prompt


class Judgement(BaseModel):
    """What a model thinks that a reply is."""

    label: ReplyClass
    confidence: float = Field(ge=0, le=1)


def by_words(context: Mapping[str, Any]) -> Judgement:
    """The same judgement by lexicon and examples alone."""
    reading = read_words(context["text"])
    return Judgement(label=reading.label, confidence=reading.confidence)


CLASSIFY_REPLY = Prompt(
    "outreach.classify_reply",
    Path(__file__).parents[1] / "prompts" / "classify_reply.md",
    offline=by_words,
    max_tokens=100,
)
