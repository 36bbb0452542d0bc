"""The first day back that an absence notice states."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from outreach.inbound.dates.calendar import Span, next_working_day, weekday_after, working_day
from outreach.inbound.dates.forms import Context, Sort
from outreach.inbound.dates.reader import ANY, DAY, STRETCH, WEEKDAY, mark_dates
from outreach.inbound.folding import fold_pattern
from outreach.inbound.lexicon import load

FEW_WORDS = rf"(?:(?!{ANY})[^.!?;\n]){{0,50}}?"
SLOTS = {
    "{D}": f"(?:{DAY}|{WEEKDAY})",
    "{N}": DAY,
    "{W}": WEEKDAY,
    "{R}": STRETCH,
    "{S}": f"(?:{DAY}|{WEEKDAY}|{STRETCH})",
}
ONE_DATE = re.compile(ANY)
MEANINGS: dict[str, Callable[[Span], date]] = {
    "through": lambda span: next_working_day(span.last),
    "stretch": lambda span: next_working_day(span.last),
    "until": lambda span: next_working_day(span.last) if span.to_the_end else working_day(span.first),
    "back": lambda span: span.first,
    "away_on": lambda span: next_working_day(span.last),
}
TRUST = ("back", "through", "stretch", "until", "away_on")  # what is stated outright before what follows from it


@dataclass(frozen=True)
class Cue:
    """A date with what the words around it make of it."""

    group: str
    position: int
    sign: str


def return_date(said: str, context: Context) -> date | None:
    """The first day back, from the new part of a notice as folded sentences; None when it states none."""
    marked, spans = mark_dates(said, context)
    cues = _cues(marked)
    chosen = next((cue for group in TRUST for cue in cues if cue.group == group), None)
    if chosen is None:
        return None
    span = spans[chosen.sign]
    if chosen.group == "back" and _is_weekday(chosen.sign):
        span = Span.day(_weekday_after_absence(span.first, cues, spans))
    return MEANINGS[chosen.group](span)


def _cues(marked: str) -> list[Cue]:
    """All dates with a meaning, each under the first group that knows it, in the order of the text."""
    taken: set[str] = set()
    cues: list[Cue] = []
    for group, pattern in _patterns():
        for match in pattern.finditer(marked):
            signs = ONE_DATE.findall(match[0])
            if taken.isdisjoint(signs):
                taken.update(signs)
                cues.append(Cue(group, match.start(), signs[-1]))
    return sorted(cues, key=lambda cue: cue.position)


def _weekday_after_absence(day: date, cues: list[Cue], spans: dict[str, Span]) -> date:
    """ "Away until 4 December, back on Monday": the Monday after that day."""
    ends = [spans[cue.sign].last for cue in cues if cue.group != "back" and not _is_weekday(cue.sign)]
    later = max((end for end in ends if end >= day), default=None)
    return weekday_after(later, day.weekday()) if later else day


def _is_weekday(sign: str) -> bool:
    return Sort.WEEKDAY.value <= ord(sign) < Sort.STRETCH.value


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((group, _compiled(pattern)) for group, entries in load("returns").items() for pattern in entries)


def _compiled(pattern: str) -> re.Pattern[str]:
    pattern = fold_pattern(pattern).replace("~", FEW_WORDS)
    for slot, expression in SLOTS.items():
        pattern = pattern.replace(slot, expression)
    return re.compile(pattern, re.MULTILINE)
