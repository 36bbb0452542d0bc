"""Reads the rule files once. The version names their content, so that an edited row is another version."""

import csv
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from compliance.choices import Channel, ConsentType, Purpose
from compliance.rules.calendars import Calendar
from compliance.rules.model import AreaCode, ConsentKind, Place, Policy, Registry, ZipArea
from quotahit.yaml_files import read_yaml

DATA = Path(__file__).parent / "data"
OTHER = "other"
Needs = dict[str, dict[Channel, dict[Purpose, frozenset[ConsentType]]]]


@dataclass(frozen=True, eq=False)
class Rules:
    """All rules by place, as one value. Two loads are two values, so that decisions can be cached by it."""

    version: str
    policy: Policy
    places: dict[str, Place]
    states: dict[tuple[str, str], Place]  # by country, and code or name in small letters
    callable_laws: frozenset[str]  # countries that calls and texts have rules for
    area_codes: dict[str, AreaCode]
    zip_areas: dict[str, ZipArea]  # by the first three digits
    calendars: dict[str, Calendar]
    registries: dict[str, Registry]
    laws: dict[str, str]
    kinds: dict[ConsentType, ConsentKind]
    needs: Needs
    need_sources: dict[str, str]
    live_call_types: frozenset[ConsentType]
    opt_out_in_each_text: frozenset[str]  # laws under which every marketing text says how to leave, not the first alone

    def law(self, country: str) -> str:
        """Whose consent law a country follows: US, CA, GB, EU, or "other" for all that is unknown."""
        return self.laws.get(country, OTHER)

    def of_kind(self, kind: str) -> frozenset[ConsentType]:
        return frozenset(type_ for type_, row in self.kinds.items() if row.kind == kind)


@lru_cache(maxsize=1)
def current() -> Rules:
    """The rules that this installation ships with."""
    return load(DATA)


def load(folder: Path) -> Rules:
    """All rules below a folder. A row that cannot be read raises pydantic's ValidationError with its field."""
    policy = Policy.read(_yaml(folder / "policy.yaml"))
    consent = _yaml(folder / "consent.yaml")
    kinds = {ConsentType(name): ConsentKind(**row) for name, row in consent["types"].items()}
    places = _places(folder, policy)
    return Rules(
        version=f"{policy.version}+{_digest(folder)}",
        policy=policy,
        places={place.code: place for place in places},
        states={(place.country, word.casefold()): place for place in places for word in (place.state, place.name)},
        callable_laws=frozenset(place.country for place in places),
        area_codes=_area_codes(folder / "area_codes.csv"),
        zip_areas=_zip_areas(folder / "zip_areas.csv"),
        calendars=_calendars(folder),
        registries={name: Registry(**row) for name, row in _yaml(folder / "registries.yaml").items()},
        laws={code: law for law, codes in _yaml(folder / "countries.yaml").items() for code in codes},
        kinds=kinds,
        needs={law: _needs(row, kinds) for law, row in consent["needs"].items()},
        need_sources={law: row["source"] for law, row in consent["needs"].items()},
        live_call_types=frozenset(ConsentType(name) for name in consent["live_call"]["types"]),
        opt_out_in_each_text=frozenset(law for law, row in consent["needs"].items() if row.get("opt_out_in_each_text")),
    )


def _yaml(path: Path) -> dict[str, Any]:
    return read_yaml(path)


def _digest(folder: Path) -> str:
    content = b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())
    return hashlib.sha256(content).hexdigest()[:8]


def _places(folder: Path, policy: Policy) -> list[Place]:
    federal = {key: policy.federal[key] for key in ("live", "keep_do_not_call")}
    states = _yaml(folder / "us.yaml") | _yaml(folder / "us_federal.yaml")
    canada = _yaml(folder / "canada.yaml")
    return [
        *(Place(**{**federal, **row, "code": f"US-{code}", "country": "US"}) for code, row in states.items()),
        *(
            Place(**{**canada["country"], **row, "code": f"CA-{code}", "country": "CA"})
            for code, row in canada["provinces"].items()
        ),
        Place(**_yaml(folder / "united_kingdom.yaml"), code="GB", country="GB"),
    ]


def _csv(path: Path) -> list[dict[str, Any]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def _area_codes(path: Path) -> dict[str, AreaCode]:
    return {
        row.pop("area_code"): AreaCode(
            **{
                **row,
                "places": [f"{row['country']}-{place}" for place in row["places"].split("|") if place],
                "zones": [zone for zone in row["zones"].split("|") if zone],
            }
        )
        for row in _csv(path)
    }


def _zip_areas(path: Path) -> dict[str, ZipArea]:
    return {row.pop("prefix"): ZipArea(**{**row, "zones": row["zones"].split("|")}) for row in _csv(path)}


def _calendars(folder: Path) -> dict[str, Calendar]:
    provinces = _yaml(folder / "canada.yaml")
    country = provinces["country"]
    origin = {"as_of": country["as_of"], "confidence": country["confidence"]["holidays"]}
    return {name: Calendar(**row) for name, row in _yaml(folder / "holidays.yaml").items()} | {
        row["holidays"]: Calendar(country="CA", subdivision=code, source=f"holidays 0.108, CA-{code}", **origin)
        for code, row in provinces["provinces"].items()
    }


def _needs(
    row: dict[str, Any], kinds: dict[ConsentType, ConsentKind]
) -> dict[Channel, dict[Purpose, frozenset[ConsentType]]]:
    return {
        Channel(channel): {
            Purpose(purpose): frozenset(type_ for word in words for type_ in _types(word, kinds))
            for purpose, words in purposes.items()
        }
        for channel, purposes in row.items()
        if channel in Channel.values
    }


def _types(word: str, kinds: dict[ConsentType, ConsentKind]) -> list[ConsentType]:
    """A type by its name, or all types of a kind."""
    if word in ConsentType.values:
        return [ConsentType(word)]
    return [type_ for type_, kind in kinds.items() if kind.kind == word]
