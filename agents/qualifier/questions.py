"""The next question: about the emptiest slot that matters most, one at a time, in the language of the talk."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from agents.qualifier.slots import UNCLEAR, VAGUE, Slot
from agents.qualifier.talks import Talk
from quotahit.yaml_files import read_yaml

ORDER = ("need", "budget", "authority", "timeline", "competition")  # what matters most first
LANGUAGES = ("en", "de", "fr", "es")
EMPTY = "empty"
GAPS = (EMPTY, "unclear", "vague")  # what a slot lacks, the most first
COMMON_WORDS = {
    "en": r"the|and|is|are|we|you|our|for|of|to|have|it|that|with|not|but|my|this|be|what|where|how|do|does|can|your"
    r"|there",
    "de": r"der|die|das|und|ist|wir|sie|ich|nicht|mit|für|ein|eine|uns|haben|auf|aber|den|zu|im|wo|was|wie|werden"
    r"|unsere|unser|können|kostet|gibt|bei|ihre|ihr",
    "fr": r"le|la|les|et|est|nous|vous|je|pas|pour|avec|une|des|notre|mais|sur|que|du|ce|on|où|nos|sont|quel|quelle"
    r"|combien|avez|comment|au",
    "es": r"el|la|los|y|es|nosotros|usted|que|no|para|con|una|nuestro|pero|por|de|en|lo|un|tenemos|dónde|se|nuestros"
    r"|nuestras|cuánto|cómo|qué|son|tienen",
}


def next_question(talk: Talk, slots: Mapping[str, Slot]) -> str:
    """One question, or "" when nothing is left to ask."""
    name = _emptiest(slots)
    if not name:
        return ""
    return question_about(name, gap_of(slots[name].value) or EMPTY, language_of(talk))


def question_about(slot: str, gap: str, language: str) -> str:
    """The question that asks for what a slot lacks."""
    words: str = _questions()[language][slot][gap]
    return words


def gap_of(value: str) -> str:
    """What a slot of this value lacks: everything, one of two, something definite, or "" for nothing."""
    if not value:
        return EMPTY
    return "unclear" if value.startswith(UNCLEAR) else "vague" if value.startswith(VAGUE) else ""


def language_of(talk: Talk) -> str:
    """The language that the prospect writes, by its commonest words; English in doubt."""
    return language_in(" ".join(turn.text for turn in talk.theirs()))


def language_in(text: str) -> str:
    """The language of a text, by its commonest words; English in doubt."""
    said = text.lower()
    counts = {code: len(re.findall(rf"\b(?:{words})\b", said)) for code, words in COMMON_WORDS.items()}
    return max(LANGUAGES, key=lambda code: counts[code])


def _emptiest(slots: Mapping[str, Slot]) -> str:
    """Nothing said comes before something contradicted, that before something vague; then by weight."""

    gaps = {name: gap for name in ORDER if (gap := gap_of(slots[name].value))}
    vital = [name for name in gaps if name != "competition"]
    return min(vital or gaps, key=lambda name: (GAPS.index(gaps[name]), ORDER.index(name)), default="")


@cache
def _questions() -> dict[str, dict[str, dict[str, str]]]:
    data: dict[str, dict[str, dict[str, str]]] = read_yaml(Path(__file__).parent / "questions.yaml")
    return data
