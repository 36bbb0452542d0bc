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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

END = r"(?=[\s.!?]*$)"  # what may follow need not be there: the sentence may end before it
BETWEEN, NEAR = r"[\s,:()\"*/-]+", r"[\s()\"/-]+"
# A word of a gap holds none of the marks that may stand between words: were a mark both, a row of marks or a word with
# many hyphens could be cut in so many ways that one mail would keep a worker busy for years.
GAPS = {"…": r"(?:[^\s.!?;,:()\"/-]+{space}){{0,6}}?", "…,…": r"(?:[^\s.!?;,:()\"*/-]+{space}){{0,12}}?"}
TOKEN = re.compile(r"!?<\w+>|\s*…,…\s*|\s*…\s*|\]\s*|\^\s*|\s*\$|\s*\|\s*|[~%()\[]|\s+|[^\s<>…~%()|\[\]^$]+")
PLAIN = {"~": r"\w*", "%": r"\d[\d.:]*", "(": "(?:", "[": "(?:(?:", ")": ")", "|": "|", "^": "^", "$": r"[\s.!?,]*$"}
UMLAUTS = {"ä": "ae?", "ö": "oe?", "ü": "ue?", "ß": "ss", "'": BETWEEN}
SENTENCE_END = re.compile(r"(?<=[.!?;])(?=\s|$|[^\w\s.!?;])|\n+|(?<=[!?])(?=\w)")


class BadPhrase(ValueError):
    """A phrase of a lexicon is not written in the notation; the message names it."""


def compile_phrases(phrases: Iterable[str], sets: Mapping[str, str] | None = None) -> re.Pattern[str]:
    """One pattern that finds any of the phrases in folded text; none given: one that finds nothing."""
    return compile_sources(phrase_source(phrase, sets or {}) for phrase in phrases)


def compile_sources(sources: Iterable[str]) -> re.Pattern[str]:
    """One pattern of what `phrase_source` gave. All at once, for each alone would take as long again as all of them.

    Each begins and ends where a word does. Said once for all, it spares a try of every one at every other letter.
    """
    alternatives = list(sources)
    try:
        return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)" if alternatives else "(?!)")
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
    """The regular expression of one phrase, but for where it begins and ends."""
    return f"(?:{''.join(_source(phrase.rstrip('… '), sets))})"  # a gap at the end says nothing


def _source(phrase: str, sets: Mapping[str, str]) -> Iterator[str]:
    tokens = TOKEN.findall(phrase)
    for at, token in enumerate(tokens):
        if token.startswith(("<", "!")):
            named = "".join(_source(_named(token, sets), sets))
            yield rf"(?!(?:{named})(?!\w))[^\s.!?;,:]+" if token.startswith("!") else f"(?:{named})"
        elif "…" in token:
            space = _space(BETWEEN if "," in token else NEAR, tokens, at, sets)
            spaced = at and (tokens[at - 1].startswith("]") or tokens[at - 1].strip() == "^")
            yield ("" if spaced else space) + GAPS[token.strip()].format(space=space)
        elif token.startswith("]"):
            yield ")" + _space(BETWEEN, tokens, at, sets) + ")?"
        elif token.isspace():
            yield _space(BETWEEN, tokens, at, sets)
        else:
            yield PLAIN.get(token.strip()) or _word(token)


def _space(between: str, tokens: Sequence[str], at: int, sets: Mapping[str, str]) -> str:
    """What parts two words; where none must follow, as before what may be left out, also the end of the sentence."""
    return between if _is_word(tokens, at + 1, sets) else f"(?:{between}|{END})"


def _is_word(tokens: Sequence[str], at: int, sets: Mapping[str, str]) -> bool:
    """Whether a word must stand here, whichever way one reads on. To ask costs less than to compile an end in vain."""
    token = tokens[at] if at < len(tokens) else ""
    if token == "(":
        return all(_is_word(tokens, branch, sets) for branch in _branches(tokens, at))
    if token.startswith("<"):
        named = ["(", *TOKEN.findall(_named(token, sets)), ")"]
        return _is_word(named, 0, sets)
    return token == "%" or token.startswith("!") or token[:1].isalnum()


def _branches(tokens: Sequence[str], at: int) -> Iterator[int]:
    """Where each alternative of the bracket that opens here begins."""
    yield at + 1
    depth = 0
    for place in range(at, len(tokens)):
        depth += (tokens[place] in "([") - tokens[place].startswith((")", "]"))
        if not depth:
            return
        if depth == 1 and tokens[place].strip() == "|":
            yield place + 1


@lru_cache(maxsize=1000)
def _word(word: str) -> str:
    """A word, which a sentence may break off behind its apostrophe, as in "jusqu'"."""
    if word.endswith("'"):
        return f"{_word(word[:-1])}(?:{BETWEEN}|{END})"
    return "".join(_letter(char) for char in word)


def _letter(char: str) -> str:
    """A letter as folded text has it; people write umlauts also with an e."""
    return UMLAUTS.get(char) or (re.escape(char) if char.isascii() else unicodedata.normalize("NFKD", char)[0])


def _named(token: str, sets: Mapping[str, str]) -> str:
    try:
        return sets[token.strip("!<>")]
    except KeyError:
        raise BadPhrase(f"no set {token.strip('!')}") from None


def sentences(folded: str) -> tuple[str, ...]:
    """The sentences of folded text, each with its closing mark, without the empty ones."""
    return tuple(part.strip() for part in SENTENCE_END.split(folded) if part and part.strip(" .!;-_*"))
