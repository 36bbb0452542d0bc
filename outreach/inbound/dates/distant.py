"""Dates as people name them who put us off: seasons, quarters, the next year, "a few weeks"."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, partial

from outreach.inbound.dates.calendar import Span, months_later
from outreach.inbound.dates.forms import Context, Form, Match, form
from outreach.inbound.dates.periods import YEAR
from outreach.inbound.dates.relative import MONTH_UNIT
from outreach.inbound.dates.vocabulary import amount_of, amounts, named, number_of, units, words
from outreach.inbound.folding import fold, fold_pattern
from outreach.inbound.lexicon import load

FEW, COUPLE = 3, 2
NEARLY_OVER = timedelta(days=31)  # with less of a season left, the next one of its name is meant
LENGTHS = {"quarters": 3, "halves": 6}  # in months


@cache
def distant_forms() -> tuple[Form, ...]:
    return (*_counted(), *_parts_of_a_year(), *_turns_of_the_year(), *_seasons())


def _counted() -> list[Form]:
    """Distances that absence notices hardly use: "in a few weeks", "two weeks from now"."""
    forms = [form(rf"\b{words('half_a_year')}\b", partial(_ahead, amount=6, days=MONTH_UNIT))]
    for unit, days in units().items():
        for name, amount in (("a_few", FEW), ("a_couple", COUPLE)):
            later = partial(_ahead, amount=amount, days=days)
            forms.append(form(rf"\b(?:{words('within')} )?{words(name)} {unit}\b", later))
        from_now = rf"\b(?P<n>{amounts()}) {unit} {words('from_now')}\b"
        forms.append(form(from_now, partial(_from_now, days=days)))
    return forms


def _parts_of_a_year() -> list[Form]:
    forms = [form(rf"\b{words('next_quarter')}\b", _next_quarter)]
    year = rf"(?: (?:of |des |de |del )?(?P<next>{words('next_year')})|{YEAR})"
    for name, length in LENGTHS.items():
        for number, entry in load("dates")[name].items():
            part = rf"(?:{'|'.join(map(fold_pattern, entry))})(?!\w){year}"
            months = partial(_part_of_year, first=(number - 1) * length + 1, length=length)
            to_the_end = partial(_end_of_part, months=months)
            forms.append(form(rf"\b{words('late')} (?:the |des |du |del )?{part}", to_the_end))
            forms.append(form(rf"\b{part}", months))
    return forms


def _turns_of_the_year() -> list[Form]:
    return [
        form(rf"\b{words('holidays')}\b", _holidays),
        form(rf"\b(?:{words('start_of_year')}|{words('next_year')})\b", _next_year),
        form(rf"\b{words('in')} (?P<y>20\d\d)(?!\d)", lambda match, _: Span.day(date(int(match["y"]), 1, 1))),
    ]


def _seasons() -> list[Form]:
    """Only after a word that makes it a time: "fall" and "été" are also something else."""
    led = "|".join(f"(?<={fold(lead)} )" for lead in load("dates")["season_leads"])
    return [
        form(rf"(?:{led}|(?<=\b[ld]'))(?P<s>{named('seasons')})(?:{words('season_tails')})?(?!\w){YEAR}", _season),
    ]


def _ahead(_: Match, context: Context, amount: int, days: int) -> Span:
    if days == MONTH_UNIT:
        return Span.day(months_later(context.today, amount))
    return Span.day(context.today + timedelta(days=amount * days))


def _from_now(match: Match, context: Context, days: int) -> Span:
    return _ahead(match, context, amount_of(match["n"]), days)


def _next_quarter(_: Match, context: Context) -> Span:
    later = months_later(context.today, 3)
    return _months(later.year, (later.month - 1) // 3 * 3 + 1, 3)


def _part_of_year(match: Match, context: Context, first: int, length: int) -> Span:
    """Without a year the one that is now or next."""
    if match["y"] or match["next"]:
        return _months(int(match["y"] or context.today.year + 1), first, length)
    span = _months(context.today.year, first, length)
    return span if span.last >= context.today else _months(context.today.year + 1, first, length)


def _end_of_part(match: Match, context: Context, months: Callable[[Match, Context], Span]) -> Span:
    return Span.end(months(match, context).last)


def _holidays(_: Match, context: Context) -> Span:
    """The days between the years; on the first of January they are those that just end."""
    return Span(date(context.today.year, 12, 24), date(context.today.year + 1, 1, 1))


def _next_year(_: Match, context: Context) -> Span:
    return Span.day(date(context.today.year + 1, 1, 1))


def _season(match: Match, context: Context) -> Span:
    """By the months of the northern half of the world. Without a year the next to begin, or to end after its end; who
    speaks of a season in its first weeks means perhaps this one, and no day is read."""
    first, year = number_of("seasons", match["s"]), context.today.year
    if match["y"]:
        return _months(int(match["y"]), first, 3)
    is_end = _ends().search(match.string[: match.start()])
    spans = (_months(year + later, first, 3) for later in (-1, 0, 1))
    soonest = context.today if is_end else context.today + NEARLY_OVER
    return next(span for span in spans if span.last >= soonest)


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(rf"\b{words('season_ends')} ?$")


def _months(year: int, first: int, count: int) -> Span:
    last = months_later(date(year, first, 1), count) - timedelta(days=1)
    return Span(date(year, first, 1), last)
