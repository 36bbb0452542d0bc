"""Whether what the prospect tells of their firm misses what the seller serves: size, place, and what they must have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agents.qualifier.hearing import Heard, Hearing
from quotahit.yaml_files import read_yaml

NUMBER = r"(?P<{}>\d{{1,3}}(?:[.,' ]\d{{3}})+|\d+)"
UNIT = r"\s*\+?\s*(?:[a-zà-ÿß-]+\s){0,2}?(?P<unit>@)\b"
RANGE = rf"{NUMBER.format('low')}\s*(?:-|–|to|and|bis|und|à|a|et|y)\s*{NUMBER.format('high')}{UNIT}"
AT_LEAST = (
    rf"(?:at least|minimum(?: of)?|min\.?|from|more than|over|above|mindestens|ab|mehr als|au "
    rf"moins|plus de|à partir de|al menos|más de|desde|mínimo)\s+{NUMBER.format('low')}{UNIT}"
)
PLUS = rf"{NUMBER.format('low')}\s*(?:\+|or more|and more|and up|und mehr|oder mehr|et plus|o más){UNIT}"
AT_MOST = (
    rf"(?:up to|at most|under|below|fewer than|less than|max(?:imum)?\.?|bis zu|bis|höchstens|"
    rf"unter|weniger als|jusqu'à|moins de|au plus|hasta|menos de|"
    rf"máximo)\s+{NUMBER.format('high')}{UNIT}"
)
WORD_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("", "one ein eine un une una uno", "two zwei deux dos", "three drei trois tres", "four vier quatre cuatro",
         "five fünf cinq cinco", "six sechs seis",
         "seven sieben sept siete", "eight acht huit ocho", "nine neun neuf nueve", "ten zehn dix diez",
         "eleven elf onze once", "twelve zwölf douze doce")
    )
    for word in words.split()
}  # fmt: skip
COUNT = rf"(?P<count>\d{{1,3}}(?:[.,' ]\d{{3}})+|\d+|{'|'.join(sorted(WORD_NUMBERS, key=len, reverse=True))})"
THEIR_SIZE = (
    re.compile(
        rf"\b(?:(?:we|i) (?:only|just) (?:have|are|employ|run|own)|i've got|i have|i run|i own|i employ|"
        rf"we are|we're|were|there are|team of|staff of|"
        rf"company of|firm of|we have|we employ|we've got|we run|we operate|only|just|wir sind|wir "
        rf"haben|nous sommes|on est|nous avons|on a|somos|tenemos)\s+(?:only |just |about |around |"
        rf"roughly |a team of |currently |nur |rund |etwa |ca\.? |zu |environ |seulement |unos |unas |"
        rf"solo )*{COUNT}(?:-|\s+)(?:of us\b|(?P<unit>[a-zà-ÿß]+))", re.I),
    re.compile(
        rf"\b{COUNT}[- ](?P<unit>person|man|woman|employee|mann|personen|seat|vehicle|van|truck|bed|"
        rf"room)[- ](?:company|firm|business|team|shop|practice|agency|studio|fleet|operation|outfit|"
        rf"betrieb|hotel)\b", re.I),
    re.compile(
        rf"^{COUNT} (?P<unit>people|employees|persons|vehicles|vans|trucks|personen|mitarbeiter|"
        rf"personnes|salariés|personas|empleados)\b", re.I),
    re.compile(
        r"\b(?P<alone>just me|only me|solo (?:founder|freelancer|consultant|entrepreneur)|one[- ]man "
        r"(?:band|show|business|company|shop)|one[- ]woman (?:band|show|business|company|shop)|i work "
        r"alone|i'm alone|it's just me|freelancer|sole trader|self-employed|einzelunternehmer\w*|nur "
        r"ich|ich alleine|arbeite allein|je suis seule?|auto-entrepreneur|autónom[oa]|trabajo "
        r"sol[oa])\b", re.I),
)  # fmt: skip
MISSING = re.compile(
    r"\b(?:we|i)(?:'ve| have)? (?:don't|do not|dont|haven't|have not|never|no longer) (?:even |"
    r"really |actually )?(?:have|own|run|operate|use|got|do|sell|ship|employ) (?:any |a |an |our "
    r"own )?(?P<what>[a-z-]+(?: [a-z-]+)?)|\b(?:we have no |i have no |(?:wir haben|ich habe) (?:gar |leider )?"
    r"keine?n? (?:eigenes |eigenen |eigene )?|nous n'avons pas de |no tenemos )(?P<what2>[a-zäöüßéèñ-]+(?: [a-z-]+)?)",
    re.I,
)  # fmt: skip
BASED = re.compile(
    r"\b(?:based|located|headquartered|registered|sit|operate|operating|are|am|only|company|firm|"
    r"office|business|work|working|sitzen|sind|haben unseren sitz|basés?|située?s?|sommes|estamos|"
    r"ubicad[oa]s?|somos)\s+"
    r"(?:only |just |all |entirely |exclusively |out |nur |alle )*(?:in|from|out of|aus|à|au|en|"
    r"de)\s+(?P<where>[A-ZÄÖÜÉ][\w-]+(?:\s[A-ZÄÖÜÉ][\w-]+)?)"
)
ONLY_ME = re.compile(r"(?:it's )?(?:just|only) me|nur ich|ich alleine", re.I)
ASKS_SIZE = re.compile(
    r"\b(?:how (?:many (?:people|employees|of you|staff|agents)|big|large)|team size|headcount|"
    r"wie viele (?:leute|mitarbeiter\w*|personen)|wie gross|combien (?:de personnes|d employes|de "
    r"salaries|etes)|cuantas personas|cuantos empleados)\b"
)
BRIEF = 6  # words
NOT_FOR = re.compile(
    r"\b(?:no|not for|not|excluding|except|never|keine?|nicht|pas de|pas|sauf|no para|"
    r"excepto)\s+(?P<what>[\w\s,/&-]+?)(?:[.;)]|$)",
    re.I,
)


@dataclass(frozen=True)
class Misfit:
    """A statement that shows why they are none for this seller, and what it misses."""

    heard: Heard
    missed: str


def find_misfit(hearing: Hearing) -> Misfit | None:
    """The first statement that misses the seller's fit; None where nothing does, or no fit is known."""
    fit = hearing.talk.seller.fit
    if not fit.strip():
        return None
    for one in hearing.counting:
        asked = hearing.asked_in_words(one.turn, ASKS_SIZE)
        missed = _size(fit, one, asked) or next(
            (told for check in (_place, _missing, _trade) if (told := check(fit, one))), ""
        )
        if missed:
            return Misfit(one, missed)
    return None


