"""Where the person may be: every state and zone that the number or the record allows for. All of them must agree."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from compliance.decision.facts import Facts, NumberFacts
from compliance.rules import Rules
from compliance.rules.model import Place


@dataclass(frozen=True, slots=True)
class Whereabouts:
    laws: tuple[str, ...]  # whose consent and registry law binds: "US", "CA", "GB", "EU", "other"
    places: tuple[Place, ...] = ()
    zones: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()  # countries and states that have no row
    zone_is_known: bool = True


def whereabouts(facts: Facts, rules: Rules) -> Whereabouts:
    """For a call or text: the places of the number and of the record together; for all else the country's law alone."""
    if not facts.channel.is_phone:
        return Whereabouts(laws=(rules.law(facts.country),))
    return reached(Record(facts.country, facts.state, facts.zip_zones, facts.number or NumberFacts()), rules)


def recorded_place(country: str, state: str, rules: Rules) -> Place | None:
    """The state, province or country on record; `state` is a code or a name, and None stands for none or unknown."""
    law = rules.law(country)
    if law != country:  # a territory that has a country code of its own: PR is US-PR
        return rules.places.get(f"{law}-{country}")
    return rules.places.get(country) or rules.states.get((country, state.strip().casefold()))


class Record(NamedTuple):
    """All that tells where a person with a telephone is. Most people of a list share it with others."""

    country: str
    state: str
    zip_zones: tuple[str, ...]
    number: NumberFacts


@lru_cache(maxsize=8192)
def reached(record: Record, rules: Rules) -> Whereabouts:
    """Where a call or text to this record may arrive."""
    countries = dict.fromkeys(country for country in (record.country, record.number.country) if country)
    recorded = recorded_place(record.country, record.state, rules)
    by_number = [rules.places[code] for code in record.number.places]
    return Whereabouts(
        laws=tuple(dict.fromkeys(rules.law(country) for country in countries)),
        places=tuple(dict.fromkeys([*by_number, *([recorded] if recorded else [])])),
        zones=_zones(record, recorded),
        unsupported=_unsupported(record, countries, recorded, rules),
        zone_is_known=_zone_is_known(record, recorded, rules),
    )


def _zones(record: Record, recorded: Place | None) -> tuple[str, ...]:
    """A known ZIP stands for the record; without one the whole state does."""
    of_record = record.zip_zones or (recorded.zones if recorded else ())
    return tuple(dict.fromkeys([*record.number.zones, *of_record]))


def _unsupported(record: Record, countries: dict[str, None], recorded: Place | None, rules: Rules) -> tuple[str, ...]:
    unknown = [country for country in countries if rules.law(country) not in rules.callable_laws]
    if not record.country:
        unknown.append("country not on record")
    elif record.state and recorded is None and not unknown:
        unknown.append(f"{record.country}-{record.state}")
    return tuple(unknown)


def _zone_is_known(record: Record, recorded: Place | None, rules: Rules) -> bool:
    """Toll-free and unassigned codes lie anywhere, and so does a foreign number whose holder's state is unknown."""
    is_home_number = rules.law(record.number.country) == rules.law(record.country)
    return bool(record.number.zones) and (is_home_number or recorded is not None or bool(record.zip_zones))
