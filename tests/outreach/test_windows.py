"""The recipient's hours, on their own clock or on every clock that they may live by."""

from datetime import UTC, datetime, time, timedelta

import pytest

from crm.models import Contact
from outreach.models import Sequence
from outreach.recipients import load_recipients
from outreach.windows import ALWAYS, Window, window_of, zones_of

OFFICE = {"opens": time(9), "closes": time(17), "weekdays_only": True}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("zone", "at", "opens"),
    [
        ("Europe/Berlin", utc(2026, 11, 23, 7, 59), utc(2026, 11, 23, 8)),  # Monday before nine
        ("Europe/Berlin", utc(2026, 11, 23, 8), utc(2026, 11, 23, 8)),
        ("Europe/Berlin", utc(2026, 11, 23, 15, 59), utc(2026, 11, 23, 15, 59)),
        ("Europe/Berlin", utc(2026, 11, 23, 16), utc(2026, 11, 24, 8)),  # five o'clock is over
        ("Europe/Berlin", utc(2026, 11, 27, 16), utc(2026, 11, 30, 8)),  # Friday evening
        ("Europe/Berlin", utc(2026, 3, 27, 16), utc(2026, 3, 30, 7)),  # the clock goes forward on that Sunday
        ("America/New_York", utc(2026, 10, 30, 21), utc(2026, 11, 2, 14)),  # and back on this one
        ("Asia/Kolkata", utc(2026, 11, 23, 0), utc(2026, 11, 23, 3, 30)),
        ("Pacific/Auckland", utc(2026, 11, 22, 12), utc(2026, 11, 22, 20)),  # Monday there, Sunday here
    ],
)
def test_a_window_opens_by_the_clock_on_the_wall(zone: str, at: datetime, opens: datetime) -> None:
    assert Window((zone,), **OFFICE).next_open(at) == opens


def test_of_two_zones_both_must_be_at_work() -> None:
    coasts = Window(("America/New_York", "America/Los_Angeles"), **OFFICE)
    assert coasts.next_open(utc(2026, 11, 23, 14)) == utc(2026, 11, 23, 17)  # nine on the west coast
    assert coasts.next_open(utc(2026, 11, 23, 22)) == utc(2026, 11, 24, 17)  # five on the east coast


def test_zones_that_share_no_hour_have_no_window() -> None:
    assert Window(("America/New_York", "Asia/Singapore"), **OFFICE).next_open(utc(2026, 11, 23)) is None


def test_without_a_window_every_moment_is_good() -> None:
    assert ALWAYS.next_open(utc(2026, 11, 22, 3)) == utc(2026, 11, 22, 3)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo"])
def test_whatever_the_hour_the_answer_lies_in_the_window_and_none_before_it_does(zone: str) -> None:
    window = Window((zone,), **OFFICE)
    for hours in range(0, 24 * 370, 7):
        at = utc(2026, 1, 1) + timedelta(hours=hours)
        opens = window.next_open(at)
        assert opens is not None
        assert window.next_open(opens) == opens
        assert at <= opens <= at + timedelta(days=3)


@pytest.mark.parametrize(
    ("fields", "zones"),
    [
        ({"zone": "Asia/Tokyo", "country": "US", "state": "FL"}, {"Asia/Tokyo"}),
        ({"zone": "", "country": "US", "state": "FL"}, {"America/New_York", "America/Chicago"}),
        ({"zone": "Mars/Olympus", "country": "DE", "state": ""}, {"Europe/Berlin", "Europe/Busingen"}),
        ({"zone": "", "country": "", "state": ""}, set()),
    ],
)
def test_a_recipients_zones_are_their_own_or_all_of_the_place(
    dana: Contact, fields: dict[str, str], zones: set[str]
) -> None:
    Contact.objects.filter(pk=dana.pk).update(**fields)
    assert set(zones_of(load_recipients([dana.pk])[dana.pk])) == zones


def test_where_nothing_is_known_our_own_hours_are_kept(engage: Sequence, dana: Contact) -> None:
    Contact.objects.filter(pk=dana.pk).update(zone="", country="")
    window = window_of(engage, load_recipients([dana.pk])[dana.pk], fallback="Europe/Lisbon")
    assert window.zones == ("Europe/Lisbon",)
