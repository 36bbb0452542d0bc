"""Dates as buyers name them, beside those that mail reads: "this quarter", "next fiscal year", "in 2-3 months"."""

import re
from datetime import date, timedelta
from functools import cache

from outreach.inbound.dates.calendar import Span, month_ahead, months_later
from outreach.inbound.dates.distant import distant_forms
from outreach.inbound.dates.forms import Context, Form, Match, form
from outreach.inbound.dates.vocabulary import amount_of, amounts, units

HALF_A_YEAR = 6  # months
A_STRETCH = timedelta(days=100)  # of a longer one it is unclear when in it
SOON = timedelta(days=30)
MONTHS = 30  # the unit of months
OFTEN = re.compile(r"\b(?:every|each|per|last|past|for|alle|jede[nrs]?|seit|pro|chaque|depuis|cada|desde) $")
ANY_NUMBER = r"\d{1,3}"


@cache
def buyer_forms() -> tuple[Form, ...]:
    """Forms to be tried before all that name less."""
    fiscal = r"(?:fiscal|financial|budget|business|geschafts|haushalts|wirtschafts)[ -]?(?:year|jahr(?:es)?)"
    easter = r"(?:easter|ostern|osterferien|paques|pascua|semana santa)"
    forms = [
        form(rf"\b{easter}\b", _easter),
        form(r"\b(?:thanksgiving|black friday)\b", _thanksgiving),
        form(rf"\b(?:the )?(?:next|new|coming|nachste[snm]?|neue[sn]?|kommende[snm]?) {fiscal}\b", _next_year),
        form(r"\b(?:the )?(?:next|new) fy\b|\b(?:next|new) budget (?:cycle|round|period)\b", _next_year),
        form(r"\bfy ?'?(?:20)?(?P<y>\d\d)\b", _named_year),
        form(r"\b(?:this|current|diese[sm]|ce|este) (?:quarter|quartal|trimestre)\b", _this_quarter),
        form(r"\b(?:this|current|diese[sm]|cette|este) (?:calendar |fiscal )?(?:year|jahr|annee|ano)\b", _this_year),
        form(r"\b(?:this|diesen|ce|este) (?:month|monat|mois|mes)\b", _this_month),
        form(
            r"(?:(?<=\bby )|(?<=\bbefore )|(?<=\bfrom )|(?<=\bof )|(?<=\blate )|(?<=\bearly )|(?<=\bmid )|"
            r"(?<=\bmid-)|(?<=\bfor ))may\b(?! be)",
            _may,
        ),
        form(r"\b(?:end of|late|ende|fin|finales de) (?P<y>20[2-4]\d)\b", _end_of_year_named),
        form(
            r"(?:(?<=\bfrom )|(?<=\bearliest )|(?<=\bfruhestens )|(?<=\bab )|(?<=\buntil )|(?<=\btill )|"
            r"(?<=\bthrough )|(?<=\bbis )|(?<=\bjusqu'en )|(?<=\bhasta )|"
            r"(?<=\bbefore )|(?<=\bby )|(?<=\bfor ))(?P<y>20[2-4]\d)\b",
            _whole_year,
        ),
        form(r"\b(?:q(?P<q>[1-4])|(?P<q2>[1-4])q)[ /'-]?(?:20)?(?P<y>2\d)\b", _quarter_of),
    ]
    for unit, days in units().items():
        number = rf"(?P<n>{ANY_NUMBER}|{amounts()})(?: ?(?:-|to|or|bis|oder|a|ou|o) ?(?P<m>{ANY_NUMBER}|{amounts()}))?"
        lead = (
            r"(?:in|within|over|inside|innerhalb von|innerhalb der|binnen|dans|d'ici|sous|en|dentro de|in "
            r"den)(?: the)?(?: next| nachsten| les| les prochains| los proximos)?"
        )
        about = (
            r"(?: about| around| roughly| approximately| etwa| ca\.?| circa| environ| unos| unas| max\.?| "
            r"at most)?"
        )
        forms.append(form(rf"\b{lead}{about} {number} {unit}\b(?: time)?", _Counted(days)))
    return (*forms, *distant_forms())


