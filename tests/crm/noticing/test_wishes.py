"""When a member may be mailed: by the clock on their wall, also in the nights in which it is moved."""

from datetime import UTC, datetime, time

import pytest

from crm.models import NotificationPreferences
from crm.noticing.kinds import KINDS, kind_of, of_kind
from crm.noticing.wishes import mail_at, next_at, quiet_until, rings

NIGHT = {"quiet_from": time(22), "quiet_until": time(7)}
BERLIN, NEW_YORK, KOLKATA = "Europe/Berlin", "America/New_York", "Asia/Kolkata"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("zone", "now", "over"),
    [
        (BERLIN, utc(2026, 6, 1, 19, 59), None),
        (BERLIN, utc(2026, 6, 1, 20, 0), utc(2026, 6, 2, 5)),
        (BERLIN, utc(2026, 6, 2, 4, 59), utc(2026, 6, 2, 5)),
        (BERLIN, utc(2026, 6, 2, 5, 0), None),
        (NEW_YORK, utc(2026, 6, 2, 3, 0), utc(2026, 6, 2, 11)),
        (KOLKATA, utc(2026, 6, 1, 17, 0), utc(2026, 6, 2, 1, 30)),
        (BERLIN, utc(2026, 3, 28, 22, 0), utc(2026, 3, 29, 5)),  # the night has an hour less
        (BERLIN, utc(2026, 10, 24, 21, 0), utc(2026, 10, 25, 6)),  # the night has an hour more
    ],
)
def test_quiet_hours_span_midnight_by_the_members_own_clock(zone: str, now: datetime, over: datetime | None) -> None:
    assert quiet_until(NotificationPreferences(**NIGHT), now, zone) == over


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    lunch = NotificationPreferences(quiet_from=time(12), quiet_until=time(13))
    assert quiet_until(lunch, utc(2026, 6, 1, 10, 30), BERLIN) == utc(2026, 6, 1, 11)
    assert quiet_until(lunch, utc(2026, 6, 1, 11), BERLIN) is None
    assert quiet_until(NotificationPreferences(), utc(2026, 6, 1, 2), BERLIN) is None


def test_an_end_that_the_clocks_leap_over_and_one_that_comes_twice() -> None:
    early = NotificationPreferences(quiet_from=time(0), quiet_until=time(2, 30))
    assert quiet_until(early, utc(2026, 3, 29, 0, 30), BERLIN) == utc(2026, 3, 29, 1, 30)
    assert quiet_until(early, utc(2026, 3, 29, 1, 30), BERLIN) is None
    first, second = utc(2026, 10, 25, 0, 10), utc(2026, 10, 25, 1, 10)  # both ten past two in Berlin
    assert quiet_until(early, first, BERLIN) == utc(2026, 10, 25, 0, 30)
    assert quiet_until(early, second, BERLIN) is None


def test_the_summary_comes_at_its_hour_through_the_year() -> None:
    assert next_at(time(8), utc(2026, 6, 1, 5, 59), BERLIN) == utc(2026, 6, 1, 6)
    assert next_at(time(8), utc(2026, 6, 1, 6), BERLIN) == utc(2026, 6, 2, 6)
    assert next_at(time(8), utc(2026, 3, 28, 12), BERLIN) == utc(2026, 3, 29, 6)
    assert next_at(time(8), utc(2026, 10, 24, 12), BERLIN) == utc(2026, 10, 25, 7)


NEEDS, DEAL, TASK = KINDS["needs_person"], KINDS["deal"], KINDS["task"]
MIDNIGHT, MORNING = utc(2026, 6, 1, 22), utc(2026, 6, 2, 5)  # in Berlin


@pytest.mark.parametrize(
    ("wishes", "kind", "urgency", "at"),
    [
        ({}, NEEDS, "urgent", MIDNIGHT),
        ({}, DEAL, "high", MIDNIGHT),
        ({}, DEAL, "normal", utc(2026, 6, 2, 6)),
        ({}, DEAL, "low", utc(2026, 6, 2, 6)),
        ({"digest_at": time(17)}, DEAL, "low", utc(2026, 6, 2, 15)),
        ({}, TASK, "high", None),
        ({"kinds": {"task": {"bell": True, "email": True}}}, TASK, "high", MIDNIGHT),
        ({"kinds": {"needs_person": {"bell": True, "email": False}}}, NEEDS, "urgent", None),
        (NIGHT, NEEDS, "urgent", MORNING),
        (NIGHT | {"urgent_any_time": True}, NEEDS, "urgent", MIDNIGHT),
        (NIGHT | {"urgent_any_time": True}, NEEDS, "high", MORNING),
        (NIGHT | {"urgent_any_time": True}, DEAL, "urgent", MORNING),
        (NIGHT | {"digest_at": time(6)}, DEAL, "low", MORNING),
    ],
)
def test_when_a_notice_may_be_mailed(wishes: dict, kind, urgency: str, at: datetime | None) -> None:
    assert mail_at(NotificationPreferences(**wishes), kind, urgency, MIDNIGHT, BERLIN) == at


def test_each_code_counts_as_one_kind_and_what_nobody_filed_as_everything_else() -> None:
    codes = [code for kind in KINDS.values() for code in (kind.code, *kind.codes)]
    assert len(codes) == len(set(codes))
    assert kind_of("mailbox_trouble").code == "trouble"
    assert kind_of("reschedule").code == "appointment"
    assert kind_of("high-value-deal").code == "escalation"
    assert kind_of("import").code == kind_of("a word of tomorrow").code == "other"
    with pytest.raises(KeyError):
        of_kind("no kind")


def test_a_bell_that_was_switched_off_does_not_ring() -> None:
    assert rings(NotificationPreferences(), DEAL)
    assert not rings(NotificationPreferences(kinds={"deal": {"bell": False, "email": True}}), DEAL)
