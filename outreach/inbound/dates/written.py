"""Dates that name a day and a month: "Monday, 23 November", "27.11.", "11/30/2026", "16. bis 27. November"."""

from datetime import date
from functools import cache

from outreach.inbound.dates.calendar import STALE, Span, day_without_year, make_day
from outreach.inbound.dates.forms import Context, Form, Match, Sort, day_or_none, form
from outreach.inbound.dates.vocabulary import named, number_of

DAY = r"[0-3]?\d"
ORDINAL = r"(?:st|nd|rd|th|\.|er|re|o|a)?"
OF = r" ?(?:of |de |d'|di )?"
YEAR = r"(?:,? ?(?:de |del |/ ?)?(?P<y>20\d\d|'\d\d)(?!\d))?"
TO = r"(?: ?- ?| (?:to|through|thru|until|till|and|bis(?: zum| einschl\w*)?|und|au|et|al|y|e|tot|t/m) | ?[&+] ?)"
NUMBER_YEAR = r"20\d\d|\d\d"
ALONE = r"(?<![\d./-])"  # not a part of a longer number
NO_TIME = r"(?! ?(?:uhr|h\b|am\b|pm\b|%|eur|€|\$|:\d))"


@cache
def written_forms() -> tuple[Form, ...]:
    month, weekday = named("months"), named("weekdays")
    on = rf"(?:\b(?P<wd>{weekday}),? ?(?:the |den |dem |le |el |il |der |de )?)?"
    other = rf"(?:\b{weekday},? ?(?:the |den |dem |le )?)?"
    return (
        form(r"\b(?P<y>20\d\d)(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?!\d)", _numeric),
        form(
            rf"\b{other}(?P<f>{DAY}){ORDINAL}{TO}{other}(?P<d>{DAY}){ORDINAL}{OF}(?P<m>{month})(?!\w){YEAR}",
            _named_stretch,
            Sort.STRETCH,
        ),
        form(
            rf"\b(?P<m>{month}) ?(?P<f>{DAY}){ORDINAL}{TO}{other}(?P<d>{DAY}){ORDINAL}(?![\d/]| ?{month}(?!\w)){YEAR}",
            _named_stretch,
            Sort.STRETCH,
        ),
        form(
            r"(?<![\d.])(?P<f>\d{1,2})\. ?(?:-|bis(?: zum)?|und) ?(?P<d>\d{1,2})\. ?(?P<m>\d{1,2})\.?"
            r"(?: ?(?P<y>20\d\d|\d\d)(?!\d))?(?![\d:])",
            _numeric_stretch,
            Sort.STRETCH,
        ),
        form(rf"\b{on}(?P<d>{DAY}){ORDINAL}{OF}(?P<m>{month})(?!\w){YEAR}", _named),
        form(rf"\b{on}(?P<m>{month}) ?(?:the )?(?P<d>{DAY})(?:st|nd|rd|th)?(?!\d|:\d|\.\d){YEAR}", _named),
        form(
            rf"{on}{ALONE}(?P<d>\d{{1,2}})\. ?(?P<m>\d{{1,2}})\.(?: ?(?P<y>{NUMBER_YEAR})(?![\d:]))?(?!\d){NO_TIME}",
            _dotted,
        ),
        form(rf"{on}{ALONE}(?P<d>\d{{1,2}})\.(?P<m>\d{{2}})(?![\d.:]*\d){NO_TIME}", _dotted),
        form(
            rf"{on}{ALONE}(?!24/7)(?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})(?:/(?P<y>{NUMBER_YEAR}))?(?![\d/]){NO_TIME}",
            _numeric,
        ),
        form(rf"{ALONE}(?P<d>\d{{1,2}})-(?P<m>\d{{1,2}})-(?P<y>20\d\d)(?!\d)", _numeric),
    )


def _named(match: Match, context: Context) -> Span | None:
    return day_or_none(_day(match, context, number_of("months", match["m"]), int(match["d"])))


def _dotted(match: Match, context: Context) -> Span | None:
    """Full stops put the day first wherever they are used."""
    return day_or_none(_day(match, context, int(match["m"]), int(match["d"])))


def _numeric(match: Match, context: Context) -> Span | None:
    """Day and month by the writer's habit; a weekday beside them or a day long past tells that it was otherwise."""
    first, second = int(match["d"]), int(match["m"])
    if match.start("y") == match.start():
        return day_or_none(_day(match, context, second, first))
    pairs = [(second, first), (first, second)]
    days = [_day(match, context, *pair) for pair in (pairs if context.day_first else reversed(pairs))]
    real = [day for day in days if day]
    recent = [day for day in real if day >= context.today - STALE]
    fitting = [day for day in recent if day.weekday() == _weekday(match)]
    return day_or_none(next(iter(fitting or recent or real), None))


def _named_stretch(match: Match, context: Context) -> Span | None:
    return _stretch(match, context, number_of("months", match["m"]))


def _numeric_stretch(match: Match, context: Context) -> Span | None:
    return _stretch(match, context, int(match["m"]))


def _stretch(match: Match, context: Context, month: int) -> Span | None:
    last = _day(match, context, month, int(match["d"]))
    first = make_day(last.year, month, int(match["f"])) if last else None
    return Span(first, last) if first and last and first < last else None


def _day(match: Match, context: Context, month: int, day: int) -> date | None:
    year_word = match.groupdict().get("y")
    if not year_word:
        return day_without_year(context.today, month, day)
    year = int(year_word.strip("'"))
    return make_day(year if year > 99 else 2000 + year, month, day)


def _weekday(match: Match) -> int | None:
    word = match.groupdict().get("wd")
    return number_of("weekdays", word) if word else None
