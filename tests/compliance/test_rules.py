"""The rule files: complete, sourced, and of a calendar that does not run out."""

import csv
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import phonenumbers
import pytest
import yaml
from phonenumbers.geocoder import description_for_number
from phonenumbers.timezone import time_zones_for_number
from pydantic import ValidationError

from compliance.checks import rules_are_readable, zones_are_current
from compliance.choices import Channel, Purpose
from compliance.numbers import read_number
from compliance.rules import current
from compliance.rules.loader import DATA, load
from compliance.rules.model import HOURS_OF_CHANNEL, ConsentKind, Hours, Place, Term

RULES = current()
HOLIDAYS = Path(__file__).parent / "holidays_2027.csv"


def test_every_state_and_territory_has_a_row() -> None:
    states = {place.state for place in RULES.places.values() if place.country == "US"}

    assert len(states) == 56
    assert {"DC", "PR", "VI", "GU", "MP", "AS"} <= states


@pytest.mark.parametrize("place", RULES.places.values(), ids=lambda place: place.code)
def test_an_artificial_voice_is_never_freer_than_a_person(place: Place) -> None:
    for spoken, artificial in zip(place.week(Hours.LIVE), place.week(Hours.AI_VOICE), strict=True):
        if artificial is not None:
            assert spoken is not None
            assert spoken.start <= artificial.start < artificial.end <= spoken.end


def test_every_row_says_where_it_comes_from_as_of_when_and_how_sure_we_are() -> None:
    for place in RULES.places.values():
        assert place.source
        assert place.as_of <= date(2026, 11, 20)
        assert "hours" in place.confidence
    for table in (RULES.area_codes, RULES.zip_areas, RULES.registries, RULES.calendars):
        assert all(row.source and row.as_of and row.confidence for row in table.values())


def test_every_law_with_calls_says_what_consent_each_channel_needs() -> None:
    for law in RULES.callable_laws:
        for channel in (*HOURS_OF_CHANNEL, Channel.EMAIL):
            assert set(RULES.needs[law][channel]) == set(Purpose)


def test_places_that_wait_for_a_sign_off_are_those_with_weak_sources() -> None:
    low = {place.code for place in RULES.places.values() if place.is_low}

    assert low == {f"US-{state}" for state in ["IN", "MI", "NV", "SC", "WY", "PR", "VI", "GU", "MP", "AS"]} | {"GB"}


@pytest.mark.parametrize(
    ("area_code", "zones"),
    [
        ("850", {"America/Chicago", "America/New_York"}),
        ("689", {"America/New_York"}),
        ("928", {"America/Phoenix", "America/Denver"}),
        ("807", {"America/Toronto", "America/Winnipeg", "America/Atikokan"}),
        ("800", set()),
        ("374", set()),
    ],
)
def test_an_area_code_names_every_zone_it_may_lie_in(area_code: str, zones: set[str]) -> None:
    number = read_number(f"+1{area_code}5550188", RULES)

    assert number is not None
    assert set(number.zones) == zones


# All of 689 in Chicago, 879 in Puerto Rico, an exchange of Alaska in Honolulu: here it is the library that errs.
MISTAKEN = {"689", "879", "907"}


def clocks(zones: tuple[str, ...], month: int) -> list[timedelta]:
    """What these zones are from UTC in a month."""
    at = datetime(2027, month, 1, 18, tzinfo=UTC)
    return [at.astimezone(zoneinfo.ZoneInfo(zone)).utcoffset() or timedelta() for zone in zones]


