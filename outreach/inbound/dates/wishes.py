"""The day at which a person who puts us off wants to hear from us."""

import re
from datetime import date
from functools import cache

from outreach.inbound.dates.calendar import Span, months_later, next_working_day, working_day
from outreach.inbound.dates.distant import distant_forms
from outreach.inbound.dates.forms import Context, Sort
from outreach.inbound.dates.reader import ANY, mark_dates
from outreach.inbound.folding import fold_pattern, sentences
from outreach.inbound.lexicon import load

FARTHEST = 18  # months: who names a later day hardly means it
FEW_WORDS = rf"(?:(?!{ANY})[^.!?;\n]){{0,60}}?"
ONE_DATE = re.compile(ANY)
# "I march" names no month: one is written large, beside a number, or after a word that makes it a time.
LEADS = r"in|by|until|till|early|late|mid|of|next|this|before|after|since|\d{1,2}(?:st|nd|rd|th)?"
SMALL_MARCH = re.compile(rf"(?P<lead>\b(?i:{LEADS})[\s-]+)?\bmarch\b(?!\s+\d)")
TRUST = ("moved", "asked", "named", "absence")  # what they ask for outright before any other day


def wished_date(text: str, context: Context) -> date | None:
    """A working day after the day of writing, from the new part of a reply; of several the last.

    None when no day is named, or only such as are past or absurdly far.
    """
    said = sentences(SMALL_MARCH.sub(lambda found: found[0] if found["lead"] else "marching", text))
    marked, spans = mark_dates(said, context, distant_forms())
    latest = months_later(context.today, FARTHEST)
    absent = _signs(marked, "absence")
    taken = {*_signs(marked, "ignored"), *absent}
    for group in TRUST:
        signs = absent if group == "absence" else [sign for sign in _signs(marked, group) if sign not in taken]
        days = [_day(marked, sign, spans[sign], group) for sign in signs]
        if fitting := [day for day in days if context.today < day <= latest]:
            return fitting[-1]
        taken.update(signs)
    return None


def _day(marked: str, sign: str, span: Span, group: str) -> date:
    is_after = sign in _signs(marked, "after") or (span.to_the_end and sign in _signs(marked, "until_the_end"))
    is_absence = group == "absence" or (group == "named" and _is_stretch(sign) and span.first < span.last)
    return next_working_day(span.last) if is_after or is_absence else working_day(span.first)


def _is_stretch(sign: str) -> bool:
    return ord(sign) >= Sort.STRETCH.value


def _signs(marked: str, group: str) -> list[str]:
    """The dates that the patterns of a group point at, in the order of the text."""
    found = {sign for one in _patterns(group) for match in one.finditer(marked) for sign in ONE_DATE.findall(match[0])}
    return sorted(found, key=marked.index)


@cache
def _patterns(group: str) -> tuple[re.Pattern[str], ...]:
    entries = load("wishes")[group]
    return tuple(re.compile(fold_pattern(entry).replace("~", FEW_WORDS).replace("{D}", ANY)) for entry in entries)
