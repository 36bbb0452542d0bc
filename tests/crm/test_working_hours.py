"""When a rep works: by their own clock, on their own days, less the days they are away."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from crm.working_hours import Absence, WorkingHours

BERLIN = WorkingHours("Europe/Berlin")
FRIDAY = datetime(2026, 11, 27, tzinfo=UTC)


def at(hour: int, minute: int = 0, day: datetime = FRIDAY) -> datetime:
    return day.replace(hour=hour, minute=minute)


def test_time_counts_only_while_they_work():
    assert BERLIN.after(at(9), timedelta(hours=1)) == at(10)
    assert BERLIN.after(at(15, 30), timedelta(hours=1)) == at(8, 30, FRIDAY + timedelta(days=3))  # over the weekend
    assert BERLIN.after(at(3), timedelta(hours=1)) == at(9)  # from eight by UTC on


def test_long_times_run_over_several_days():
    assert BERLIN.after(at(8), timedelta(hours=20)) == at(12, 0, FRIDAY + timedelta(days=4))


def test_who_works_goes_on_now_and_who_does_not_begins_in_the_morning():
    assert BERLIN.next_start(at(12)) == at(12)
    assert BERLIN.next_start(at(20)) == at(8, 0, FRIDAY + timedelta(days=3))


def test_absences_are_skipped_with_their_first_and_last_day():
    away = WorkingHours("Europe/Berlin", absences=(Absence(first=date(2026, 11, 26), last=date(2026, 11, 30)),))
    assert away.is_away(at(12))
    assert not away.is_away(at(12, 0, FRIDAY + timedelta(days=4)))
    assert away.next_start(at(12)) == at(8, 0, FRIDAY + timedelta(days=4))


def test_who_works_on_no_day_never_begins():
    idle = WorkingHours("UTC", days=frozenset())
    assert idle.next_start(FRIDAY) is None
    assert idle.after(FRIDAY, timedelta(hours=1)) is None
    assert idle.shared_with(BERLIN, FRIDAY) == timedelta()


def test_the_clock_on_the_wall_rules_when_the_clocks_change():
    saturday = datetime(2026, 3, 28, 20, tzinfo=UTC)  # the night after, the clocks leap to summer
    assert BERLIN.next_start(saturday) == datetime(2026, 3, 30, 7, tzinfo=UTC)
    night = WorkingHours("Europe/Berlin", time(2, 30), time(10), frozenset({7}))
    assert night.next_start(saturday) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # half past two did not come


@pytest.mark.parametrize(
    ("zone", "hours"), [("Europe/Berlin", 8), ("Europe/London", 7), ("America/New_York", 2), ("Asia/Tokyo", 0)]
)
def test_shared_hours_are_those_of_the_next_working_day(zone, hours):
    assert BERLIN.shared_with(WorkingHours(zone), at(6)) == timedelta(hours=hours)


def test_an_absence_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError, match="ends before it begins"):
        Absence(first=date(2026, 12, 2), last=date(2026, 12, 1))
