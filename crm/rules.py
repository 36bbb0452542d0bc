"""The rules that a signal is made of: one field, one kind of comparison, one verdict with its reason in words.

Nothing here reads the database: a rule gets the value of its field and what is wanted, and says what it finds.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, field_validator

from crm.choices import SignalState
from crm.features import is_readable, label_of
from crm.ideal_customer import IdealCustomer
from crm.names import fold
from crm.values import as_list, as_number, as_text


class Wanted(NamedTuple):
    """What a value is compared with: words, or the bounds of a number."""

    words: list[str]
    low: Decimal | None = None
    high: Decimal | None = None


class Verdict(NamedTuple):
    state: str
    reason: str


_folded = lru_cache(maxsize=10_000)(fold)  # the same few words and values come again for every contact


def _one_of(value: Any, wanted: Wanted) -> bool:
    words = {_folded(word) for word in wanted.words}
    return any(_folded(item) in words for item in as_list(value))


def _contains(value: Any, wanted: Wanted) -> bool:
    text = f" {_folded(' / '.join(as_list(value)))} "
    return any(f" {_folded(word)} " in text for word in wanted.words)


def _between(value: Any, wanted: Wanted) -> bool | None:
    number = as_number(value)
    if number is None:
        return None
    return (wanted.low is None or number >= wanted.low) and (wanted.high is None or number <= wanted.high)


def _lies_in(value: Any, wanted: Wanted) -> bool | None:
    """Unknown where a state is wanted and only its country is known."""
    country, _, state = str(value).upper().partition("-")
    words = [word.upper() for word in wanted.words]
    if country in words or f"{country}-{state}" in words:
        return True
    return None if not state and any(word.startswith(f"{country}-") for word in words) else False


def _is_set(value: Any, wanted: Wanted) -> bool:
    return value is not None


class Kind(NamedTuple):
    """A comparison: what it is called, what it says of the ideal customer's wishes, and the test itself."""

    label: str
    wish: str
    test: Callable[[Any, Wanted], bool | None]


KINDS = {
    "one_of": Kind(_("is one of"), _("is one of your {}"), _one_of),
    "contains": Kind(_("contains any of"), _("contains one of your {}"), _contains),
    "between": Kind(_("is a number:"), _("is within what you want"), _between),
    "lies_in": Kind(_("lies in"), _("is one of your {}"), _lies_in),
    "is_set": Kind(_("is known"), _("is known"), _is_set),
}


# What the ideal customer may wish, as `Rule.ideal` names it.
WISHES = (
    gettext_noop("industries"),
    gettext_noop("employees"),
    gettext_noop("decision makers"),
    gettext_noop("revenue"),
    gettext_noop("funding"),
    gettext_noop("technologies"),
    gettext_noop("growth"),
    gettext_noop("places"),
    gettext_noop("intent topics"),
)


class Rule(BaseModel):
    """One comparison. What is wanted stands in the rule itself, or in the fields of the ideal customer it names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: str  # "company.industry", "custom.segment", "engagement.points": crm.features
    kind: str
    words: list[str] = []
    low: Decimal | None = None
    high: Decimal | None = None
    ideal: str = ""  # a field of IdealCustomer that holds words, or the stem of its bounds: "employees"
    unless: list[str] = []  # words that undo a match: the assistant of a CEO decides nothing
    miss_is_unknown: bool = False  # no evidence is not evidence against: a lead that was never written to

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, kind: str) -> str:
        if kind not in KINDS:
            raise ValueError(f"there is no rule “{kind}”, only {', '.join(KINDS)}")
        return kind

    @field_validator("path")
    @classmethod
    def _known_path(cls, path: str) -> str:
        if not is_readable(path):
            raise ValueError(f"“{path}” names no field; write it like company.industry or custom.segment")
        return path

    def wanted(self, ideal: IdealCustomer) -> Wanted:
        """What this rule compares with, as the organization has said it."""
        if not self.ideal:
            return Wanted(self.words, self.low, self.high)
        low, high = (getattr(ideal, f"{self.ideal}_{end}", None) for end in ("min", "max"))
        return Wanted(getattr(ideal, self.ideal, []), _decimal(low), _decimal(high))

    def in_words(self) -> str:
        """The rule as a person would say it."""
        kind = KINDS[self.kind]
        if self.ideal or self.kind == "is_set":
            return f"{label_of(self.path)} {kind.wish.format(gettext(self.ideal.replace('_', ' ')))}"
        return f"{label_of(self.path)} {kind.label} {_phrase(self.kind, self.wanted(IdealCustomer()))}"


def judge(rule: Rule, value: Any, ideal: IdealCustomer) -> Verdict | None:
    """What the rule says of this value (None: not known); None where the organization wants nothing of it."""
    wanted = rule.wanted(ideal)
    if rule.kind != "is_set" and wanted == Wanted([]):
        return None
    label = label_of(rule.path)
    if value is None and rule.kind != "is_set":
        return Verdict(SignalState.UNKNOWN, gettext("The {label} is not known.").format(label=label))
    fits = KINDS[rule.kind].test(value, wanted)
    if fits and rule.unless and _contains(value, Wanted(rule.unless)):
        fits = False
    words = gettext("{label}: {value}; wanted: {wanted}.")
    reason = words.format(label=capfirst(label), value=_shown(value), wanted=_phrase(rule.kind, wanted))
    return Verdict(_state(fits, rule), reason)


def _state(fits: bool | None, rule: Rule) -> str:
    if fits:
        return SignalState.MET
    return SignalState.UNKNOWN if fits is None or rule.miss_is_unknown else SignalState.UNMET


def _phrase(kind: str, wanted: Wanted) -> str:
    if kind == "is_set":
        return gettext("any")
    if kind == "between":
        low, high = (None if end is None else f"{end:,f}" for end in wanted[1:])
        words = (
            gettext("{low} to {high}")
            if low and high
            else gettext("at least {low}")
            if low
            else gettext("at most {high}")
        )
        return words.format(low=low, high=high)
    some = ", ".join(wanted.words[:5])
    more = len(wanted.words) - 5
    return gettext("{some} and {more} more").format(some=some, more=more) if more > 0 else some


def _shown(value: Any) -> str:
    if value is None:
        return gettext("not known")
    if isinstance(value, int | Decimal):
        return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    text = ", ".join(as_list(value)) if isinstance(value, list) else as_text(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(number)
