"""What can be asked of a field, by its kind, and what an operator's value means.

Whatever a person writes becomes an `Ask`: one of six plain questions, its dates and times already absolute. So a field
answers six questions at most, and "is not", "unknown" and "more than 14 days ago" cost it nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.choices import FieldKind
from crm.errors import BadSegmentError, BadValueError
from crm.own_fields.values import read_value
from quotahit import clock
from quotahit.accounts.models import Organization

MOST_WORDS = 100
FARTHEST = 36_500  # days


class Kind(StrEnum):
    """What a field holds, as far as asking goes."""

    TEXT = "text"
    WORDS = "words"  # a list of texts
    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    CHOICE = "choice"
    FLAG = "flag"


@dataclass(frozen=True)
class Scope:
    """For whom and as of when a segment is asked."""

    organization: Organization
    now: datetime = field(default_factory=clock.now)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organization.zone)

    @property
    def today(self) -> date:
        """The day it is where the organization is."""
        return self.now.astimezone(self.zone).date()

    def begins(self, day: date) -> datetime:
        """The first instant of a day there."""
        return datetime.combine(day, time(), self.zone)


@dataclass(frozen=True)
class Ask:
    """`known`, `is`, `contains`, `starts`, `between` or `one_of`. Bounds are numbers, or days that both count, or
    instants of which the later does not; None is no bound."""

    verb: str
    text: str = ""
    low: Any = None
    high: Any = None
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Operator:
    """`takes` says what a form asks for: nothing, text, number, numbers, day, days (two), count (of days), words."""

    code: str
    label: str
    takes: str
    ask: Callable[[Any, Kind, Scope], Ask]
    is_negative: bool = False  # it holds where its question does not, which includes what is not known


def read_number(value: Any) -> int | float:
    return _read(FieldKind.NUMBER, value, gettext("a number"))


def read_day(value: Any) -> date:
    return date.fromisoformat(_read(FieldKind.DATE, value, gettext("a day")))


def read_text(value: Any) -> str:
    text = value.strip() if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
    if not text or len(text) > 200:
        raise BadSegmentError(gettext("It needs a text of at most 200 characters."))
    return text


def read_count(value: Any) -> int:
    count = read_number(value)
    if not isinstance(count, int) or not 0 <= count <= FARTHEST:
        raise BadSegmentError(gettext("It needs a whole number of days up to {farthest:,}.").format(farthest=FARTHEST))
    return count


def read_words(value: Any) -> tuple[str, ...]:
    words = [str(word).strip() for word in (value if isinstance(value, list) else [value]) if str(word or "").strip()]
    if not words:
        raise BadSegmentError(gettext("Choose at least one."))
    if len(words) > MOST_WORDS:
        raise BadSegmentError(gettext("Choose at most {most_words}.").format(most_words=MOST_WORDS))
    return tuple(words)


def pair(read: Callable[[Any], Any], value: Any) -> tuple[Any, Any]:
    """Two bounds in their order."""
    if not isinstance(value, list) or len(value) != 2:
        raise BadSegmentError(gettext("It needs two bounds."))
    low, high = map(read, value)
    if low > high:
        raise BadSegmentError(gettext("The first bound is beyond the second."))
    return low, high


def _read(kind: FieldKind, value: Any, what: str) -> Any:
    try:
        read = read_value(SimpleNamespace(kind=kind, choices=()), value)
    except BadValueError as problem:
        raise BadSegmentError(str(problem)) from problem
    if read is None:
        raise BadSegmentError(gettext("It needs {what}.").format(what=what))
    return read


def _days(low: date | None, high: date | None, kind: Kind, scope: Scope) -> Ask:
    """Days from `low` to `high`, both included."""
    if kind == Kind.DAY:
        return Ask("between", low=low, high=high)
    beyond = None if high is None else scope.begins(high + timedelta(days=1))
    return Ask("between", low=None if low is None else scope.begins(low), high=beyond)


def _last(value: Any, kind: Kind, scope: Scope) -> Ask:
    ago = timedelta(days=read_count(value))
    if kind == Kind.DAY:
        return Ask("between", low=scope.today - ago, high=scope.today)
    return Ask("between", low=scope.now - ago, high=scope.now + timedelta(microseconds=1))


def _next(value: Any, kind: Kind, scope: Scope) -> Ask:
    ahead = timedelta(days=read_count(value))
    if kind == Kind.DAY:
        return Ask("between", low=scope.today, high=scope.today + ahead)
    return Ask("between", low=scope.now, high=scope.now + ahead + timedelta(microseconds=1))


def _before_last(value: Any, kind: Kind, scope: Scope) -> Ask:
    ago = timedelta(days=read_count(value))
    if kind == Kind.DAY:
        return Ask("between", high=scope.today - ago - timedelta(days=1))
    return Ask("between", high=scope.now - ago)


def _number(value: Any, kind: Kind, scope: Scope) -> Ask:
    number = read_number(value)
    return Ask("between", low=number, high=number)


def _between_numbers(value: Any, kind: Kind, scope: Scope) -> Ask:
    low, high = pair(read_number, value)
    return Ask("between", low=low, high=high)


def _known(value: Any, kind: Kind, scope: Scope) -> Ask:
    return Ask("known")


def _worded(verb: str) -> Callable[[Any, Kind, Scope], Ask]:
    return lambda value, kind, scope: Ask(verb, text=read_text(value))


def _chosen(value: Any, kind: Kind, scope: Scope) -> Ask:
    return Ask("one_of", values=read_words(value))


KNOWN = Operator("is_known", _("is known"), "nothing", _known)
UNKNOWN = Operator("is_unknown", _("is not known"), "nothing", _known, is_negative=True)
CONTAINS = Operator("contains", _("contains"), "text", _worded("contains"))
NOT_CONTAINS = Operator("not_contains", _("does not contain"), "text", _worded("contains"), is_negative=True)
_OF_TIME = (
    Operator("in_last_days", _("in the last … days"), "count", _last),
    Operator("longer_ago_than_days", _("more than … days ago"), "count", _before_last),
    Operator("in_next_days", _("in the next … days"), "count", _next),
    Operator("on_or_after", _("on or after"), "day", lambda v, kind, scope: _days(read_day(v), None, kind, scope)),
    Operator("on_or_before", _("on or before"), "day", lambda v, kind, scope: _days(None, read_day(v), kind, scope)),
    Operator("between", _("between"), "days", lambda v, kind, scope: _days(*pair(read_day, v), kind, scope)),
    KNOWN,
    UNKNOWN,
)
OPERATORS: dict[Kind, Sequence[Operator]] = {
    Kind.TEXT: (
        CONTAINS,
        NOT_CONTAINS,
        Operator("is", _("is"), "text", _worded("is")),
        Operator("is_not", _("is not"), "text", _worded("is"), is_negative=True),
        Operator("starts_with", _("begins with"), "text", _worded("starts")),
        KNOWN,
        UNKNOWN,
    ),
    Kind.WORDS: (CONTAINS, NOT_CONTAINS, KNOWN, UNKNOWN),
    Kind.NUMBER: (
        Operator("at_least", _("is at least"), "number", lambda v, *_: Ask("between", low=read_number(v))),
        Operator("at_most", _("is at most"), "number", lambda v, *_: Ask("between", high=read_number(v))),
        Operator("between", _("is between"), "numbers", _between_numbers),
        Operator("is", _("is"), "number", _number),
        KNOWN,
        UNKNOWN,
    ),
    Kind.DAY: _OF_TIME,
    Kind.MOMENT: _OF_TIME,
    Kind.CHOICE: (
        Operator("is_one_of", _("is one of"), "words", _chosen),
        Operator("is_none_of", _("is none of"), "words", _chosen, is_negative=True),
        KNOWN,
        UNKNOWN,
    ),
    Kind.FLAG: (
        Operator("is_yes", _("yes"), "nothing", _known),
        Operator("is_no", _("no"), "nothing", _known, is_negative=True),
    ),
}


def operator_of(kind: Kind, code: str) -> Operator:
    """The operator of this code for fields of this kind; raises BadSegmentError."""
    found = next((one for one in OPERATORS[kind] if one.code == code), None)
    if found is None:
        known = ", ".join(one.code for one in OPERATORS[kind])
        raise BadSegmentError(
            gettext("There is no operator “{code}” here, only {known}.").format(code=code, known=known)
        )
    return found
