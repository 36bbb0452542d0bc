"""Listening: which statements of the prospect count for their own purchase, and what each of them answers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from agents.qualifier.phrases import acts_in
from agents.qualifier.statements import Statement, statements_of
from agents.qualifier.talks import Talk
from quotahit import clock

# What makes a statement be about something else than the prospect's own purchase today.
APART = ("others", "past", "hypothesis", "joke", "injection")
CARRIED = ("others", "past", "hypothesis", "joke")  # these hold for the rest of a sentence
TURNS_BACK = re.compile(
    r"^(?:but|whereas|while|here|for us|we on the other hand|aber|bei uns|wir dagegen|hier|mais|"
    r"chez nous|pero|nosotros|aqui)\b"
)
OF_OTHERS = re.compile(
    r"\b(?:they|their|them|there|he|she|his|her|dort|denen|ils|elles|leur|la-bas|ellos|ellas|alli)\b"
)
OWN = re.compile(r"\b(?:we|our|us|my|i|wir|unser\w*|uns|ich|mein\w*|nous|notre|nos|je|mon|nosotros|nuestr\w+|mi|yo)\b")
SMILES = re.compile(r"\s*(?:[😂🤣😜😉😆😅🙃]|[;:]-?[)DP](?!\w))")
ASKING = re.compile(
    r"\?|\b(?:tell me|walk me|let me know|curious|wondering|could you share|would love to (?:hear|"
    r"know)|erzahlen|interessieren|parlez|dites|cuenteme|digame)\b"
)
LONG_AGO = timedelta(days=60)
SINCE = re.compile(r"\b(?:since|seit|depuis|desde)\b")
OTHER_QUESTIONS = ("asks_budget", "asks_authority", "asks_timeline", "asks_competition")
OPEN = re.compile(
    r"^(?:so |and |well |then |but |great |ok |okay )*(?:what|why|which|how come|could you|can "
    r"you|was|warum|wieso|welche\w*|qu est-ce|que|quel\w*|pourquoi|que|cual\w*|por que)\b"
)
SMALL = re.compile(
    r"\b(?:kind of|sort of|size|role|name|company do|firm do|business do|do you do|where|located|"
    r"send|call|meet|talk|demo|speak|team look|industry|think of our|think about our|about us|"
    r"cost|wann|wer|uhr|adresse|qui|quand|cuando|quien)\b"
)
FEW_WORDS = 5
YOURS_TO_OURS = (
    ("youre", "im"), ("youve", "weve"), ("youd", "wed"), ("your", "our"), ("yourself", "myself"), ("you", "we"),
    ("sie entscheiden", "ich entscheide"), ("entscheiden sie", "entscheide ich"),
    ("sie", "wir"), ("ihr", "unser"), ("ihre", "unsere"),
    ("vous decidez", "je decide"), ("c est vous qui", "c est moi qui"), ("vous avez", "nous avons"), ("votre", "notre"),
    ("usted decide", "yo decido"), ("decide usted", "decido yo"), ("ustedes", "nosotros"), ("su", "nuestro"),
)  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """A statement of the prospect with what came before it."""

    statement: Statement
    counts: bool
    corrects: bool  # they say that they put something right

    def does(self, *names: str) -> bool:
        return self.statement.does(*names)

    @property
    def plain(self) -> str:
        return self.statement.plain

    @property
    def turn(self) -> int:
        return self.statement.turn


class Hearing:
    """A talk as it was heard."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.by_turn = [statements_of(talk, number) for number in range(len(talk.turns))]

    @cached_property
    def heard(self) -> list[Heard]:
        """Every statement of the prospect, in order."""
        numbers = (number for number, turn in enumerate(self.talk.turns) if turn.is_prospect)
        return [one for number in numbers for one in self._heard_in(number)]

    @cached_property
    def counting(self) -> list[Heard]:
        """Those about the prospect's own purchase that are no questions."""
        return [one for one in self.heard if one.counts and not one.statement.is_question]

    def asked(self, turn: int, slot: str) -> bool:
        """Whether what the other side said right before this turn asks about the slot."""
        if slot == "budget" and self._is_priced_question(turn):
            return True
        return any(
            one.does(f"asks_{slot}") for one in self.questions_before(turn) if ASKING.search(one.sentence.lower())
        )

    def asked_openly(self, turn: int) -> bool:
        """Whether the rep asks what moves them, in whatever words: an open question about none of the other slots."""
        said = [one for one in self.questions_before(turn) if one.is_question]
        about_others = any(one.does(*OTHER_QUESTIONS) or one.amounts for one in said)
        return (
            bool(said)
            and not about_others
            and any(OPEN.search(one.plain) and not SMALL.search(one.plain) for one in said)
        )

    def _is_priced_question(self, turn: int) -> bool:
        """Whether the rep names a sum and asks something in the same breath: "It is 9,600 a year. Would that work?" """
        said = self.questions_before(turn)
        return any(one.amounts for one in said) and bool(said) and said[-1].is_question

    def questions_before(self, turn: int) -> list[Statement]:
        """What the rep said right before the prospect's turn."""
        before = self._rep_before(turn)
        return [one for number in before for one in self.by_turn[number]]

    def confirmed(self, turn: int) -> list[Statement]:
        """What of the rep's words the prospect's turn confirms: the last question, or all where only that was asked."""
        said = self.by_turn[turn]
        if not said or not said[0].does("confirm") or said[0].does("deny") or said[0].is_question:
            return []
        asked = self.questions_before(turn)
        last = [one for one in asked if one.is_question and not one.does("bare_check")]
        if any(one.does("bare_check") for one in asked) or not last:
            return asked
        return [one for one in asked if one.sentence == last[-1].sentence]

    def confirming(self, turn: int) -> Statement:
        """The prospect's words that confirm."""
        return self.by_turn[turn][0]

    def as_own(self, statement: Statement) -> Statement:
        """A statement of the rep as if the prospect had said it: "you decide" is "we decide"."""
        plain = statement.plain
        for yours, ours in YOURS_TO_OURS:
            plain = re.sub(rf"\b{yours}\b", ours, plain)
        plain = re.sub(r"\bwe (?=(?:decide|sign|approve|make the|have the (?:final|last)|are the)\b)", "i ", plain)
        return replace(statement, plain=plain, acts=acts_in(plain))

    def asked_in_words(self, turn: int, pattern: re.Pattern[str]) -> bool:
        """Whether the rep's words right before the turn match a pattern."""
        return any(pattern.search(one.plain) for one in self.questions_before(turn))

    def prospect_turns(self) -> list[int]:
        return [number for number, turn in enumerate(self.talk.turns) if turn.is_prospect]

    def _rep_before(self, turn: int) -> list[int]:
        numbers: list[int] = []
        for number in range(turn - 1, -1, -1):
            if self.talk.turns[number].is_prospect:
                if numbers:
                    break
                continue
            numbers.insert(0, number)
        return numbers

    def _heard_in(self, number: int) -> Iterator[Heard]:
        said = self.by_turn[number]
        commands = any(one.does("injection") for one in said)  # who commands a machine tells nothing of themself
        apart = [commands or bool(self._apart(one)) for one in said]
        self._carry(said, apart)
        text = self.talk.turns[number].text
        corrects_until = -1
        for place, one in enumerate(said):
            if one.does("correction"):
                corrects_until = place + 2
            is_fun = bool(one.amounts) and (one.does("laugh") or _smiled_at(text, one))
            yield Heard(one, not apart[place] and not is_fun, place <= corrects_until)

    def _apart(self, statement: Statement) -> set[str]:
        told = {name for name in APART if statement.does(name)}
        if SINCE.search(statement.plain):
            told.discard("past")
        return told | ({"past"} if self._is_long_ago(statement) else set())

    def _is_long_ago(self, statement: Statement) -> bool:
        """Whether all its days are past: "in 2022 we had…"; what goes on since then is none of it."""
        today = self.talk.started or clock.now().date()
        days = [span.last for _, span in statement.dates]
        return bool(days) and max(days) < today - LONG_AGO and not SINCE.search(statement.plain)

    def _carry(self, said: Sequence[Statement], apart: list[bool]) -> None:
        """What a part of a sentence is about, the parts after it are about as well, until a "but" or the like."""
        for place, one in enumerate(said):
            before = said[place - 1] if place else None
            if before is None:
                continue
            goes_on = before.sentence == one.sentence and not TURNS_BACK.match(one.plain)
            if goes_on and apart[place - 1] and (before.does(*CARRIED) or not OWN.search(one.plain)):
                apart[place] = True
            if (
                before.sentence != one.sentence
                and before.does("others")
                and OF_OTHERS.search(one.plain)
                and not OWN.search(one.plain)
            ):
                apart[place] = True
            if one.does("joke") and len(one.plain.split()) <= FEW_WORDS:
                for earlier in range(place):
                    apart[earlier] |= said[earlier].sentence in (before.sentence, one.sentence)


def _smiled_at(text: str, statement: Statement) -> bool:
    """Whether a smile right behind the sentence says that it was not meant."""
    end = text.find(statement.sentence) + len(statement.sentence)
    return bool(SMILES.match(text[end : end + 4]))
