"""Who fits best: parts from 0 to 1 with their why, weighted as the organization says, and a fair turn under ties."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from agents.orchestrator.routing.fit import Standing, rank
from agents.orchestrator.routing.parts import PARTS, Circumstances
from agents.orchestrator.routing.traits import ClosedDeal, LeadTraits, RepTraits, same_industry
from crm.routing import PartWeights, RoutingRules
from crm.working_hours import Absence, WorkingHours

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
LEAD = LeadTraits(1, "US", "NY", "Software", "en", "America/New_York")
HOURS = WorkingHours("America/New_York")


def rep(number: int, **traits) -> RepTraits:
    return RepTraits(**{"rep_id": number, "user_id": number, "name": f"Rep {number}", "hours": HOURS} | traits)


def standings(*reps: RepTraits, closed=(), weights=None, lead=LEAD) -> list[Standing]:
    return rank(lead, reps, list(closed), weights or PartWeights(), NOW)


def value(part: str, one: RepTraits, lead: LeadTraits = LEAD, closed=()) -> Decimal:
    verdict = PARTS[part](lead, one, Circumstances(list(closed), NOW))
    assert 0 <= verdict.value <= 1
    assert verdict.reason.endswith(".")
    return verdict.value


def test_every_weight_has_a_part_and_every_part_a_weight():
    assert set(PARTS) == set(PartWeights.model_fields)


def test_the_nearer_territory_counts_more():
    state, country = rep(1, territory=("US-NY",)), rep(2, territory=("US",))
    anywhere, elsewhere = rep(3), rep(4, territory=("DE", "US-CA"))
    found = [value("territory", one) for one in (state, country, anywhere, elsewhere)]
    assert found == sorted(found, reverse=True)
    assert (found[0], found[-1]) == (1, 0)
    assert value("territory", elsewhere, replace(LEAD, country="")) == Decimal("0.5")


def test_industries_are_compared_by_words():
    assert value("expertise", rep(1, expertise=("software",))) == 1
    assert value("expertise", rep(1, expertise=("Retail",))) == 0
    assert value("expertise", rep(1, expertise=("Retail",)), replace(LEAD, industry="")) == Decimal("0.5")
    assert same_industry("Computer Software", "software")
    assert not same_industry("Hardware", "ware")
    assert not same_industry("", "Software")


def test_room_is_the_free_share():
    assert value("capacity", rep(1, capacity=10, open=4)) == Decimal("0.6")
    assert value("capacity", rep(1, capacity=0)) == 0


def test_one_win_is_no_proof_and_a_record_is():
    usual = [ClosedDeal(9, "Retail", n % 2 == 0, NOW - timedelta(days=30)) for n in range(20)]
    lucky = [ClosedDeal(1, "Software", True, NOW - timedelta(days=3))]
    proven = [ClosedDeal(2, "Software", n != 0, NOW - timedelta(days=3)) for n in range(12)]
    closed = [*usual, *lucky, *proven]
    beginner, master, newcomer = (value("wins", rep(n), closed=closed) for n in (1, 2, 3))
    assert newcomer < beginner < master < 1


def test_deals_of_the_same_industry_count_before_others_and_later_ones_not_at_all():
    closed = [
        *[ClosedDeal(1, "Software", True, NOW - timedelta(days=n)) for n in range(1, 7)],
        *[ClosedDeal(1, "Retail", False, NOW - timedelta(days=n)) for n in range(1, 20)],
        *[ClosedDeal(1, "Software", False, NOW + timedelta(days=n)) for n in range(1, 20)],
    ]
    verdict = PARTS["wins"](LEAD, rep(1), Circumstances(closed, NOW))
    assert verdict.reason == "Won 6 of 6 closed deals in Software."


def test_language_and_zone():
    assert value("language", rep(1, languages=("en", "de"))) == 1
    assert value("language", rep(1, languages=("de",))) == 0
    assert value("language", rep(1), replace(LEAD, language="")) == Decimal("0.5")
    assert value("zone", rep(1)) == 1
    assert value("zone", rep(1, hours=WorkingHours("Asia/Tokyo"))) == 0
    assert 0 < value("zone", rep(1, hours=WorkingHours("Europe/Berlin"))) < Decimal("0.5")
    assert value("zone", rep(1), replace(LEAD, zone="")) == Decimal("0.5")


def test_the_total_is_the_sum_of_the_points_and_no_part_earns_more_than_it_is_worth():
    best, worst = standings(
        rep(1, territory=("DE",), expertise=("Retail",), languages=("de",)),
        rep(2, territory=("US-NY",), expertise=("Software",), languages=("en",)),
    )
    assert (best.rep.rep_id, worst.rep.rep_id) == (2, 1)
    for each in (best, worst):
        assert each.total == sum(part.points for part in each.parts)
        assert all(0 <= part.points <= part.worth + 1 for part in each.parts)
    assert best.total > 85


def test_what_weighs_nothing_does_not_count_and_the_rest_is_the_whole():
    weights = PartWeights(territory=0, expertise=0, capacity=0, wins=0, language=3, zone=0)
    best, other = standings(rep(1, languages=("de",)), rep(2, languages=("en",)), weights=weights)
    assert (best.rep.rep_id, best.total, other.total) == (2, 100, 0)
    assert [part.code for part in best.parts] == ["language"]


def test_under_ties_the_turn_goes_to_whom_a_lead_was_given_least_recently():
    recent, long_ago, never = (
        rep(n, last_given=given) for n, given in ((1, NOW), (2, NOW - timedelta(days=9)), (3, None))
    )
    assert [each.rep.rep_id for each in standings(recent, long_ago, never)] == [3, 2, 1]


def test_then_to_the_one_with_fewer_open_and_then_to_who_was_here_first():
    weights = PartWeights(territory=1, expertise=0, capacity=0, wins=0, language=0, zone=0)
    busy, idle, twin = rep(1, open=5), rep(3, open=1), rep(2, open=1)
    assert [each.rep.rep_id for each in standings(busy, idle, twin, weights=weights)] == [2, 3, 1]


def test_equal_reps_get_equally_many_leads():
    given: dict[int, datetime | None] = dict.fromkeys(range(1, 6))
    turns = []
    for number in range(50):
        best = standings(*(rep(n, last_given=at) for n, at in given.items()))[0].rep.rep_id
        given[best] = NOW + timedelta(minutes=number)
        turns.append(best)
    assert {turns.count(n) for n in given} == {10}


@pytest.mark.parametrize(
    ("traits", "why"),
    [
        ({"open": 50}, "room for 50"),
        (
            {"hours": WorkingHours("UTC", absences=(Absence(first=date(2026, 11, 25), last=date(2026, 11, 25)),))},
            "away",
        ),
        ({"hours": WorkingHours("UTC", days=frozenset())}, "no working hours"),
    ],
)
def test_who_is_full_or_away_comes_last_and_it_is_said_why(traits, why):
    perfect = rep(1, territory=("US-NY",), expertise=("Software",), languages=("en",), **traits)
    first, last = standings(perfect, rep(2, territory=("DE",)))
    assert first.rep.rep_id == 2
    assert why in last.barred


def test_the_order_does_not_depend_on_the_order_of_the_reps():
    reps = [rep(n, territory=("US",) if n % 2 else (), open=n % 3) for n in range(1, 9)]
    assert [e.rep for e in standings(*reps)] == [e.rep for e in standings(*reversed(reps))]


def test_rules_that_were_stored_with_less_count_as_shipped():
    assert RoutingRules.load({}) == RoutingRules()
    stored = RoutingRules(weights=PartWeights(zone=50), answer_minutes=30).dump()
    assert RoutingRules.load(stored).weights.zone == 50
