"""What else the prospect uses or looks at."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agents.qualifier.hearing import Heard, Hearing
from agents.qualifier.phrases import found_in
from agents.qualifier.questions import language_of
from agents.qualifier.slots import Evidence, Settled, settle, told, vague
from agents.qualifier.talks import Talk
from quotahit.yaml_files import read_yaml

NAME = r"(?:[A-ZÄÖÜÉ][\w’'&+-]*[\w+](?:\.(?:io|com|ai|de|fr|es))?|[a-z]+[A-Z]\w+)"
NAMES = rf"{NAME}(?:\s(?:&\s)?{NAME}){{0,2}}"
LEADS = (
    r"(?:use|uses|using|on|with|from|have|has|run|runs|running|replace|replacing|leave|leaving|"
    r"ditch|ditching|drop|dropping|versus|vs\.?|compare|comparing|to|between|and|or|against|"
    r"considering|"
    r"evaluating|evaluated|testing|tested|trialling|trialing|trying|demoed|saw|shortlisted|like|"
    r"towards|into|at|than|is|are|pay|paying|bought|via|through|by|chose|picked|called|named|for|"
    r"over|off|nutzen|"
    r"verwenden|haben|mit|bei|von|auf|gegen|und|oder|zu|ist|läuft|testen|vergleichen|utilisons|"
    r"utilise|avons|avec|chez|de|et|ou|sur|quitter|remplacer|testons|comparons|usamos|utilizamos|"
    r"tenemos|con|"
    r"y|o|a|en|dejar|probando|comparando|mirando)"
)
AFTER_LEAD = re.compile(
    rf"\b(?i:{LEADS})\s+(?:(?:the|a|an|our|still|currently|mostly|also|only|just|old|either|both|"
    rf"both|dem|der|die|das|le|la|el|l')\s*){{0,2}}(?P<n>{NAMES})"
)
GERMAN_LEAD = re.compile(
    rf"\b(?i:nutzen|nutzt|verwenden|mit|bei|von|auf|gegen|ist|haben|testen|vergleichen|nutze|neben|"
    rf"und|oder)\s+(?:(?:wir|aktuell|derzeit|heute|noch|schon|auch|dem|der|die|"
    rf"das)\s+){{0,2}}(?P<n>{NAMES})"
)
GERMAN_NOUN = re.compile(r"(?:ung|heit|keit|schaft|tion|tät|ment|en|ern|eln|nis|ungen|ze|ge|te|de|ne)$")
AS_SUBJECT = re.compile(
    rf"(?P<n>{NAMES})\s+(?:has |have |also |only |just |is |are |hat |haben |nous |nos "
    rf")?(?:offered|offers|quoted|quotes|charges|pitched|came in|comes in|is still|is also|are still|"
    rf"is in|wants|showed|sent us|promised|demoed|"
    r"cheaper|costs|runs out|contacted|approached|is in|does|can|bietet|verlangt|kostet|angeboten|"
    r"propose|demande|coûte|ofrece|cobra|cuesta)"
)
ALSO = re.compile(rf"\s*(?:,|/|and|or|und|oder|et|ou|y|o|,\s*and)\s+(?P<n>{NAMES})")
SPREADSHEETS = re.compile(
    r"\b(?:google sheets|excel\w*|spreadsheets?|pen and paper|whiteboard|outlook|paper|papier|"
    r"tabellen|tableurs?|hojas de c[aá]lculo|papel|zettel\w*)\b",
    re.I,
)
ANY_NAME = re.compile(rf"(?P<n>{NAMES})")
BRIEF, BRIEF_GERMAN = 8, 3  # words of an answer that may be little but a name
BUILT = re.compile(
    r"\b(?:in-house|inhouse|build it ourselves|built it ourselves|build our own|built our own|our "
    r"own tool|eigenentwicklung)\b"
)
CONTRACTION = re.compile(r"['’](?:d|ll|ve|re|m|t)\b")
THEM = re.compile(r"\b(?:they|their|them)\b")


def read_competition(hearing: Hearing) -> Settled:
    found = [*_stated(hearing), *_confirmed(hearing)]
    found.sort(key=lambda one: one.turn)
    names = [one for one in found if isinstance(one.matter, tuple) and one.matter]
    settled = settle(found, _agree)
    if settled.slot.is_clear and len(names) > 1 and not settled.slot.contradicted:
        value = ", ".join(dict.fromkeys(name for one in names for name in one.matter))
        slot = settled.slot
        return Settled(
            type(slot)(value, slot.quote, slot.how, slot.contradicted, slot.confidence, slot.turn), settled.evidence
        )
    return settled


def _stated(hearing: Hearing) -> Iterator[Evidence]:
    for one in hearing.counting:
        asked = hearing.asked(one.turn, "competition")
        names = names_in(one, hearing.talk, asked)
        if names:
            yield _evidence(one, ", ".join(names), names, asked, 0.85)
        elif one.does("rival_none") or (asked and one.does("rival_none_asked")):
            yield _evidence(one, "none", (), asked, 0.8)
        elif one.does("in_house") and not one.does("pain") and (asked or BUILT.search(one.plain)):
            yield _evidence(one, _homemade(one), (_homemade(one),), asked, 0.7)
        elif one.does("rival_vague") and not one.does("refuses"):
            yield vague(one.statement, one.turn, asked, corrects=one.corrects)


def names_in(one: Heard, talk: Talk, asked: bool) -> tuple[str, ...]:
    """The products and firms that a statement names as used or looked at."""
    if not (one.does("rival") or asked) or one.does("not_buyer", "injection"):
        return ()
    text = one.statement.text
    is_german = language_of(talk) == "de"  # which writes every noun large
    patterns = (GERMAN_LEAD, AS_SUBJECT) if is_german else (AFTER_LEAD, AS_SUBJECT)
    names = _rivals([match for pattern in patterns for match in pattern.finditer(text)], text, talk, is_german)
    if asked and not names and len(text.split()) <= (BRIEF_GERMAN if is_german else BRIEF):
        names = _rivals(list(ANY_NAME.finditer(text)), text, talk, is_german)
    names += [match[0] for match in _vendors().finditer(text) if not _is_known(match[0], talk)]
    return _distinct(names)


def _rivals(found: list[re.Match[str]], text: str, talk: Talk, is_german: bool) -> list[str]:
    """The names of the matches, and those listed behind them, as far as they are rivals."""
    raw = [match["n"] for match in found]
    raw += [more for match in found for more in _also(text, match.end("n"))]
    names = [_as_rival(name, text, talk) for name in raw if not (is_german and GERMAN_NOUN.search(name))]
    return [name for name in names if name]


def _also(text: str, position: int) -> Iterator[str]:
    while match := ALSO.match(text, position):
        yield match["n"]
        position = match.end()


def _as_rival(raw: str, text: str, talk: Talk) -> str:
    """The name as it counts, "" for what is no rival: ourselves, a person, a place, a day, a word written large."""
    words = raw.split()
    while words and (words[0].lower() in _no_rivals() or _is_known(words[0], talk)):
        words = words[1:]
    while words and words[-1].lower() in _no_rivals():
        words = words[:-1]
    name = re.sub(r"['’]s$", "", " ".join(words))
    if CONTRACTION.search(name) or not name or _is_known(name, talk) or (len(name) < 3 and not name.isupper()):
        return ""
    before = text[: text.find(name)].split()[-3:]
    if any(word.lower().strip(",.") in _people() for word in before):
        return ""
    return name


def _is_known(name: str, talk: Talk) -> bool:
    """Whether it is a word of the seller's or the prospect's own names, or of the product."""
    known = f"{talk.seller.company} {talk.seller.product} {talk.prospect.name} {talk.prospect.company}".lower()
    return name.lower() in re.findall(r"[\w’'&+-]+", known) or name.lower() in (
        talk.seller.company.lower(),
        talk.prospect.company.lower(),
    )


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Each once, and none that is a part of another."""
    unique = list({name.lower(): name for name in names}.values())
    return tuple(
        name for name in unique if not any(name != other and name.lower() in other.lower().split() for other in unique)
    )