def spans(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether no clock of theirs is ahead of all of ours, or behind them, in winter or summer."""
    seasons = [(clocks(ours, month), clocks(theirs, month)) for month in (1, 7)]
    return all(min(mine) <= min(other) <= max(other) <= max(mine) for mine, other in seasons)


def known_zones(area_code: str) -> Iterator[tuple[str, ...]]:
    """What the library says of numbers of an area code; a guess at a whole country is no knowledge."""
    for exchange in range(200, 1000, 57):
        zones = time_zones_for_number(phonenumbers.parse(f"+1{area_code}{exchange}0188"))
        if len(zones) < 5 and zones != ("Etc/Unknown",):
            yield zones


def test_an_area_code_may_lie_wherever_the_library_has_seen_it() -> None:
    codes = {code: row for code, row in RULES.area_codes.items() if row.zones and code not in MISTAKEN}
    narrow = [
        (code, zones) for code, row in codes.items() for zones in set(known_zones(code)) if not spans(row.zones, zones)
    ]

    assert narrow == []


def test_a_canadian_area_code_lies_in_the_provinces_that_the_library_names() -> None:
    for code, row in RULES.area_codes.items():
        if row.country == "CA" and row.zones:
            named = description_for_number(phonenumbers.parse(f"+1{code}5550188"), "en").rpartition(", ")[2]
            places = [RULES.places[place] for place in row.places]
            known = {word for place in places for word in (place.name, place.state)}
            # The library spells the province of 257 like the country of South America.
            assert set(named.replace("Colombia", "Columbia").split("/")) <= known, (code, named)


def test_a_british_freephone_number_may_be_anywhere() -> None:
    number = read_number("+448081570123", RULES)

    assert number is not None
    assert (number.country, number.zones) == ("GB", ())


def test_the_calendars_hold_the_days_that_counsel_listed_and_no_others() -> None:
    with HOLIDAYS.open(newline="") as file:
        listed = {(row["calendar"], date.fromisoformat(row["day"])) for row in csv.DictReader(file)}
    period = [date(2026, 11, 20) + timedelta(days=ahead) for ahead in range(407)]

    computed = {
        (name, day)
        for name, calendar in RULES.calendars.items()
        if calendar.country == "US"
        for day in period
        if calendar.holds(day)
    }

    assert computed == listed


def test_the_calendars_do_not_run_out() -> None:
    assert RULES.calendars["LA"].holds(date(2035, 11, 23))  # the Friday after Thanksgiving
    assert RULES.calendars["UT"].holds(date(2040, 7, 24))
    assert RULES.calendars["AL"].holds(date(2032, 12, 31))  # New Year's Day 2033, a Saturday, observed the day before


@pytest.mark.parametrize(
    ("given", "months", "last_day"),
    [
        (date(2025, 8, 31), 18, date(2027, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 1, 15), None, date.max),
    ],
)
def test_consent_lapses_by_calendar_months(given: date, months: int | None, last_day: date) -> None:
    assert ConsentKind(kind="implied", months=months).last_day(given) == last_day


def test_a_request_of_a_leap_day_ends_on_the_last_of_february() -> None:
    assert Term(years=5).end(date(2024, 2, 29)) == date(2029, 2, 28)


def test_an_edited_row_is_another_version(tmp_path: Path) -> None:
    for source in DATA.iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    assert load(tmp_path).version == RULES.version

    with (tmp_path / "us.yaml").open("a") as file:
        file.write("# read again\n")

    assert load(tmp_path).version != RULES.version


def test_a_misspelt_field_is_refused_with_its_name(tmp_path: Path) -> None:
    for source in DATA.iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    states = yaml.safe_load((tmp_path / "us.yaml").read_text())
    states["AL"]["hollidays"] = "AL"
    (tmp_path / "us.yaml").write_text(yaml.safe_dump(states))

    with pytest.raises(ValidationError, match="hollidays"):
        load(tmp_path)


def test_the_checks_find_the_pinned_zones_and_readable_rules() -> None:
    assert zones_are_current(None) == []
    assert rules_are_readable(None) == []


@pytest.fixture
def system_zones() -> Iterator[Path]:
    """Python reads the system's copy of the zones, as it would without our settings."""
    system = Path("/usr/share/zoneinfo")
    if not (system / "America" / "Vancouver").exists():
        pytest.skip("this system has no zones of its own")
    zoneinfo.reset_tzpath(to=[str(system)])
    zoneinfo.ZoneInfo.clear_cache()
    yield system
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()


def test_a_system_copy_that_is_a_year_old_is_an_error_with_a_hint(system_zones: Path) -> None:
    if datetime(2026, 12, 16, tzinfo=zoneinfo.ZoneInfo("America/Vancouver")).utcoffset() == timedelta(hours=-7):
        pytest.skip("this system's zones are current")

    (error,) = zones_are_current(None)

    assert error.id == "compliance.E002"
    assert str(system_zones) in error.msg
    assert error.hint
