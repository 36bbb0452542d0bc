"""Who decides about the purchase."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.qualifier.hearing import Heard, Hearing
from agents.qualifier.phrases import found_in
from agents.qualifier.slots import Evidence, Settled, settle, told, vague
from agents.qualifier.statements import Statement
from compliance.folding import fold

SELF, OTHER, AGREED = "self", "other", "agreed"
NAMELESS = "the prospect"  # in values, who has told no name
# Roles that own the business or run it: who writes from one decides, unless they say otherwise.
DECIDING_ROLE = re.compile(
    r"\b(?:owner|founder|co-?founder|ceo|chief executive|managing director|md|proprietor|"
    r"president|inhaber\w*|gründer\w*|geschäftsführ\w*|gérante?|pdg|dirigeante?|"
    r"propriétaire|directeur général|directrice générale|fondat\w+|dueñ[oa]|propietari[oa]|"
    r"fundador\w*|director general|directora general|director gerente)\b",
    re.I,
)
NAMED = re.compile(
    r"[,\s(]+((?:(?:Mr|Mrs|Ms|Dr|Herr|Frau|M|Mme|Sr|Sra)\.?\s)?[A-ZÄÖÜÉÈÁÍÓÚÑ][\w'’-]+(?:\s[A-ZÄÖÜÉÈÁÍÓÚÑ][\w'’-]+)?)"
)
NO_NAMES = frozenset(
    [
        "I",
        "We",
        "He",
        "She",
        "They",
        "The",
        "And",
        "But",
        "So",
        "My",
        "Our",
        "Ich",
        "Wir",
        "Und",
        "Aber",
        "Nous",
        "Je",
        "Yo",
        "Y",
    ]
)
SHORT_ANSWER, AROUND_PARTY = 6, 3  # words
BARE = frozenset(["yes", "no", "well", "ja", "nein", "oui", "non", "si", "honestly", "oh"])
I_AM = re.compile(r"^(?:im|i am|as|ich bin|als|je suis|soy)\b")
NAMED_DECIDER = re.compile(
    r"\b((?!(?:He|She|They|We|I|You|It|That|This|Who|Nobody|Er|Sie|Wir|Ich|Das|Il|Elle|Nous|"
    r"Je)\b)[A-ZÄÖÜÉ][\w'’-]+(?:\s[A-ZÄÖÜÉ][\w'’-]+)?)\s(?:always |will |also )?"
    r"(?:decides|signs off|signs|has to (?:approve|agree|sign|decide|sign off)|needs to "
    r"(?:approve|agree|sign|decide)|must approve|has the (?:final|last)|makes the (?:decision|"
    r"call)|"
    r"holds the purse|entscheidet|unterschreibt|muss (?:zustimmen|freigeben|genehmigen)|décide|"
    r"signe|valide|doit valider|aprueba|tiene que aprobar)\b"
)


@dataclass(frozen=True)
class Decider:
    """Who decides: the prospect, somebody else, or somebody who has agreed already."""

    kind: str
    party: str = ""


def read_authority(hearing: Hearing) -> Settled:
    found = [*_stated(hearing), *_confirmed(hearing)]
    found.sort(key=lambda one: one.turn)
    return settle(_joined(found), _agree)


def decides(hearing: Hearing, settled: Settled) -> bool | None:
    """Whether the one who decides writes or agrees; None where nobody says."""
    matter = settled.evidence.matter if settled.evidence and settled.slot.is_clear else None
    if isinstance(matter, Decider):
        return matter.kind in (SELF, AGREED)
    if settled.slot.is_filled:
        return False
    return True if DECIDING_ROLE.search(hearing.talk.prospect.role) else None


def _stated(hearing: Hearing) -> Iterator[Evidence]:
    for one in hearing.counting:
        if one.does("signing_limit") and not _is_above_limit(one, hearing):
            continue
        asked = hearing.asked(one.turn, "authority")
        decider = _decider(one.statement, hearing, asked)
        if decider:
            yield _evidence(one, decider, hearing, asked)
        elif one.does("authority_vague") and (asked or one.does("stage_decision")):
            yield vague(one.statement, one.turn, asked, corrects=one.corrects)


def _is_above_limit(one: Heard, hearing: Hearing) -> bool:
    """Whether somebody else decides because even the smallest deal exceeds what the prospect may sign."""
    smallest = hearing.talk.seller.smallest_deal
    near = hearing.by_turn[one.turn][max(0, one.statement.place - 1) : one.statement.place + 1]
    limits = [amount for statement in near for amount in statement.amounts]
    is_other = one.does("other_decides") or (one.does("not_self") and one.does("party"))
    return bool(is_other and smallest and limits and limits[-1].by_year() <= smallest.by_year())


def _decider(statement: Statement, hearing: Hearing, asked: bool) -> Decider | None:
    if statement.does("nobody_else"):
        return Decider(SELF)
    if I_AM.match(statement.plain) and statement.does("self_decides") and not statement.does("not_self"):
        return Decider(SELF)
    if statement.does("agreed"):
        return Decider(AGREED, _party(statement))
    if statement.does("pronoun_agreed", "pronoun_decides") and not statement.does("self_decides"):
        party = _party(statement) if statement.does("party") else _named_before(hearing, statement)
        if party:
            return Decider(AGREED if statement.does("pronoun_agreed") else OTHER, party)
    if statement.does("other_decides", "picks_alone") or (statement.does("not_self") and statement.does("party")):
        return Decider(OTHER, _party(statement))
    if statement.does("self_decides") and not statement.does("not_self"):
        return Decider(SELF)
    if named := NAMED_DECIDER.search(statement.text):
        return Decider(OTHER, named[1])
    if statement.does("not_self"):
        return Decider(OTHER, "")
    if asked and len(_opening(statement).split()) <= SHORT_ANSWER and not statement.amounts:
        if statement.does("me_alone") or (statement.does("party") and I_AM.match(statement.plain)):
            return Decider(SELF)
        if statement.does("party") and not statement.does("deny") and _is_the_party(statement):
            return Decider(OTHER, _party(statement))
    return None


def _is_the_party(statement: Statement) -> bool:
    """Whether the answer is the party and hardly another word: "Our CFO." """
    party, opening = found_in("party", statement.plain), _opening(statement)
    return party in opening and len(opening.split()) <= len(party.split()) + AROUND_PARTY


def _opening(statement: Statement) -> str:
    """What stands before the first comma, but for a bare yes or no."""
    parts = [part for part in statement.plain.split(",") if part.strip() not in BARE]
    return parts[0] if parts else ""


def _named_before(hearing: Hearing, statement: Statement) -> str:
    """The party that a "she" stands for: the last one named by either side."""
    turns = hearing.by_turn[max(0, statement.turn - 1) : statement.turn + 1]
    earlier = [one for turn in turns for one in turn if (one.turn, one.place) < (statement.turn, statement.place)]
    return next((_party(one) for one in reversed(earlier) if one.does("party")), "")


def _evidence(one: Heard, decider: Decider, hearing: Hearing, asked: bool) -> Evidence:
    value = _value(decider, hearing)
    return Evidence(
        value, one.statement.quote, one.turn, told(asked), decider, one.corrects, False, 0.85, one.statement
    )


def _value(decider: Decider, hearing: Hearing) -> str:
    who = hearing.talk.prospect.name or NAMELESS
    if decider.kind == SELF:
        return f"{who} decides"
    if decider.kind == AGREED:
        return f"{decider.party} has agreed"
    return f"{decider.party} decides" if decider.party else f"not {who} alone"


def _confirmed(hearing: Hearing) -> Iterator[Evidence]:
    for turn in hearing.prospect_turns():
        for statement in hearing.confirmed(turn):
            own = hearing.as_own(statement)
            decider = _decider(own, hearing, False) if not own.does("signing_limit") else None
            if decider:
                words = hearing.confirming(turn)
                yield Evidence(_value(decider, hearing), words.quote, turn, "asked", decider, False, False, 0.7, words)
                break


def _joined(found: list[Evidence]) -> list[Evidence]:
    """Of the same turn, who has agreed counts more than who decides; else in order."""
    agreed = {one.turn for one in found if one.matter and one.matter.kind == AGREED}
    return [one for one in found if one.turn not in agreed or (one.matter and one.matter.kind == AGREED)]


def _agree(one: Evidence, other: Evidence) -> bool:
    """Two parties that decide are no contradiction, nor is one that decides and then agrees."""
    kinds = {one.matter.kind, other.matter.kind}
    if kinds == {SELF, OTHER}:
        return False
    return not (other.corrects and one.matter.party != other.matter.party and kinds == {OTHER})


def _party(statement: Statement) -> str:
    """The words for the party as written, with the name behind them."""
    wanted = found_in("party", statement.plain)
    written = next(
        (word for word in _runs(statement.text, len(wanted.split())) if fold(word).strip(" .,;:!?'\"()") == wanted),
        wanted,
    )
    if not written:
        return "somebody else"
    behind = statement.text.partition(written)[2]
    name = NAMED.match(behind)
    return f"{written} {name[1]}" if name and name[1].split()[0] not in NO_NAMES else written


def _runs(text: str, count: int) -> Iterator[str]:
    words = [word.strip(' .,;:!?"()') for word in text.split()]
    words = [re.sub(r"['’]s$", "", word) for word in words]
    yield from (" ".join(words[start : start + count]) for start in range(len(words) - count + 1))
