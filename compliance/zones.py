"""The time zones that a place may lie in."""

import importlib.resources
from functools import lru_cache

from compliance.decision.whereabouts import recorded_place
from compliance.rules import current


def zones_of_place(country: str, state: str = "") -> tuple[str, ...]:
    """Every zone of a state, by the rows that calling hours are judged with, or of the country where no state is known.

    None for a country that is none. Countries are read from the zone database itself, which knows them all.
    """
    place = recorded_place(country, state, current()) if country else None
    return place.zones if place else _zones_of_countries().get(country, ())


@lru_cache(maxsize=1)
def _zones_of_countries() -> dict[str, tuple[str, ...]]:
    zones: dict[str, tuple[str, ...]] = {}
    for line in importlib.resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            zones[country] = (*zones.get(country, ()), zone)
    return zones
