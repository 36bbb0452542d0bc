"""What an answer claims, and whether we may say so: every claim is checked before an answer leaves by itself.

It is decided by what is allowed, not by what is known to be wrong, since whoever attacks a model finds new words: a
sentence may hold courtesies, and beside them only words and numbers that stand together in one line that the
organization approved. All else, a bare "yes, agreed" included, is for a person. Pure: no model, no database.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from crm.price_list import PriceLine
from outreach.blanks import blanks_in


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What makes an assent of courtesies: "we will do that" promises whatever was asked.
_MODALS = _set(
    "do does did would could can may might will shall should have has had werden wird würden könnte könnten kann "
    "können machen haben hat pouvons peut ferons avons podemos puede haremos tenemos"
)
_FUTURE = _set("will werde werden wird")
_BEING = _set("is are be was were ist sind war waren est sont était es son era")
_NEGATIONS = _set(
    "no not never none without cannot don't doesn't nicht kein keine keinen nie ohne pas jamais sans sin nunca"
)
_OF_PRICES = _set("price prices cost costs list preis kostet listenpreis prix coûte precio cuesta")
_DEFERRING = re.compile(r"\b(find out|check|get back|let you know|kläre|melde|renseigne|consulto)\b")
LEAST_OVERLAP = 6  # words in a row that an answer shares with the prompt by no accident
LEAST_SECRET = 5  # letters and digits of a word of the prompt that could be a secret
_COURTESY = Path(__file__).with_name("courtesies.txt")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_CLAUSE = re.compile(r"(?<=[.!?:;…])\s+|\n+")
_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]*:)?//\S+|[\w.+-]+@[\w.-]+|\b(?:[\w-]+\.)+[^\W\d_]{2,}\b(?:/\S*)?"
    r"|\b(?:mailto|tel|javascript|data):\S*",
    re.I,
)
_NUMBER = r"\d+(?:[.,'’]\d+)*"
_TOKEN = re.compile(rf"{_NUMBER}|[^\W\d_]+(?:['’][^\W\d_]+)*|[%$€£¥]")
_SIGNS = {"%": "percent", "$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "euro": "eur", "euros": "eur"}
_SECRET = re.compile(r"[^\s\"'“”‘’,;:()<>]*[\d_#-][^\s\"'“”‘’,;:()<>]*")


class Doubt(StrEnum):
    """Why an answer is for a person; the words are those of `agents.outreach.doubts`."""

    EMPTY = "empty"
    BLANK = "blank"
    PROMPT = "prompt"
    LINK = "link"
    NUMBER = "number"
    UNIT = "unit"
    WORDS = "words"


@dataclass(frozen=True)
class Knowledge:
    """What an answer may be made of."""

    approved: tuple[str, ...] = ()  # what the organization says of itself, and what it wrote in this conversation
    prices: tuple[PriceLine, ...] = ()
    names: tuple[str, ...] = ()  # of the two who talk with each other
    instructions: str = ""  # what the model was told to be and do, which is for nobody else's eyes


def doubts(text: str, knowledge: Knowledge) -> list[Doubt]:
    """What in this answer is not covered by approved knowledge, each kind once; nothing where it may leave."""
    plain = _plain(text)
    if not any(_tokens(plain)):
        return [Doubt.EMPTY]
    found = [Doubt.BLANK] if blanks_in(text) else []
    if _tells_the_prompt(plain, knowledge):
        found.append(Doubt.PROMPT)
    if not set(_links(plain)) <= {link for line in knowledge.approved for link in _links(_plain(line))}:
        found.append(Doubt.LINK)
    if any(unicodedata.category(letter) == "So" for letter in plain):  # a raised thumb is an answer too
        found.append(Doubt.WORDS)
    covered = _covered(knowledge)
    free = _courtesies() | {token for name in knowledge.names for token in _tokens(_plain(name)) if token.isalpha()}
    for clause in _CLAUSE.split(plain):
        found += _of_clause(clause, covered, free, knowledge.prices)
    return list(dict.fromkeys(found))


def _covered(knowledge: Knowledge) -> list[frozenset[str]]:
    """The words of each approved sentence; a line of the price list may be called a price."""
    sentences = (part for line in knowledge.approved for part in _SENTENCE.split(_plain(line)))
    said = [frozenset(_tokens(sentence)) for sentence in sentences]
    return [*said, *(_OF_PRICES.union(_tokens(_plain(line.said))) for line in knowledge.prices)]


def _of_clause(
    clause: str, covered: Iterable[frozenset[str]], free: frozenset[str], prices: Iterable[PriceLine]
) -> list[Doubt]:
    """What this part of a sentence says beyond courtesies that no single approved line says, and whether a price keeps
    what it is for."""
    said = set(_tokens(clause))
    claims = said - free
    if not clause.rstrip().endswith("?"):
        strict = _MODALS - _FUTURE if _DEFERRING.search(clause) else _MODALS
        claims = said - (free - strict if claims else free - strict - _BEING)
    found = []
    if claims and not any(claims <= line and line & _NEGATIONS <= claims for line in covered):
        is_number = any(token[0].isdigit() or token in _SIGNS.values() for token in claims)
        found.append(Doubt.NUMBER if is_number else Doubt.WORDS)
    named = [line for line in prices if _number(f"{line.price:f}") in said]
    if named and not any(_needed(line) <= said for line in named):
        found.append(Doubt.UNIT)
    return found


def _needed(line: PriceLine) -> set[str]:
    """The words without which a price is another: its currency, and what it is for."""
    return {token for token in _tokens(_plain(f"{line.currency} {line.unit}")) if token not in _courtesies()}


def _tells_the_prompt(plain: str, knowledge: Knowledge) -> bool:
    """Whether some words in a row are those of the instructions, or a word of them that looks like a secret is told,
    be it in other spacing or backwards."""
    instructions = _plain(knowledge.instructions)
    mine, theirs = list(_tokens(plain)), list(_tokens(instructions))
    if _runs(mine) & _runs(theirs):
        return True
    public = _squeezed(" ".join([*knowledge.approved, *knowledge.names, *(line.said for line in knowledge.prices)]))
    told = _squeezed(plain)
    secrets = {_squeezed(word) for word in _SECRET.findall(instructions)}
    return any(
        secret in told or secret[::-1] in told
        for secret in secrets
        if len(secret) >= LEAST_SECRET and secret not in public
    )


def _runs(tokens: list[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[at : at + LEAST_OVERLAP]) for at in range(len(tokens) - LEAST_OVERLAP + 1)}


def _plain(text: str) -> str:
    """The text in one form of its letters and in small ones, without marks that nobody sees."""
    shown = (letter for letter in unicodedata.normalize("NFKC", text) if unicodedata.category(letter) != "Cf")
    return "".join(shown).casefold()


def _squeezed(text: str) -> str:
    return "".join(letter for letter in _plain(text) if letter.isalnum())


def _links(plain: str) -> list[str]:
    return [link.rstrip(".,;:!?)>]\"'") for link in _LINK.findall(plain)]


def _tokens(plain: str) -> Iterable[str]:
    """Words and numbers outside links; a number in one form, a sign by its name."""
    for token in _TOKEN.findall(_LINK.sub(" ", plain)):
        yield _number(token) if token[0].isdigit() else _SIGNS.get(token, token)


def _number(token: str) -> str:
    """1,200.00 and 1200 are one number; 1.200 is not read as either, so that a doubt goes to a person."""
    digits = re.sub(r"[,'’](?=\d{3}\b)", "", token)
    return digits.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", digits) else digits


@cache
def _courtesies() -> frozenset[str]:
    """The words that claim nothing, in the languages that we know."""
    lines = _COURTESY.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in _plain(line).split())