@cache
def bare_lengths() -> tuple[re.Pattern[str], ...]:
    """ "Two or three months" as an answer to when."""
    number = rf"\b(?P<n>{ANY_NUMBER}|{amounts()})(?: ?(?:-|to|or|bis|oder|a|ou|o) ?(?P<m>{ANY_NUMBER}|{amounts()}))?"
    return tuple(re.compile(rf"{number} {unit}\b") for unit in units())


def bare_length(said: str, today: date) -> tuple[str, Span] | None:
    """The length of time that an answer names, as written and as days."""
    for pattern, days in zip(bare_lengths(), units().values(), strict=True):
        match = pattern.search(said)
        if match and not OFTEN.search(said[: match.start()]):
            return match[0], _counted(match, today, days)
    return None


def within_half_a_year(span: Span, today: date) -> bool:
    """Whether all of it, or at least its beginning where it is short, lies in the next six months."""
    limit = months_later(today, HALF_A_YEAR)
    return span.last <= limit or (span.first <= limit and span.last - span.first <= A_STRETCH)


class _Counted:
    """Reads "in two to three months" for one unit."""

    def __init__(self, days: int) -> None:
        self.days = days

    def __call__(self, match: Match, context: Context) -> Span:
        return _counted(match, context.today, self.days)


def _counted(match: Match, today: date, days: int) -> Span:
    least, most = (min(amount_of(match[name]), 999) if match[name] else None for name in ("n", "m"))
    first = _later(today, least or 0, days)
    return Span(first, max(first, _later(today, most, days)) if most else first)


def _later(today: date, count: int, days: int) -> date:
    return months_later(today, count) if days == MONTHS else today + timedelta(days=count * days)


def _easter(_: Match, context: Context) -> Span:
    """The next Easter Sunday."""
    days = (easter_sunday(context.today.year + later) for later in (0, 1))
    return Span.day(next(day for day in days if day >= context.today))


def easter_sunday(year: int) -> date:
    """By the anonymous Gregorian reckoning."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _thanksgiving(_: Match, context: Context) -> Span:
    """The fourth Thursday of November, this year's or the next."""
    firsts = (date(context.today.year + later, 11, 1) for later in (0, 1))
    days = (first + timedelta(days=(3 - first.weekday()) % 7 + 21) for first in firsts)
    return Span.day(next(day for day in days if day >= context.today))


def _next_year(_: Match, context: Context) -> Span:
    return Span(date(context.today.year + 1, 1, 1), date(context.today.year + 1, 12, 31))


def _named_year(match: Match, _: Context) -> Span:
    return Span(date(2000 + int(match["y"]), 1, 1), date(2000 + int(match["y"]), 12, 31))


def _this_quarter(_: Match, context: Context) -> Span:
    last = (context.today.month - 1) // 3 * 3 + 3
    return Span(context.today, Span.month(context.today.year, last).last)


def _this_year(_: Match, context: Context) -> Span:
    return Span(context.today, date(context.today.year, 12, 31))


def _this_month(_: Match, context: Context) -> Span:
    return Span(context.today, Span.month(context.today.year, context.today.month).last)


def _may(_: Match, context: Context) -> Span:
    return month_ahead(context.today, 5)


def _end_of_year_named(match: Match, _: Context) -> Span:
    return Span.end(date(int(match["y"]), 12, 31))


def _whole_year(match: Match, _: Context) -> Span:
    return Span(date(int(match["y"]), 1, 1), date(int(match["y"]), 12, 31))


def _quarter_of(match: Match, _: Context) -> Span:
    first = (int(match["q"] or match["q2"]) - 1) * 3 + 1
    year = 2000 + int(match["y"])
    return Span(date(year, first, 1), Span.month(year, first + 2).last)
