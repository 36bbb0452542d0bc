"""Finds the dates in a folded text and puts one mark in place of each, so that cues can speak of them."""

import re
from collections.abc import Iterable
from functools import cache

from outreach.inbound.dates.calendar import Span
from outreach.inbound.dates.forms import Context, Form, Sort
from outreach.inbound.dates.periods import period_forms
from outreach.inbound.dates.relative import relative_forms
from outreach.inbound.dates.vocabulary import words
from outreach.inbound.dates.written import written_forms

MOST = 200  # dates in one mail
DAY = rf"[{chr(Sort.DAY.value)}-{chr(Sort.DAY.value + MOST)}]"
WEEKDAY = rf"[{chr(Sort.WEEKDAY.value)}-{chr(Sort.WEEKDAY.value + MOST)}]"
STRETCH = rf"[{chr(Sort.STRETCH.value)}-{chr(Sort.STRETCH.value + MOST)}]"
ANY = rf"[{chr(Sort.DAY.value)}-{chr(Sort.STRETCH.value + MOST)}]"


@cache
def _week_of() -> re.Pattern[str]:
    return re.compile(rf"\b{words('week_of')} ({DAY})")


def mark_dates(said: str, context: Context, further: Iterable[Form] = ()) -> tuple[str, dict[str, Span]]:
    """The text with a private-use character for each date, and what each of them stands for; `further` forms are read
    before those that name less."""
    spans: dict[str, Span] = {}
    for one in written_forms():
        said = _mark(said, one, context, spans)
    said = _widen_weeks(said, spans)
    for one in (*further, *period_forms(), *relative_forms()):
        said = _mark(said, one, context, spans)
    return said, spans


def _mark(said: str, one: Form, context: Context, spans: dict[str, Span]) -> str:
    def replace(match: re.Match[str]) -> str:
        span = one.read(match, context)
        if span is None or len(spans) >= MOST:
            return match[0]
        sign = chr(one.sort.value + len(spans))
        spans[sign] = span
        return sign

    return one.pattern.sub(replace, said)


def _widen_weeks(said: str, spans: dict[str, Span]) -> str:
    """ "The week of 23 November" is that week, not that day."""

    def replace(match: re.Match[str]) -> str:
        spans[match[1]] = Span.week_with(spans[match[1]].first)
        return match[1]

    return _week_of().sub(replace, said)
