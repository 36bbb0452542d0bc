"""The gate fails closed: what a channel and place need and is not known denies, whatever else is known."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from compliance.choices import PHONE_CHANNELS, Channel, Purpose
from compliance.decision import Facts, decide
from compliance.rules import current
from tests.compliance.restrictions import UNKNOWNS, needs
from tests.compliance.situations import a_mail, an_attempt, at_its_hour

PLACES = list(current().places.values())


def attempts_everywhere(channel: Channel) -> Iterator[Facts]:
    """An allowed attempt of each purpose in every place; marketing by WhatsApp is allowed in no state."""
    for place in PLACES:
        for purpose in Purpose:
            if (channel, purpose, place.country) != (Channel.WHATSAPP, Purpose.MARKETING, "US"):
                yield at_its_hour(an_attempt(place, channel, purpose))


@pytest.mark.parametrize("channel", sorted(PHONE_CHANNELS))
def test_no_call_or_text_is_allowed_without_all_that_its_channel_and_place_need(channel: Channel) -> None:
    for facts in attempts_everywhere(channel):
        assert decide(facts).allowed
        denied = {name for name, forget in UNKNOWNS.items() if not decide(forget(facts)).allowed}
        assert needs(facts) <= denied, (facts.number, facts.purpose, needs(facts) - denied)


@pytest.mark.parametrize("country", ["US", "CA", "GB", "DE", "EU", "JP", ""])
def test_no_mail_is_allowed_without_all_that_its_country_needs(country: str) -> None:
    consents = an_attempt(PLACES[0], Channel.EMAIL, Purpose.MARKETING).consents
    mail = a_mail(country=country, consents=consents if country != "US" else ())

    assert decide(mail).allowed
    assert {name for name, forget in UNKNOWNS.items() if not decide(forget(mail)).allowed} == needs(mail)


def test_a_mail_to_nobody_knows_where_needs_consent_like_one_abroad() -> None:
    assert decide(a_mail()).allowed
    assert decide(a_mail(country="")).reason == "CONSENT_MISSING"


def test_a_call_to_nobody_knows_where_is_no_call() -> None:
    for facts in attempts_everywhere(Channel.VOICE_LIVE):
        assert decide(replace(facts, country="")).reason == "JURISDICTION_UNSUPPORTED"
