"""Situations that several tests start from: facts of one attempt that is allowed, to be changed in one thing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from compliance.choices import Channel, ConsentType, Purpose, Reassigned, Scope, Trait
from compliance.decision import Facts, decide
from compliance.decision.facts import ConsentFact, NumberFacts, RegistryFacts
from compliance.numbers import read_number
from compliance.rules import current
from compliance.rules.model import Place

WEDNESDAY_NOON = datetime(2027, 2, 3, 17, 30, tzinfo=UTC)  # 12:30 in New York, 09:30 in Los Angeles
MONTHS_LATER = WEDNESDAY_NOON + timedelta(days=56)  # consent is so old by then that the number may be somebody else's
SIGNED_OFF = frozenset(place.code for place in current().places.values() if place.is_low)
WRITTEN = ConsentFact(
    ConsentType.PEWC,
    frozenset({Scope.VOICE_AI, Scope.SMS, Scope.WHATSAPP}),
    "self",
    datetime(2026, 12, 24, 9, tzinfo=UTC),
)


def a_call(phone: str = "+16465550188", **changes: Any) -> Facts:
    """An AI sales call to New York that everything speaks for."""
    facts = Facts(
        channel=Channel.VOICE,
        purpose=Purpose.MARKETING,
        at=WEDNESDAY_NOON,
        country="US",
        number=read_number(phone, current()),
        consents=(WRITTEN,),
        registries=RegistryFacts(national=False, state=False, copied=datetime(2027, 1, 30, tzinfo=UTC)),
        reassigned=Reassigned.NO,
        attempts=(),
        traits=frozenset({Trait.AI_DISCLOSED, Trait.RECORDED, Trait.RECORDING_NOTICE, Trait.REGISTERED}),
        confirmed=SIGNED_OFF,
    )
    return replace(facts, **changes)


def a_mail(**changes: Any) -> Facts:
    """A sales mail to the United States that everything speaks for."""
    facts = Facts(
        channel=Channel.EMAIL,
        purpose=Purpose.MARKETING,
        at=WEDNESDAY_NOON,
        country="US",
        traits=frozenset({Trait.POSTAL, Trait.ONE_CLICK, Trait.DMARC}),
    )
    return replace(facts, **changes)


CONSENTS = tuple(
    replace(WRITTEN, type=type_, scopes=frozenset({Scope.VOICE_AI, Scope.SMS, Scope.WHATSAPP, Scope.EMAIL}))
    for type_ in (ConsentType.PEWC, ConsentType.CASL_EXPRESS)
)
EVERYTHING = frozenset(
    {
        *(Trait.AI_DISCLOSED, Trait.RECORDED, Trait.RECORDING_NOTICE, Trait.REGISTERED, Trait.OPT_OUT_TEXT),
        *(Trait.FIRST, Trait.TEMPLATE, Trait.POSTAL, Trait.ONE_CLICK, Trait.DMARC),
    }
)


def an_attempt(place: Place, channel: Channel, purpose: Purpose, at: datetime = MONTHS_LATER) -> Facts:
    """An attempt in any place on any channel that everything speaks for but perhaps the hour; see `at_its_hour`."""
    return a_call(
        channel=channel,
        purpose=purpose,
        at=at,
        country=place.country,
        number=NumberFacts(place.country, (place.code,), place.zones) if channel.is_phone else None,
        consents=CONSENTS,
        registries=RegistryFacts(national=False, state=False, copied=at - timedelta(days=9)),
        traits=EVERYTHING,
    )


def at_its_hour(facts: Facts) -> Facts:
    """The same attempt when nothing stands against it any more."""
    earliest = decide(facts).earliest
    assert earliest is not None
    return replace(facts, at=earliest)
