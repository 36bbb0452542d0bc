"""Weeks, months and years as dates: "KW 48", "next week", "mid-January", "the end of the month"."""

from datetime import date, timedelta
from functools import cache

from outreach.inbound.dates.calendar import Span, calendar_week, monday_of, month_ahead, months_later
from outreach.inbound.dates.forms import Context, Form, Match, Sort, form
from outreach.inbound.dates.vocabulary import named, number_of, words

YEAR = r"(?:,? ?(?:de |del |/ ?)?(?P<y>20\d\d)(?!\d))?"
AND = r" ?(?:-|und|and|et|bis|to|&|/) ?"


@cache
def period_forms() -> tuple[Form, ...]:
    weekday = named("weekdays", short=False)
    week, month, full = words("calendar_week"), named("months"), named("months", short=False)
    number = r"(?P<w>[0-5]?\d)(?!\d| ?(?:days|weeks|jours|tage|wochen|semaines|h\b))"
    return (
        form(rf"\b{week} ?(?P<f>[0-5]?\d){AND}(?:{week} ?)?{number}{YEAR}", _calendar_week, Sort.STRETCH),
        form(rf"\b{week} ?{number}{YEAR}", _calendar_week),
        form(rf"\b{words('end_of_week')}\b", _end_of_week),
        form(rf"\b(?P<wd>{weekday}),? (?:of |der |in der |de )?{words('next_week')}\b", _weekday_of_next_week),
        form(rf"\b{words('next_week')},? (?:on |am )?(?P<wd>{weekday})\b", _weekday_of_next_week),
        form(rf"\b{words('next_week')}\b", _next_week),
        form(rf"\b{words('this_week')}\b", _this_week),
        form(rf"\b{words('end_of_month')}\b", _end_of_month),
        form(rf"\b{words('next_month')}\b", _next_month),
        form(rf"\b{words('end_of_year')}\b", _end_of_year),
        form(rf"\b{words('new_year')}\b", _new_year),
        form(rf"\b{words('late')}[ -](?P<m>{month})(?!\w){YEAR}", _end_of_named_month),
        form(rf"\b{words('middle')}[ -](?P<m>{month})(?!\w){YEAR}", _middle_of_month),
        form(rf"\b{words('early')}[ -](?P<m>{month})(?!\w){YEAR}", _start_of_month),
        form(rf"\b(?P<m>{full}|(?<=\bin )may|(?<=\buntil )may)(?!\w){YEAR}", _month),
    )


def _calendar_week(match: Match, context: Context) -> Span | None:
    return calendar_week(context.today, int(match["w"]), int(match["y"]) if match["y"] else None)


def _end_of_week(_: Match, context: Context) -> Span:
    """Its last working day is meant, the weekend follows anyway."""
    return Span.end(monday_of(context.today) + timedelta(days=6))


def _next_week(_: Match, context: Context) -> Span:
    return Span.week(monday_of(context.today, 1))


def _weekday_of_next_week(match: Match, context: Context) -> Span:
    return Span.day(monday_of(context.today, 1) + timedelta(days=number_of("weekdays", match["wd"])))


def _this_week(_: Match, context: Context) -> Span:
    return Span.week(monday_of(context.today))


def _end_of_month(_: Match, context: Context) -> Span:
    return Span.end(Span.month(context.today.year, context.today.month).last)


def _next_month(_: Match, context: Context) -> Span:
    later = months_later(context.today, 1)
    return Span.month(later.year, later.month)


def _end_of_year(_: Match, context: Context) -> Span:
    return Span.end(date(context.today.year, 12, 31))


def _new_year(_: Match, context: Context) -> Span:
    return Span.day(date(context.today.year + 1, 1, 1))


def _month(match: Match, context: Context) -> Span:
    return month_ahead(context.today, number_of("months", match["m"]), int(match["y"]) if match["y"] else None)


def _start_of_month(match: Match, context: Context) -> Span:
    return Span.day(_month(match, context).first)


def _middle_of_month(match: Match, context: Context) -> Span:
    return Span.day(_month(match, context).first.replace(day=15))


def _end_of_named_month(match: Match, context: Context) -> Span:
    return Span.end(_month(match, context).last)
