"""How much of its day a mailbox that nobody locks has used: counted on from where this process has counted before.

Whoever books does it for now or later. So what is booked for a time before the oldest open transaction began is all
that there will be for it, and is counted once; what is booked after that is counted anew every time, by whichever
worker or process it was. Nothing depends on ids, which are given out in one order and committed in another.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection

from outreach.models import Delivery
from quotahit.workflow.sql import as_rows, is_postgresql, source

SKEW = timedelta(seconds=2)  # between the clocks of processes, and between taking the time and the first statement
AFRESH = timedelta(minutes=10)  # what was cancelled meanwhile is noticed then, and no cap is overstepped before
_COLUMNS = {"mailbox_id": "bigint", "since": "timestamptz", "upto": "timestamptz", "until": "timestamptz"}
_OPEN = (
    "SELECT COALESCE(clock_timestamp() - min(xact_start), interval '0') FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend'"
)


class Tally(NamedTuple):
    """What is booked from `start` until `upto`."""

    start: datetime
    upto: datetime
    used: int
    begun: datetime


_tallies: dict[tuple[str, int], Tally] = {}  # by database and mailbox


def used_on(days: Mapping[int, tuple[datetime, datetime]], booked: Sequence[str], now: datetime) -> dict[int, int]:
    """Messages that hold a slot in the day (start, end) of each mailbox; `booked` is the fates that hold one.

    To be asked in the transaction that books.
    """
    settled = now - _age_of_oldest() - SKEW  # asked first: what is committed from here on is seen by the count
    known = {pk: _known(pk, start, now) for pk, (start, _) in days.items()}
    used = {}
    for pk, before, after in _count(known, {pk: end for pk, (_, end) in days.items()}, booked, settled):
        tally = known[pk]
        _tallies[_key(pk)] = tally._replace(upto=max(tally.upto, settled), used=tally.used + before)
        used[pk] = tally.used + before + after
    return used


def forget() -> None:
    """Count all anew."""
    _tallies.clear()


def _known(mailbox_id: int, start: datetime, now: datetime) -> Tally:
    tally = _tallies.get(_key(mailbox_id))
    if tally and tally.start == start and tally.upto <= now < tally.begun + AFRESH:
        return tally
    return Tally(start, start, 0, now)


def _key(mailbox_id: int) -> tuple[str, int]:
    return connection.settings_dict["NAME"], mailbox_id


def _age_of_oldest() -> timedelta:
    """For how long the oldest transaction has been open; on SQLite nobody else has one that writes."""
    if not is_postgresql():
        return timedelta()
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
        age: timedelta = cursor.fetchone()[0]
    return age


def _count(
    tallies: Mapping[int, Tally], ends: Mapping[int, datetime], booked: Sequence[str], settled: datetime
) -> list[tuple[int, int, int]]:
    """What each has booked since its tally, before `settled` and after."""
    spans = [
        {"mailbox_id": pk, "since": tally.upto, "upto": max(tally.upto, settled), "until": ends[pk]}
        for pk, tally in tallies.items()
    ]
    fates = ", ".join(["%s"] * len(booked))
    count = (  # one look into the index for each, which a join would not be sure to take
        f"SELECT count(*) FROM {Delivery._meta.db_table} AS d WHERE d.mailbox_id = v.mailbox_id"
        f" AND d.status IN ({fates}) AND d.not_before >= v"
    )
    statement = (
        f"SELECT v.mailbox_id, ({count}.since AND d.not_before < v.upto), ({count}.upto AND d.not_before < v.until)"
        f" FROM {source(_COLUMNS)}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*booked, *booked, as_rows(spans)])
        return cursor.fetchall()
