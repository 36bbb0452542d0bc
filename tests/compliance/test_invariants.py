"""What must hold for every attempt whatsoever."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from compliance.choices import Channel, ConsentType, Purpose, Scope, Trait
from compliance.decision import Facts, decide
from compliance.decision.facts import ConsentFact, NumberFacts
from compliance.decision.hours import window_on, zones_of
from compliance.reasons import CURED_BY_TIME
from compliance.rules import current
from compliance.rules.model import HOURS_OF_CHANNEL
from tests.compliance.restrictions import PROHIBITIONS, STATES, UNKNOWNS
from tests.compliance.situations import SIGNED_OFF, WEDNESDAY_NOON, a_call, an_attempt

RULES = current()
PLACES = list(RULES.places.values())
PHONES = sorted(HOURS_OF_CHANNEL)
AREA_CODES = sorted(code for code, row in RULES.area_codes.items() if row.zones)
DAYS = 407  # to the end of the year after
a_few = settings(max_examples=120, deadline=None)

moments = st.integers(0, DAYS * 24 * 60).map(
    lambda minute: datetime(2026, 11, 20, tzinfo=UTC) + timedelta(minutes=minute)
)
numbers = st.sampled_from(AREA_CODES).map(
    lambda code: NumberFacts(
        RULES.area_codes[code].country, RULES.area_codes[code].places, RULES.area_codes[code].zones
    )
)
minutes_ago = st.lists(st.integers(0, 30 * 60), max_size=4)


@st.composite
def calls(draw: st.DrawFn) -> Facts:
    """An attempt on a phone channel that hours, caps, states and zones decide about, and little else."""
    at, number = draw(moments), draw(numbers)
    facts = an_attempt(RULES.places[number.places[0]], draw(st.sampled_from(PHONES)), Purpose.TRANSACTIONAL, at)
    return replace(
        facts,
        number=number,
        state=draw(st.sampled_from(["", *STATES])) if number.country == "US" else "",
        consents=tuple(replace(consent, given=at - timedelta(days=9)) for consent in facts.consents),
        attempts=tuple(at - timedelta(minutes=ago) for ago in draw(minutes_ago)),
    )


@st.composite
def flawed(draw: st.DrawFn) -> Facts:
    """An attempt in any place on any channel, of which up to two things speak against it."""
    place, channel = draw(st.sampled_from(PLACES)), draw(st.sampled_from([*PHONES, Channel.EMAIL]))
    facts = an_attempt(place, channel, draw(st.sampled_from(Purpose)))
    if draw(st.booleans()) and (opening := decide(facts).earliest):
        facts = replace(facts, at=opening)
    for change in draw(st.lists(worse, max_size=2)):
        facts = CHANGES[change](facts)
    return facts


CHANGES = PROHIBITIONS | {f"unknown {name}": change for name, change in UNKNOWNS.items()}
worse = st.sampled_from(sorted(CHANGES))


@settings(max_examples=60, deadline=None)
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


@a_few
@given(calls(), st.floats(0, 0.9999))
def test_the_earliest_time_is_allowed_and_no_time_before_it_is(facts: Facts, part: float) -> None:
    verdict = decide(facts)
    assume(not verdict.allowed and set(verdict.reasons) <= CURED_BY_TIME)
    assert verdict.earliest is not None
    assert verdict.earliest > facts.at

    assert decide(replace(facts, at=verdict.earliest)).allowed
    assert not decide(replace(facts, at=max(facts.at, verdict.earliest - timedelta(minutes=1)))).allowed
    assert not decide(replace(facts, at=facts.at + (verdict.earliest - facts.at) * part)).allowed


@settings(max_examples=400, deadline=None)
@given(flawed(), worse)
def test_neither_a_prohibition_more_nor_less_knowledge_turns_a_denial_into_an_allowance(
    facts: Facts, change: str
) -> None:
    worsened = CHANGES[change](facts)

    assert decide(facts).allowed or not decide(worsened).allowed


@a_few
@given(calls(), st.sampled_from(PHONES), st.sampled_from(sorted({Scope.VOICE_AI, Scope.SMS, Scope.WHATSAPP})))
def test_after_a_revocation_on_one_phone_channel_all_of_them_are_closed(
    facts: Facts, channel: Channel, scope: Scope
) -> None:
    assert facts.consents[0].given is not None
    stop = ConsentFact(ConsentType.PEWC, frozenset({scope}), "self", facts.consents[0].given, facts.at)
    later = replace(facts, channel=channel, consents=(*facts.consents, stop), at=facts.at + timedelta(days=1))

    assert not decide(replace(later, traits=later.traits | {Trait.REPLY})).allowed


@a_few
@given(calls())
def test_the_same_facts_replayed_from_their_json_give_the_same_verdict(facts: Facts) -> None:
    verdict = decide(facts)

    assert Facts.load(verdict.inputs) == facts
    assert decide(Facts.load(verdict.inputs)) == verdict


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
