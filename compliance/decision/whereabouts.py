"""Where the person may be: every state and zone that the number or the record allows for. All of them must agree."""

from dataclasses import dataclass

from compliance.decision.facts import Facts
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
    number_country = facts.number.country if facts.number else ""
    countries = dict.fromkeys(country for country in (facts.country, number_country) if country)
    recorded = recorded_place(facts.country, facts.state, rules)
    by_number = tuple(rules.places[code] for code in facts.number.places) if facts.number else ()
    places = tuple(dict.fromkeys([*by_number, *([recorded] if recorded else [])]))
    return Whereabouts(
        laws=tuple(dict.fromkeys(rules.law(country) for country in countries)),
        places=places,
        zones=_zones(facts, recorded),
        unsupported=_unsupported(facts, countries, recorded, rules),
        zone_is_known=_zone_is_known(facts, recorded, rules),
    )


def recorded_place(country: str, state: str, rules: Rules) -> Place | None:
    """The state, province or country on record; `state` is a code or a name, and None stands for none or unknown."""
    law = rules.law(country)
    if law != country:  # a territory that has a country code of its own: PR is US-PR
        return rules.places.get(f"{law}-{country}")
    return rules.places.get(country) or rules.states.get((country, state.strip().casefold()))


def _zones(facts: Facts, recorded: Place | None) -> tuple[str, ...]:
    """A known ZIP stands for the record; without one the whole state does."""
    of_record = facts.zip_zones or (recorded.zones if recorded else ())
    return tuple(dict.fromkeys([*(facts.number.zones if facts.number else ()), *of_record]))


def _unsupported(facts: Facts, countries: dict[str, None], recorded: Place | None, rules: Rules) -> tuple[str, ...]:
    unknown = [country for country in countries if rules.law(country) not in rules.callable_laws]
    if not facts.country:
        unknown.append("country not on record")
    elif facts.state and recorded is None and not unknown:
        unknown.append(f"{facts.country}-{facts.state}")
    return tuple(unknown)


def _zone_is_known(facts: Facts, recorded: Place | None, rules: Rules) -> bool:
    """Toll-free and unassigned codes lie anywhere, and so does a foreign number whose holder's state is unknown."""
    if facts.number is None or not facts.number.zones:
        return False
    is_home_number = rules.law(facts.number.country) == rules.law(facts.country)
    return is_home_number or recorded is not None or bool(facts.zip_zones)
