"""The only source of time. Nothing else asks the operating system or the database for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from os.path import exists

from django.conf import settings

# Of one thread or task alone: a replay in the background must not hold the others' clocks.
_stopped_at: ContextVar[datetime | None] = ContextVar("stopped_at", default=None)


def now() -> datetime:
    """The present instant in UTC, moved by what the sandbox has skipped ahead."""
    stopped_at = _stopped_at.get()
    if stopped_at is not None:
        return stopped_at
    return datetime.now(UTC) + skipped()


def skipped() -> timedelta:
    """How far the sandbox's clock runs ahead of the real one; nothing outside the embedded mode."""
    if not exists(settings.CLOCK_FILE):  # asked far too often to find out by an exception
        return timedelta()
    try:
        return timedelta(seconds=float(settings.CLOCK_FILE.read_text()))
    except (FileNotFoundError, ValueError):
        return timedelta()


def skip(ahead: timedelta) -> None:
    """Move the sandbox's clock forward for good: what is due by then becomes due now.

    Whoever asks for the time meanwhile must never find half a file, for then its clock would go back.
    """
    if ahead <= timedelta():
        raise ValueError("The clock can only be moved forward.")
    settings.CLOCK_FILE.parent.mkdir(parents=True, exist_ok=True)
    draft = settings.CLOCK_FILE.with_suffix(".draft")
    draft.write_text(str((skipped() + ahead).total_seconds()))
    draft.replace(settings.CLOCK_FILE)


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """Hold this thread's clock at one instant, for drills and replays that must give the same result twice."""
    token = _stopped_at.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _stopped_at.reset(token)
