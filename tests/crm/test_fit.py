from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.choices import SignalState
from crm.errors import BadProfileError
from crm.fit import Fit, assess, band_of, whole_points
from crm.ideal_customer import IdealCustomer
from crm.rules import Rule, judge
from crm.signals import DEFAULT_SIGNALS, Signal, dump_signals, load_signals

IDEAL = IdealCustomer(
    industries=["Software", "Fintech"],
    employees_min=50,
    employees_max=500,
    revenue_min=Decimal(10_000_000),
    funding_min=Decimal(5_000_000),
    technologies=["Salesforce", "HubSpot"],
    places=["DE", "US-NY"],
    intent_topics=["sales automation"],
)
PERFECT = {
    "company.industry": "Computer Software",
    "company.employees": 240,
    "contact.title": "VP Sales",
    "contact.seniority": None,
    "company.annual_revenue": Decimal("12000000.00"),
    "company.funding": None,
    "company.technologies": ["salesforce", "Python"],
    "company.growth": Decimal("14.0"),
    "contact.place": "US-NY",
    "custom.intent_topics": "Sales Automation, CRM",
    "company.facts.intent_topics": None,
    "engagement.points": None,
}
BLANK: dict[str, Any] = dict.fromkeys(PERFECT)


def _fit(**changes: Any) -> Fit:
    return assess(DEFAULT_SIGNALS, IDEAL, {**PERFECT, **{k.replace("__", "."): v for k, v in changes.items()}})


def _state(fit: Fit, signal: str) -> tuple[str, int]:
    return next((line.state, line.points) for line in fit.lines if line.signal == signal)


def test_the_eight_signals_weigh_what_they_should() -> None:
    assert {signal.code: int(signal.weight) for signal in DEFAULT_SIGNALS} == {
        "industry": 20,
        "company_size": 15,
        "decision_maker": 15,
        "budget": 15,
        "technology": 10,
        "growth": 10,
        "geography": 5,
        "intent": 10,
    }


def test_whoever_meets_everything_scores_100_and_is_hot() -> None:
    fit = assess(DEFAULT_SIGNALS, IDEAL, PERFECT)
    assert (fit.total, fit.band, fit.known) == (100, "hot", Decimal(1))
    assert all(line.state == SignalState.MET for line in fit.lines)


def test_of_whom_nothing_is_known_earns_the_priors_and_every_line_says_so() -> None:
    fit = assess(DEFAULT_SIGNALS, IDEAL, BLANK)
    assert (fit.total, fit.band, fit.known) == (40, "warm", Decimal(0))
    assert [line.points for line in fit.lines] == [8, 6, 6, 6, 4, 4, 2, 4]
    assert fit.lines[0].reason == "The industry is not known. Counts 8 until it is known."


def test_an_unmet_signal_earns_nothing_and_says_what_was_wanted() -> None:
    fit = _fit(company__industry="Retail", company__employees=12)
    assert _state(fit, "industry") == ("unmet", 0)
    assert fit.total == 65
    assert fit.lines[0].reason == "Industry: Retail; wanted: Software, Fintech."
    assert fit.lines[1].reason == "Employees: 12; wanted: 50 to 500."


def test_a_wish_that_nobody_stated_is_unknown_and_not_held_against_anybody() -> None:
    fit = assess(DEFAULT_SIGNALS, IdealCustomer(), PERFECT)
    assert _state(fit, "industry") == ("unknown", 8)
    assert "does not say what is wanted" in fit.lines[0].reason


def test_the_known_share_counts_weights() -> None:
    assert _fit(company__industry=None, contact__place=None).known == Decimal("0.750")


@pytest.mark.parametrize(
    ("title", "seniority", "state"),
    [
        ("Chief Executive Officer", None, "met"),
        ("Head of Growth", None, "met"),
        ("Sales Analyst", "Director", "met"),
        ("Executive Assistant to the CEO", None, "unmet"),
        ("Headhunter", None, "unmet"),
        ("Product Owner", None, "unmet"),
        ("Owner", None, "met"),
        ("Geschäftsführerin", None, "met"),
        (None, None, "unknown"),
        (None, "Entry", "unmet"),
    ],
)
def test_a_title_or_a_seniority_shows_who_decides(title: str | None, seniority: str | None, state: str) -> None:
    assert _state(_fit(contact__title=title, contact__seniority=seniority), "decision_maker")[0] == state


@pytest.mark.parametrize(
    ("place", "state"),
    [("DE", "met"), ("DE-BY", "met"), ("US-NY", "met"), ("US-CA", "unmet"), ("US", "unknown"), ("FR", "unmet")],
)
def test_a_country_without_its_state_is_not_held_against_the_contact(place: str, state: str) -> None:
    assert _state(_fit(contact__place=place), "geography")[0] == state


def test_engagement_shows_intent_but_its_absence_proves_nothing() -> None:
    quiet = {"custom__intent_topics": None, "engagement__points": None}
    assert _state(_fit(**quiet), "intent") == ("unknown", 4)
    assert _state(_fit(**{**quiet, "engagement__points": 5}), "intent") == ("unknown", 4)
    assert _state(_fit(**{**quiet, "engagement__points": 20}), "intent") == ("met", 10)


