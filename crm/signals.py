"""The signals of a fit score: what each weighs, and the rules by which it is met."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crm.choices import SignalState
from crm.errors import BadProfileError
from crm.features import ENGAGEMENT, PLACE
from crm.ideal_customer import IdealCustomer
from crm.rules import Rule, Verdict, judge
from crm.stored_rules import explain

PRIOR = Decimal("0.4")  # the share of its weight that an unknown signal earns, unless edited
NO_DECIDERS = [
    *("assistant", "assistante", "intern", "secretary", "trainee", "student", "chief of staff"),
    *("product owner", "process owner", "business partner", "partner manager"),
]


class Signal(BaseModel):
    """One reason to sell to somebody. It is met when any of its rules is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern="^[a-z][a-z0-9_]{0,39}$")
    label: str = Field(min_length=1, max_length=80)
    weight: Decimal = Field(ge=0, le=1000)
    prior: Decimal = Field(default=PRIOR, ge=0, le=1)
    rules: list[Rule] = Field(min_length=1)

    def judge(self, features: Mapping[str, Any], ideal: IdealCustomer) -> Verdict:
        """Met, unmet or unknown, with the reason; `features` holds the value at each path, None where not known."""
        verdicts = [found for rule in self.rules if (found := judge(rule, features[rule.path], ideal))]
        if not verdicts:
            return Verdict(SignalState.UNKNOWN, gettext("The ideal customer does not say what is wanted here."))
        for state in (SignalState.MET, SignalState.UNMET, SignalState.UNKNOWN):
            reasons = [verdict.reason for verdict in verdicts if verdict.state == state]
            if reasons:
                break
        return Verdict(state, reasons[0] if state == SignalState.MET else " ".join(dict.fromkeys(reasons)))


def _signal(code: str, label: str, weight: int, *rules: dict[str, Any]) -> Signal:
    return Signal(code=code, label=label, weight=Decimal(weight), rules=[Rule(**rule) for rule in rules])


DEFAULT_SIGNALS = (
    _signal("industry", _("Industry"), 20, {"path": "company.industry", "kind": "contains", "ideal": "industries"}),
    _signal(
        "company_size", _("Company size"), 15, {"path": "company.employees", "kind": "between", "ideal": "employees"}
    ),
    _signal(
        "decision_maker",
        _("Decision maker"),
        15,
        {"path": "contact.title", "kind": "contains", "ideal": "decision_makers", "unless": NO_DECIDERS},
        {"path": "contact.seniority", "kind": "contains", "ideal": "decision_makers", "unless": NO_DECIDERS},
    ),
    _signal(
        "budget",
        _("Budget signals"),
        15,
        {"path": "company.annual_revenue", "kind": "between", "ideal": "revenue"},
        {"path": "company.funding", "kind": "between", "ideal": "funding"},
    ),
    _signal(
        "technology", _("Technology"), 10, {"path": "company.technologies", "kind": "contains", "ideal": "technologies"}
    ),
    _signal("growth", _("Growth"), 10, {"path": "company.growth", "kind": "between", "ideal": "growth"}),
    _signal("geography", _("Geography"), 5, {"path": PLACE, "kind": "lies_in", "ideal": "places"}),
    _signal(
        "intent",
        _("Intent"),
        10,
        {"path": "custom.intent_topics", "kind": "contains", "ideal": "intent_topics"},
        {"path": "company.facts.intent_topics", "kind": "contains", "ideal": "intent_topics"},
        {"path": ENGAGEMENT, "kind": "between", "low": 15, "miss_is_unknown": True},
    ),
)


def load_signals(stored: Sequence[Mapping[str, Any]]) -> list[Signal]:
    """Read stored signals; raises BadProfileError when they cannot be scored with."""
    try:
        signals = [Signal.model_validate(signal) for signal in stored]
    except ValidationError as error:
        raise BadProfileError(explain(error)) from error
    if len({signal.code for signal in signals}) < len(signals):
        raise BadProfileError(gettext("Two signals have one code."))
    if not any(signal.weight for signal in signals):
        raise BadProfileError(gettext("At least one signal must weigh more than nothing."))
    return signals


def dump_signals(signals: Sequence[Signal]) -> list[dict[str, Any]]:
    """The form that is stored."""
    return [signal.model_dump(mode="json") for signal in signals]