def _homemade(one: Heard) -> str:
    match = SPREADSHEETS.search(one.statement.text)
    return match[0] if match else found_in("in_house", one.plain)


def _evidence(one: Heard, value: str, names: tuple[str, ...], asked: bool, sure: float) -> Evidence:
    return Evidence(value, one.statement.quote, one.turn, told(asked), names, one.corrects, False, sure, one.statement)


def _confirmed(hearing: Hearing) -> Iterator[Evidence]:
    """A rival that the rep named and the prospect confirms."""
    for turn in hearing.prospect_turns():
        own = [one for one in hearing.heard if one.turn == turn]
        speaks_of_them = any(one.does("rival") and THEM.search(one.plain) for one in own)
        for statement in hearing.questions_before(turn) if speaks_of_them else hearing.confirmed(turn):
            is_about_rivals = statement.does("asks_competition") or (speaks_of_them and statement.does("rival"))
            if is_about_rivals and not any(names_in(one, hearing.talk, True) for one in own):
                names = names_in(Heard(statement, True, False), hearing.talk, True)
                if names:
                    words = next((one.statement for one in own if one.does("rival")), hearing.confirming(turn))
                    yield Evidence(", ".join(names), words.quote, turn, "asked", names, False, False, 0.7, words)


def _agree(one: Evidence, other: Evidence) -> bool:
    """Rivals add up; only none and some cannot both hold."""
    return bool(one.matter) == bool(other.matter)


@cache
def _words() -> dict[str, list[str]]:
    data: dict[str, list[str]] = read_yaml(Path(__file__).parent / "names.yaml")
    return data


@cache
def _no_rivals() -> frozenset[str]:
    return frozenset(
        word.lower()
        for group in ("words", "places", "days", "people")
        for entry in _words()[group]
        for word in entry.split()
    )


@cache
def _people() -> frozenset[str]:
    return frozenset(word.lower() for entry in _words()["people"] for word in entry.split())


@cache
def _vendors() -> re.Pattern[str]:
    """Products so well known that they count however they are written."""
    names = sorted((name for entry in _words()["vendors"] for name in entry.split(", ")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.I)
