"""The one clock: it can be stopped for a replay and skipped ahead in the sandbox, never back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from quotahit import clock


@pytest.fixture(autouse=True)
def _clock_file_of_its_own(settings, tmp_path):
    settings.CLOCK_FILE = tmp_path / "clock"


def test_now_is_in_utc_and_goes_with_the_real_time():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)


def test_skipping_ahead_adds_up_and_stays():
    clock.skip(timedelta(days=2))
    clock.skip(timedelta(hours=3))
    assert clock.skipped() == timedelta(days=2, hours=3)
    assert clock.now() - datetime.now(UTC) > timedelta(days=2, hours=2, minutes=59)


@pytest.mark.parametrize("ahead", [timedelta(), timedelta(days=-1)])
def test_the_clock_never_goes_back(ahead):
    with pytest.raises(ValueError, match="forward"):
        clock.skip(ahead)
    assert clock.skipped() == timedelta()


def test_a_stopped_clock_stands_still_and_runs_again_afterwards():
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with clock.stopped(noon):
        assert clock.now() == clock.now() == noon
    assert clock.now() != noon


def test_a_damaged_clock_file_counts_as_no_skip(settings):
    settings.CLOCK_FILE.write_text("three days")
    assert clock.skipped() == timedelta()


def test_a_stopped_clock_holds_its_own_thread_alone():
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    with clock.stopped(noon), ThreadPoolExecutor(1) as other:
        assert other.submit(clock.now).result() != noon
