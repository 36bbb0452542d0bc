"""Opt-out: does the writer of a message want that we stop contacting them? Runs on receipt, before any model.

Recall comes first: a doubtful wish counts. What never counts is what only sounds like one: the word as a topic, a pause
until a date, a wish for other people only, a quoted mail or footer, and instructions to software.
The phrases are data, one file for each language in `rules/opt_out/`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from compliance.folding import fold
from compliance.opt_out_lexicon import Language, languages
from compliance.own_words import own_words
from compliance.phrases import sentences

Strength = Literal["keyword", "request", "threat"]
LOOKED_AT = 20_000  # characters
STOP_SIGNS = "🛑⛔🚫"


@dataclass(frozen=True)
class OptOut:
    """What was found: the phrase as folded text, the language of the rule, and how it was said."""

    phrase: str
    language: str
    strength: Strength


def find_opt_out(text: str) -> OptOut | None:
    """The opt-out in the writer's own words of `text`, or None. Quoted text and footers are left out."""
    own = own_words(text[:LOOKED_AT])
    if own and all(char in STOP_SIGNS or not (char.isalnum() or ord(char) > 0x2190) for char in own):
        return OptOut(own.strip(), "", "keyword") if any(char in STOP_SIGNS for char in own) else None
    folded = fold(own)
    said = [part for part in sentences(folded) if not _any(Language.is_not_theirs, part)]
    return _keyword(said) or _threat(said) or _request(said)


def _keyword(said: Sequence[str]) -> OptOut | None:
    whole = " ".join(said)
    for language in languages():
        if language.is_keyword(whole) or (said and language.is_keyword(said[0]) and len(said) < 4):
            return OptOut(whole, language.code, "keyword")
    return None


def _threat(said: Sequence[str]) -> OptOut | None:
    for sentence in said:
        for language in languages():
            if (found := language.threat(sentence)) and not _any(Language.is_hearsay, sentence):
                return OptOut(found, language.code, "threat")
    return None


def _request(said: Sequence[str]) -> OptOut | None:
    for sentence in said:
        for language in languages():
            if (found := language.request(sentence)) and not any(_any(excuse, sentence) for excuse in EXCUSES):
                return OptOut(found, language.code, "request")
    return None


EXCUSES = (Language.is_hearsay, Language.is_pause, Language.is_about_others)


def _any(question: Callable[[Language, str], bool], sentence: str) -> bool:
    return any(question(language, sentence) for language in languages())
