"""What a phone number itself tells about where its holder may be."""

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberType

from compliance.decision.facts import NumberFacts
from compliance.rules import Rules

_ANYWHERE = {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}


def read_number(key: str, rules: Rules) -> NumberFacts | None:
    """The facts of a number in E.164 (compliance.addresses.phone_key); None for "".

    North American numbers are read from our own table of area codes: the library knows one zone for codes that lie
    in two, and the wrong one for several.
    """
    if not key:
        return None
    return _north_american(key[2:5], rules) if key.startswith("+1") else _elsewhere(key, rules)


@lru_cache(maxsize=1024)
def _north_american(area_code: str, rules: Rules) -> NumberFacts:
    row = rules.area_codes.get(area_code)
    if row:
        return NumberFacts(row.country, row.places, row.zones)
    some_number = phonenumbers.parse(f"+1{area_code}5550123")
    return NumberFacts(phonenumbers.region_code_for_number(some_number) or "")


def _elsewhere(key: str, rules: Rules) -> NumberFacts:
    number = phonenumbers.parse(key)
    country = phonenumbers.region_code_for_number(number) or phonenumbers.region_code_for_country_code(
        number.country_code or 0
    )
    place = rules.places.get(country)
    if place is None or phonenumbers.number_type(number) in _ANYWHERE:
        return NumberFacts(country)
    return NumberFacts(country, (place.code,), place.zones)
