"""Opt-out: does the writer of a message want that we stop contacting them? Runs on receipt, before any model.

Recall comes first: a doubtful wish counts. What never counts is what only sounds like one: the word as a topic, a pause
until a date, a wish for other people only, a quoted mail or footer, and instructions to software.
The phrases are data, one folder for each language in `rules/opt_out/`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from compliance.folding import fold
from compliance.opt_out_lexicon import Language, languages
from compliance.own_words import own_words
from compliance.phrases import sentences

Strength = Literal["keyword", "request", "threat"]
LOOKED_AT = 20_000  # characters
STOP_SIGN = re.compile(r"[\W_]*?(?P<sign>[🛑⛔🚫])\W*")


@dataclass(frozen=True)
class OptOut:
    """What was found: the phrase as folded text, the language of the rule, and how it was said."""

    phrase: str
    language: str
    strength: Strength


def find_opt_out(text: str) -> OptOut | None:
    """The opt-out in the writer's own words of `text`, or None. Quoted text and footers are left out."""
    if sign := STOP_SIGN.fullmatch(own_words(text[:LOOKED_AT])):
        return OptOut(sign["sign"], "", "keyword")
    said = own_sentences(text)
    return _keyword(said) or _threat(said) or _request(said)


def own_sentences(text: str) -> list[str]:
    """What the writer says to us, as folded sentences: no quotes, signatures, footers or instructions to software."""
    folded = fold(own_words(text[:LOOKED_AT]))
    return [part for part in sentences(folded) if not _any(Language.is_not_theirs, part)]


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
