"""A prompt of the tests' own: which mood a message is in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from quotahit.llm.prompts import Prompt


class Mood(BaseModel):
    """How a message sounds."""

    mood: Literal["glad", "cross", "unknown"]
    confidence: float = Field(ge=0, le=1)


def guess(context: Mapping[str, Any]) -> Mood:
    return Mood(mood="glad" if "thanks" in context["text"].lower() else "unknown", confidence=0.5)


MOOD = Prompt(name="tests.mood", path=Path(__file__).parent / "prompts" / "mood.md", offline=guess)
MESSAGE = {"name": "Bob", "text": "Thanks, that was quick."}
