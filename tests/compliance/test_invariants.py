"""What must hold for every attempt whatsoever."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compliance.choices import Channel, ConsentType, Purpose, Reassigned, Scope, Trait
from compliance.decision import Facts, decide
from compliance.decision.facts import ConsentFact, NumberFacts, RegistryFacts
from compliance.decision.hours import window_on, zones_of
from compliance.reasons import CURED_BY_TIME
from compliance.rules import current
from compliance.rules.model import HOURS_OF_CHANNEL
from tests.compliance.situations import SIGNED_OFF, WEDNESDAY_NOON, a_call

RULES = current()
PHONES = sorted(HOURS_OF_CHANNEL)
AREA_CODES = sorted(code for code, row in RULES.area_codes.items() if row.zones)
STATES = sorted(place.state for place in RULES.places.values() if place.country == "US")
RESTRICTIONS = (Trait.UNSUBSCRIBED, Trait.COMPLAINT, Trait.ERASED, Trait.EMERGENCY, Trait.RECORDED, Trait.FIRST)

moments = st.integers(0, 407 * 24 * 60).map(
    lambda minute: datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=minute)
)
numbers = st.sampled_from(AREA_CODES).map(
    lambda code: NumberFacts(
        RULES.area_codes[code].country, RULES.area_codes[code].places, RULES.area_codes[code].zones
    )
)
attempts = st.lists(st.integers(0, 30 * 60), max_size=4)


@st.composite
def calls(draw: st.DrawFn) -> Facts:
    """An attempt on a phone channel that hours, caps, states and zones decide about, and little else."""
    at = draw(moments)
    number = draw(numbers)
    consent = ConsentFact(
        ConsentType.PEWC, frozenset({Scope.VOICE_AI, Scope.SMS, Scope.WHATSAPP}), "self", at - timedelta(days=9)
    )
    return a_call(
        channel=draw(st.sampled_from(PHONES)),
        at=at,
        country=number.country,
        number=number,
        state=draw(st.sampled_from(["", *STATES])) if number.country == "US" else "",
        consents=(consent,),
        registries=RegistryFacts(national=False, state=False, copied=at - timedelta(days=2)),
        attempts=tuple(at - timedelta(minutes=ago) for ago in draw(attempts)),
        traits=frozenset({Trait.AI_DISCLOSED, Trait.REGISTERED, Trait.TEMPLATE}),
        purpose=Purpose.TRANSACTIONAL,
    )


@settings(max_examples=80, deadline=None)
@given(calls())
def test_what_is_allowed_lies_in_every_window_of_every_place_in_every_zone(facts: Facts) -> None:
    verdict = decide(facts)
    assume(verdict.allowed)

    for code in verdict.places:
        place = RULES.places[code]
        for zone in zones_of(place, tuple(zone for zone, _ in verdict.local_times)):
            local = facts.at.astimezone(ZoneInfo(zone))
            window = window_on(place, HOURS_OF_CHANNEL[facts.channel], local.date(), RULES)
            assert window is not None
            assert window.start <= local.time() < window.end
            assert time(8) <= local.time() < time(21, 30)


@settings(max_examples=80, deadline=None)
@given(calls())
def test_the_earliest_time_is_allowed_and_the_minute_before_is_not(facts: Facts) -> None:
    verdict = decide(facts)
    assume(not verdict.allowed and set(verdict.reasons) <= CURED_BY_TIME)
    assert verdict.earliest is not None
    assert verdict.earliest > facts.at

    assert decide(replace(facts, at=verdict.earliest)).allowed
    assert not decide(replace(facts, at=max(facts.at, verdict.earliest - timedelta(minutes=1)))).allowed


@settings(max_examples=80, deadline=None)
@given(
    calls(),
    st.sampled_from(["trait", "state", "zone", "registry", "own", "attempt", "reassigned"]),
    st.sampled_from(RESTRICTIONS),
    st.sampled_from(STATES),
)
def test_a_restriction_never_turns_a_denial_into_an_allowance(
    facts: Facts, kind: str, trait: Trait, state: str
) -> None:
    assert facts.number is not None
    number, registries = facts.number, facts.registries
    assume(kind != "state" or (facts.country == "US" and not facts.state))
    restricted = {
        "trait": {"traits": facts.traits | {trait}},
        "state": {"state": state},
        "zone": {"number": replace(number, zones=(*number.zones, "America/Adak", "America/St_Johns"))},
        "registry": {"registries": replace(registries, national=True, state=True), "purpose": Purpose.MARKETING},
        "own": {"own_dnc": facts.at - timedelta(hours=1)},
        "attempt": {"attempts": (*(facts.attempts or ()), facts.at)},
        "reassigned": {"reassigned": Reassigned.YES},
    }[kind]

    if not decide(facts).allowed:
        assert not decide(replace(facts, **restricted)).allowed


@settings(max_examples=60, deadline=None)
@given(calls(), st.sampled_from(PHONES), st.sampled_from(sorted({Scope.VOICE_AI, Scope.SMS, Scope.WHATSAPP})))
def test_after_a_revocation_on_one_phone_channel_all_of_them_are_closed(
    facts: Facts, channel: Channel, scope: Scope
) -> None:
    assert facts.consents[0].given is not None
    stop = ConsentFact(ConsentType.PEWC, frozenset({scope}), "self", facts.consents[0].given, facts.at)
    later = replace(facts, channel=channel, consents=(*facts.consents, stop), at=facts.at + timedelta(days=1))

    assert not decide(replace(later, traits=later.traits | {Trait.REPLY})).allowed


@settings(max_examples=60, deadline=None)
@given(calls())
def test_the_same_facts_replayed_from_their_json_give_the_same_verdict(facts: Facts) -> None:
    verdict = decide(facts)

    assert Facts.load(verdict.inputs) == facts
    assert decide(Facts.load(verdict.inputs)) == verdict


@pytest.mark.parametrize(
    "unknown",
    [
        {"country": ""},
        {"number": None},
        {"number": NumberFacts("US")},
        {"consents": ()},
        {"registries": RegistryFacts(None, False, WEDNESDAY_NOON)},
        {"registries": RegistryFacts(False, None, WEDNESDAY_NOON)},
        {"registries": RegistryFacts(False, False, None)},
        {"reassigned": Reassigned.UNKNOWN, "at": WEDNESDAY_NOON + timedelta(days=20)},
        {"attempts": None},
        {"traits": frozenset()},
    ],
)
def test_whatever_is_unknown_denies(unknown: dict[str, object]) -> None:
    facts = a_call(registries=RegistryFacts(False, False, WEDNESDAY_NOON + timedelta(days=18)))
    assert decide(facts).allowed

    assert not decide(replace(facts, **unknown)).allowed


CHANGES_OF_CLOCKS = [datetime(2027, 3, 14, tzinfo=UTC), datetime(2027, 11, 7, tzinfo=UTC)]
SAMPLED_DAYS = [datetime(2027, 1, 3, tzinfo=UTC) + timedelta(days=29 * month) for month in range(12)]


@pytest.mark.parametrize("day", [*CHANGES_OF_CLOCKS, *SAMPLED_DAYS], ids=lambda day: f"{day:%m-%d}")
def test_through_a_day_in_every_state_a_text_is_free_exactly_within_its_window(day: datetime) -> None:
    for place in (place for place in RULES.places.values() if place.country == "US"):
        for zone in place.zones:
            for at in (day + timedelta(minutes=59 * step) for step in range(25)):
                local = at.astimezone(ZoneInfo(zone))
                number = NumberFacts("US", (place.code,), (zone,))
                facts = a_call(number=number, at=at, channel=Channel.SMS, purpose=Purpose.TRANSACTIONAL)
                window = window_on(place, HOURS_OF_CHANNEL[Channel.SMS], local.date(), RULES)
                is_open = window is not None and window.holds(local.time())
                assert CURED_BY_TIME.isdisjoint(decide(facts).reasons) == is_open, (place.code, zone, local)


def test_hours_on_weak_sources_wait_for_an_operator() -> None:
    wyoming = a_call("+13075550188", traits=frozenset({Trait.AI_DISCLOSED}))

    assert decide(wyoming).allowed
    assert decide(replace(wyoming, confirmed=SIGNED_OFF - {"US-WY"})).reason == "HOURS_UNCONFIRMED"
    assert decide(replace(wyoming, confirmed=SIGNED_OFF - {"US-WY"})).earliest is None


def test_maine_waits_eight_hours_between_two_ai_calls() -> None:
    at_nine = WEDNESDAY_NOON.replace(hour=14, minute=0)
    call = a_call("+12075550188", at=at_nine + timedelta(hours=2), attempts=(at_nine,))

    assert decide(call).reason == "ATTEMPT_CAP"
    assert decide(replace(call, channel=Channel.VOICE_LIVE)).allowed
    # Eight hours later it is 17:00, at which Maine closes for automated calls; it opens at nine.
    assert decide(call).earliest == at_nine + timedelta(hours=24)