def test_a_signal_may_read_a_custom_field() -> None:
    signal = Signal(
        code="segment",
        label="Segment",
        weight=Decimal(100),
        rules=[Rule(path="custom.segment", kind="one_of", words=["Enterprise"])],
    )
    assert assess([signal], IDEAL, {"custom.segment": "enterprise"}).total == 100
    assert assess([signal], IDEAL, {"custom.segment": "small"}).total == 0
    assert assess([signal], IDEAL, {"custom.segment": None}).total == 40


@pytest.mark.parametrize(
    ("kind", "wanted", "value", "state"),
    [
        ("one_of", {"words": ["Gold"]}, ["silver", "gold"], "met"),
        ("contains", {"words": ["machine learning"]}, "Applied Machine-Learning team", "met"),
        ("contains", {"words": ["go"]}, "Google", "unmet"),
        ("between", {"low": 10}, "1,200", "met"),
        ("between", {"high": 10}, "$3.5M", "unmet"),
        ("between", {"low": 1, "high": 2}, "many", "unknown"),
        ("is_set", {}, "x", "met"),
        ("is_set", {}, None, "unmet"),
    ],
)
def test_each_kind_of_rule(kind: str, wanted: dict[str, Any], value: Any, state: str) -> None:
    verdict = judge(Rule(path="custom.x", kind=kind, **wanted), value, IDEAL)
    assert verdict is not None
    assert verdict.state == state


@pytest.mark.parametrize(
    ("fit", "band"), [(0, "cold"), (39, "cold"), (40, "warm"), (69, "warm"), (70, "hot"), (100, "hot")]
)
def test_bands_read_fit_alone(fit: int, band: str) -> None:
    assert band_of(fit) == band


_signals = st.lists(
    st.tuples(
        st.decimals(0, 50, places=1),
        st.decimals(0, 1, places=2),
        st.sampled_from(["yes", "no", None]),
    ),
    min_size=1,
    max_size=12,
).filter(lambda drawn: any(weight for weight, _, _ in drawn))


@given(_signals)
def test_the_lines_always_add_up_whatever_the_weights(drawn: list[tuple[Decimal, Decimal, str | None]]) -> None:
    signals = [
        Signal(
            code=f"s{number}",
            label="Signal",
            weight=weight,
            prior=prior,
            rules=[Rule(path=f"custom.f{number}", kind="one_of", words=["yes"])],
        )
        for number, (weight, prior, _) in enumerate(drawn)
    ]
    fit = assess(signals, IDEAL, {f"custom.f{number}": value for number, (_, _, value) in enumerate(drawn)})
    assert fit.total == sum(line.points for line in fit.lines)
    assert 0 <= fit.total <= 100
    assert all(line.points == 0 for line in fit.lines if line.state == SignalState.UNMET)
    if all(value == "yes" for _, _, value in drawn):
        assert fit.total == 100


def test_largest_remainders_are_rounded_up_first() -> None:
    third = Decimal(100) / 3
    assert whole_points([third, third, third]) == [34, 33, 33]
    assert whole_points([Decimal("0.6"), Decimal("0.4"), Decimal("3")]) == [1, 0, 3]


@pytest.mark.parametrize(
    "stored",
    [
        [],
        [{"code": "a", "label": "A", "weight": 0, "rules": [{"path": "custom.a", "kind": "is_set"}]}],
        [{"code": "a", "label": "A", "weight": 5, "rules": [{"path": "contact.organization", "kind": "is_set"}]}],
        [{"code": "a", "label": "A", "weight": 5, "rules": [{"path": "custom.a", "kind": "regex"}]}],
        [{"code": "a", "label": "A", "weight": 5, "prior": 2, "rules": [{"path": "custom.a", "kind": "is_set"}]}],
        [{"code": "a", "label": "A", "weight": 5, "rules": [{"path": "custom.a", "kind": "is_set"}]}] * 2,
    ],
)
def test_signals_that_cannot_be_scored_with_are_refused(stored: list[dict[str, Any]]) -> None:
    with pytest.raises(BadProfileError):
        load_signals(stored)


def test_stored_signals_read_back_as_they_were() -> None:
    assert load_signals(dump_signals(DEFAULT_SIGNALS)) == list(DEFAULT_SIGNALS)


def test_an_ideal_customer_typed_as_text_is_read_and_nonsense_is_refused() -> None:
    older = {"industries": "Software, Fintech", "employees_min": "1,000", "revenue_min": "$5M", "retired_field": 1}
    ideal = IdealCustomer.load(older)
    assert (ideal.industries, ideal.employees_min, ideal.revenue_min) == (["Software", "Fintech"], 1000, 5_000_000)
    assert IdealCustomer.load(ideal.dump()) == ideal
    with pytest.raises(BadProfileError, match="least is above the most"):
        IdealCustomer.load({"employees_min": 9, "employees_max": 3})
    with pytest.raises(BadProfileError, match="revenue_min"):
        IdealCustomer.load({"revenue_min": "a lot"})