def _size(fit: str, one: Heard, asked: bool) -> str:
    limits = list(_limits(fit))
    for count, kind in _sizes(one.statement.text, asked):
        for low, high, wanted in limits:
            too_few_for_seats = kind == "people" and wanted == "seats" and count < low
            if too_few_for_seats or (kind == wanted and not low <= count <= high):
                return f"{count} {kind}"
    return ""


def _limits(fit: str) -> Iterator[tuple[int, float, str]]:
    rest = fit
    for match in _pattern(RANGE).finditer(fit):
        if kind := _kind(match["unit"]):
            yield _int(match["low"]), _int(match["high"]), kind
            rest = rest.replace(match[0], " ")
    for pattern in (AT_LEAST, PLUS):
        for match in _pattern(pattern).finditer(rest):
            if kind := _kind(match["unit"]):
                yield _int(match["low"]), float("inf"), kind
    for match in _pattern(AT_MOST).finditer(rest):
        if kind := _kind(match["unit"]):
            yield 0, _int(match["high"]), kind


def _sizes(text: str, asked: bool) -> Iterator[tuple[int, str]]:
    for pattern in THEIR_SIZE:
        for match in pattern.finditer(text):
            named = match.groupdict()
            if named.get("alone"):
                if asked or not ONLY_ME.fullmatch(named["alone"]):
                    yield 1, "people"
            elif kind := "people" if not named.get("unit") else _kind(named["unit"]):
                yield _int(named["count"]), kind
    if asked and len(text.split()) <= BRIEF and (counted := re.search(rf"\b{COUNT}\b", text, re.I)):
        yield _int(counted["count"]), "people"


