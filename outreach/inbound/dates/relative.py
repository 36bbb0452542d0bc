"""Dates that count from the day of writing: "tomorrow", "in two weeks", "next Wednesday", "Monday the 23rd"."""

from datetime import date, timedelta
from functools import cache, partial

from outreach.inbound.dates.calendar import Span, day_of_month, monday_of, months_later, weekday_after
from outreach.inbound.dates.forms import Context, Form, Match, Sort, day_or_none, form
from outreach.inbound.dates.vocabulary import amount_of, amounts, named, number_of, one_word_days, units, words
from outreach.inbound.lexicon import load

NO_TIME = r"(?! ?(?:am\b|pm\b|uhr|h\b|heures|o'clock|:|[-/.]\d|\d|%|days|weeks|jours|tage))"
ABOUT = r"(?:about |around |approximately |etwa |ca\.? |circa |environ )?"
MONTH_UNIT = 30  # the key of months among the units


@cache
def relative_forms() -> tuple[Form, ...]:
    return (*_distances(), *_numbered_days(), *_weekdays())


def _distances() -> list[Form]:
    forms = []
    for unit, days in units().items():
        later = partial(_later, days=days)
        forms.append(form(rf"\b{words('spans')} ?(?P<n>{amounts()})? ?{unit}\b", later, Sort.STRETCH))
        forms.append(form(rf"\b{words('within')} {ABOUT}(?P<n>{amounts()}) {unit}\b(?: time)?", later))
    for day, distance in one_word_days().items():
        forms.append(form(rf"\b{day}\b", partial(_ahead, distance=distance)))
    return forms


def _numbered_days() -> list[Form]:
    on = rf"\b(?P<wd>{named('weekdays')}),? (?:the |den |dem |le |el |il )?"
    weekday_and_number = form(rf"{on}(?P<d>[0-3]?\d)(?:st|nd|rd|th|\.|er)?{NO_TIME}", _number_in_month)
    return [weekday_and_number, *(form(pattern, _number_in_month) for pattern in load("dates")["ordinals"])]


def _weekdays() -> list[Form]:
    weekday = rf"(?P<wd>{named('weekdays', short=False)})"
    before = rf"\b(?:(?P<following>{words('following')})|{words('coming')}) {weekday}\b"
    after = rf"\b{weekday} (?P<following>{words('following')})\b"
    return [form(pattern, _weekday, Sort.WEEKDAY) for pattern in (after, before, rf"\b{weekday}\b")]


def _ahead(_: Match, context: Context, distance: int) -> Span:
    return Span.day(context.today + timedelta(days=distance))


def _later(match: Match, context: Context, days: int) -> Span:
    """So many days, weeks or months from the day of writing."""
    amount = min(amount_of(match["n"] or "1"), 999)
    if days == MONTH_UNIT:
        return Span.day(months_later(context.today, amount))
    return Span.day(context.today + timedelta(days=amount * days))


def _number_in_month(match: Match, context: Context) -> Span | None:
    word = match.groupdict().get("wd")
    weekday = number_of("weekdays", word) if word else None
    return day_or_none(day_of_month(context.today, int(match["d"]), weekday))


def _weekday(match: Match, context: Context) -> Span:
    """The nearest one; "next" means the one of the following week when this week still has one."""
    weekday = number_of("weekdays", match["wd"])
    day: date = weekday_after(context.today, weekday)
    if match.groupdict().get("following") and day < monday_of(context.today, 1):
        day += timedelta(weeks=1)
    return Span.day(day)
