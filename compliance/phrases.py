"""A small notation for phrases, so that a lexicon reads like speech and not like regular expressions.
Phrases are in real spelling, short forms without apostrophe ("dont"), and are matched against folded text.

    take (me|us) … off      words in order; white space and commas between them
    (a|b c)                 one of these
    [please]                may be left out
    …                       up to six words of the same clause
    …,…                     up to twelve words of the same sentence
    unsubscri~              any ending
    %                       a number
    ^ and $                 beginning and end of the sentence
    <us>                    a named set of the same lexicon
    !<us>                   one word that does not begin anything of the set
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

SPACE = r"(?:[\s,:()\"*/-]+|(?=[\s.!?]*$))"
NEAR_SPACE = r"(?:[\s()\"/-]+|(?=[\s.!?]*$))"
# A word of a gap holds none of the marks that may stand between words: were a mark both, a row of marks or a word with
# many hyphens could be cut in so many ways that one mail would keep a worker busy for years.
GAPS = {
    "…": rf"(?:[^\s.!?;,:()\"/-]+{NEAR_SPACE}){{0,6}}?",
    "…,…": rf"(?:[^\s.!?;,:()\"*/-]+{SPACE}){{0,12}}?",
}
TOKEN = re.compile(r"!?<\w+>|\s*…,…\s*|\s*…\s*|\]\s*|\^\s*|\s*\$|\s*\|\s*|[~%()\[]|\s+|[^\s<>…~%()|\[\]^$]+")
PLAIN = {"~": r"\w*", "%": r"\d[\d.:]*", "(": "(?:", "[": "(?:(?:", ")": ")", "|": "|", "^": "^", "$": r"[\s.!?,]*$"}
UMLAUTS = {"ä": "ae?", "ö": "oe?", "ü": "ue?", "ß": "ss", "'": SPACE}
SENTENCE_END = re.compile(r"(?<=[.!?;])(?=\s|$|[^\w\s.!?;])|\n+|(?<=[!?])(?=\w)")


class BadPhrase(ValueError):
    """A phrase of a lexicon is not written in the notation; the message names it."""


def compile_phrases(phrases: Iterable[str], sets: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """One pattern that finds any of the phrases in folded text; none given: one that finds nothing."""
    return compile_sources(phrase_source(phrase, sets or {}) for phrase in phrases)


def compile_sources(sources: Iterable[str]) -> re.Pattern[str]:
    """One pattern of what `phrase_source` gave. All at once, for each alone would take as long again as all of them.

    Each begins where a word does. Said once for all of them, it spares a try of every one at every other letter.
    """
    alternatives = list(sources)
    try:
        return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})" if alternatives else "(?!)")
    except re.error:
        for alternative in alternatives:
            check(alternative)
        raise


def check(source: str) -> None:
    """BadPhrase when this is the regular expression of no phrase."""
    try:
        re.compile(source)
    except re.error as problem:
        raise BadPhrase(f"{source!r}: {problem}") from problem


def phrase_source(phrase: str, sets: Mapping[str, str]) -> str:
    """The regular expression of one phrase."""
    pattern = "".join(_source(phrase.rstrip("… "), sets))  # a gap at the end says nothing
    return rf"(?<!\w)(?:{pattern})(?!\w)"


def _source(phrase: str, sets: Mapping[str, str]) -> Iterator[str]:
    tokens = TOKEN.findall(phrase)
    for before, token in zip(["", *tokens], tokens, strict=False):
        if token.startswith(("<", "!")):
            named = "".join(_source(_named(token.strip("!<>"), sets), sets))
            yield rf"(?!(?:{named})(?!\w))[^\s.!?;,:]+" if token.startswith("!") else f"(?:{named})"
        elif "…" in token:
            spaced = before.startswith("]") or before.strip() == "^"
            yield ("" if spaced else SPACE if "," in token else NEAR_SPACE) + GAPS[token.strip()]
        elif token.startswith("]"):
            yield ")" + SPACE + ")?"
        elif token.isspace():
            yield SPACE
        else:
            yield PLAIN.get(token.strip()) or "".join(_letter(char) for char in token)


def _letter(char: str) -> str:
    """A letter as folded text has it; people write umlauts also with an e."""
    return UMLAUTS.get(char) or (re.escape(char) if char.isascii() else unicodedata.normalize("NFKD", char)[0])


def _named(name: str, sets: Mapping[str, str]) -> str:
    try:
        return sets[name]
    except KeyError:
        raise BadPhrase(f"no set <{name}>") from None


def sentences(folded: str) -> tuple[str, ...]:
    """The sentences of folded text, each with its closing mark, without the empty ones."""
    return tuple(part.strip() for part in SENTENCE_END.split(folded) if part and part.strip(" .!;-_*"))
