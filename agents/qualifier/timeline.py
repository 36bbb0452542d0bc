"""When the prospect wants to buy, begin or be running."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from agents.qualifier.days import SOON, bare_length, within_half_a_year
from agents.qualifier.hearing import Heard, Hearing
from agents.qualifier.slots import Evidence, Settled, settle, told, vague
from outreach.inbound.dates.calendar import Span
from outreach.inbound.folding import fold
from quotahit import clock

CONFLICT = timedelta(days=45)  # days that lie closer are told in other words, no contradiction
LONG_AGO = timedelta(days=1)
BRIEF, AT_ONCE = 9, 5  # words of an answer that names little but a day, or begins with it
EARLIEST = re.compile(r"somedate (?:is|would be) the (?:very )?(?:earliest|soonest)")
DATE_MARKS = re.compile(
    r"((?:\b(?:not|dont|wont|cant|isnt|nicht|pas|no longer|instead of|statt)\b (?!before|until|"
    r"till|later|vor|avant|antes)(?:\w+ ){0,3}?)?)somedate"
    r"((?: (?:is|isnt|would be|ist|wont|no) (?:not|too|out|unrealistic|impossible|nicht|off|work))?)"
)


@dataclass(frozen=True)
class When:
    """The days named, and whether they are of the decision or of the start."""

    span: Span
    of_decision: bool


def read_timeline(hearing: Hearing) -> Settled:
    found = [*_stated(hearing), *_confirmed(hearing)]
    found.sort(key=lambda one: one.turn)
    return settle(found, _agree)


def is_near(hearing: Hearing, settled: Settled) -> bool:
    """Whether a definite day within six months was named."""
    matter = settled.evidence.matter if settled.evidence and settled.slot.is_clear else None
    return isinstance(matter, When) and within_half_a_year(matter.span, today_of(hearing))


def today_of(hearing: Hearing) -> date:
    """The day that the talk's relative dates count from."""
    return hearing.talk.started or clock.now().date()


def _stated(hearing: Hearing) -> Iterator[Evidence]:
    for one in hearing.heard:
        if not one.counts or (one.statement.is_question and not one.does("when")):
            continue
        asked = hearing.asked(one.turn, "timeline")
        named = _named(one, hearing, asked)
        if named:
            yield _evidence(one, *named, asked)
        elif not one.statement.is_question and _is_vague(one, asked):
            yield vague(one.statement, one.turn, asked, corrects=one.corrects)


def _named(one: Heard, hearing: Hearing, asked: bool) -> tuple[str, Span] | None:
    """The words and the days that a statement names for the purchase."""
    today = today_of(hearing)
    words = one.plain.split()
    is_brief = (len(words) <= BRIEF or "somedate" in words[:AT_ONCE]) and not one.statement.amounts
    wanted = one.does("when") or ((asked or one.corrects) and is_brief)
    if one.does("when_not") and not one.does("acting") and (one.does("lock") or not asked):
        return None
    ahead = [(words, span) for words, span in _affirmed(one) if span.last >= today - LONG_AGO]
    if one.does("correction") and len(ahead) > 1:
        ahead = ahead[-1:]  # "first it was May, now it is November"
    if ahead and wanted:
        return " / ".join(_dated(one.statement.text, words, span) for words, span in ahead[:2]), ahead[0][1]
    if one.does("asap") and not one.does("asap_not"):
        return "as soon as possible", Span(today, today + SOON)
    if asked and not one.does("lock", "pain"):
        length = bare_length(fold(one.statement.text), today)
        return (_dated(one.statement.text, *length), length[1]) if length else None
    return None


def _affirmed(one: Heard) -> list[tuple[str, Span]]:
    """The dates of a statement without those that it denies: "not in June"."""
    denied = [bool(match[1] or match[2]) for match in DATE_MARKS.finditer(one.plain)]
    if len(denied) != len(one.statement.dates):
        return list(one.statement.dates)
    kept = [date for date, is_denied in zip(one.statement.dates, denied, strict=True) if not is_denied]
    return kept[-1:] if EARLIEST.search(one.plain) else kept


def _is_vague(one: Heard, asked: bool) -> bool:
    return (one.does("timeline_vague") and not one.does("refuses")) or (asked and one.does("open_answer"))


def _evidence(one: Heard, words: str, span: Span, asked: bool) -> Evidence:
    when = When(span, one.does("stage_decision"))
    sure = (0.9 if asked else 0.8) - (0.05 if when.of_decision else 0)  # the start tells more than the signature
    return Evidence(words, one.statement.quote, one.turn, told(asked), when, one.corrects, False, sure, one.statement)


def _confirmed(hearing: Hearing) -> Iterator[Evidence]:
    for turn in hearing.prospect_turns():
        own = [one for one in hearing.heard if one.turn == turn]
        if any((one.statement.dates and one.does("when")) or one.does("asap", "timeline_vague") for one in own):
            continue
        for statement in hearing.confirmed(turn):
            is_ours = statement.does("when_not") or not statement.dates
            if not is_ours and (statement.does("when", "asks_timeline")):
                words = hearing.confirming(turn)
                named, span = statement.dates[0]
                value = _dated(statement.text, named, span)
                yield Evidence(
                    value,
                    words.quote,
                    turn,
                    "asked",
                    When(span, False),
                    any(one.corrects for one in own),
                    False,
                    0.7,
                    words,
                )


def _agree(one: Evidence, other: Evidence) -> bool:
    """Days of different steps, or close to each other, can both hold."""
    first, second = one.matter, other.matter
    if first.span.first <= second.span.last and second.span.first <= first.span.last:
        return True
    gap = max(first.span.first - second.span.last, second.span.first - first.span.last)
    if other.corrects and gap > timedelta(days=6):
        return False
    return first.of_decision != second.of_decision or gap < CONFLICT or one.turn == other.turn


def _dated(text: str, words: str, span: Span) -> str:
    """The words as they were written, with the day that they come to."""
    start = text.lower().find(words.lower())
    written = text[start : start + len(words)] if start >= 0 else words
    return f"{written} ({span.last if span.to_the_end else span.first})"