@cache
def _pattern(source: str) -> re.Pattern[str]:
    """A pattern of a limit, with all the words for what is counted in it."""
    return re.compile(source.replace("@", "|".join(sorted(_kinds(), key=len, reverse=True))), re.I)


def _int(text: str) -> int:
    return WORD_NUMBERS.get(text.lower()) or int(re.sub(r"[.,' ]", "", text))


def _kind(word: str | None) -> str:
    """What is counted, in one word for all its names."""
    return _kinds().get((word or "").lower().rstrip(".,"), "")


def _place(fit: str, one: Heard) -> str:
    """They sit in a country that the seller does not serve."""
    served = {
        code
        for name, codes in _places().items()
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", fit, re.I if len(name) > 3 else 0)
        for code in codes
    }
    match = BASED.search(one.statement.text)
    if not served or not match or "worldwide" in fit.lower():
        return ""
    where = match["where"]
    codes = _places().get(where) or _places().get(where.split()[0]) or set()
    return where if codes and not codes & served else ""


def _missing(fit: str, one: Heard) -> str:
    """They say that they have none of what the seller's fit names."""
    match = MISSING.search(one.statement.text)
    what = (match["what"] or match["what2"] or "").lower() if match else ""
    words = [_stem(word) for word in what.split() if len(word) > 3 and word not in _common()]
    fit_words = {_stem(word) for word in re.findall(r"[a-zà-ÿß-]+", fit.lower())}
    return what if not fit_words.isdisjoint(words) and not one.does("pain") else ""


def _trade(fit: str, one: Heard) -> str:
    """They are of a trade that the fit rules out, or of one beside the only ones it names."""
    plain = f" {one.statement.text.lower()} "
    ours = re.search(
        r"\b(?:we are|we're|were|i am|i'm|i run|we run|i own|we own|wir sind|ich bin|nous sommes|je "
        r"suis|on est|somos|soy)\s+(?:\w+ ){0,2}?(?:an?|eine?n?|une?|una|the|only)\s+((?:[\w-]+ "
        r"?){1,4})",
        plain,
    )
    told = ours[1] if ours else ""
    theirs = {trade for trade, words in _trades().items() if told and re.search(rf"\b(?:{words})\b", told)}
    refused = " ".join(match["what"] for match in NOT_FOR.finditer(fit)).lower()
    wanted = fit.lower()
    for match in NOT_FOR.finditer(fit):
        wanted = wanted.replace(match[0].lower(), " ")
    served = {trade for trade, words in _trades().items() if re.search(rf"\b(?:{words})\b", wanted)}
    excluded = {trade for trade, words in _trades().items() if refused and re.search(rf"\b(?:{words})\b", refused)}
    if theirs & excluded:
        return told.strip()
    return told.strip() if theirs and served and not theirs & served else ""


def _stem(word: str) -> str:
    return re.sub(r"(?:ies|es|s|e|n|en)$", "", word)


@cache
def _words() -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(Path(__file__).parent / "fit.yaml")
    return data


@cache
def _kinds() -> dict[str, str]:
    return {word: kind for kind, words in _words()["counted"].items() for word in words.split()}


@cache
def _places() -> dict[str, set[str]]:
    return {
        name.strip(): set(codes.split()) for names, codes in _words()["places"].items() for name in names.split(",")
    }


@cache
def _trades() -> dict[str, str]:
    trades: dict[str, str] = _words()["trades"]
    return trades


@cache
def _common() -> frozenset[str]:
    return frozenset(_words()["common"].split())
