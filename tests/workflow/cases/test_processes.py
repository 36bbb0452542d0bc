"""What a killed process leaves behind is taken up by the next; two processes at once never do the same step."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.events.record import Fact, record_many
from tests.workflow.worker import STEPS, register

Worker = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def worker(tmp_path: Path) -> Worker:
    """Start `python -m tests.workflow.worker …` on this test's database, or on a copy of it in a file."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.workflow.settings",
        "EXECUTIONS": str(tmp_path / "executions"),
    }

    def worker(*arguments: object) -> "subprocess.Popen[str]":
        environment["DATABASE_URL"] = environment.get("TEST_DATABASE_URL") or _database(tmp_path)
        environment["TEST_DATABASE_URL"] = environment["DATABASE_URL"]
        command = [sys.executable, "-m", "tests.workflow.worker", *map(str, arguments)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR)

    return worker


def _database(folder: Path) -> str:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "crash.sqlite3")])
        return f"sqlite:///{folder / 'crash.sqlite3'}"
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def prepare(runs: int, folder: Path, type: str = "test.crash") -> None:
    """Record events, each of which starts a run."""
    (folder / "executions").touch()
    register("")
    organization = Organization.objects.create(slug="crash", name="Crash")
    record_many(Fact(organization.pk, type, ("test.row", n), source="test") for n in range(runs))


@pytest.fixture
def leases_run_out() -> Iterator[Callable[[], None]]:
    """Move the clock of this and every following process past all leases."""
    yield lambda: clock.skip(timedelta(minutes=10))
    settings.CLOCK_FILE.unlink(missing_ok=True)


def report_of(process: "subprocess.Popen[str]") -> dict[str, Any]:
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(out)


def executed(folder: Path) -> Counter[str]:
    return Counter((folder / "executions").read_text().splitlines())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "in_flight"), [("inside", 4), ("external", 0)])
def test_a_crash_repeats_at_most_the_steps_in_flight(
    worker: Worker, tmp_path: Path, leases_run_out: Callable[[], None], kind: str, in_flight: int
) -> None:
    """In the third round of ten runs the fifth step kills: four were executed and not committed. An external step is
    committed before the next begins."""
    prepare(10, tmp_path)
    killed = worker(kind, 25)
    killed.communicate(timeout=120)
    assert killed.returncode == -9
    assert executed(tmp_path).total() == 24

    leases_run_out()
    report = report_of(worker(kind))
    assert report == {"runs": {"finished": 10}, "steps": {"done": 10 * STEPS}}
    assert len(executed(tmp_path)) == 10 * STEPS
    assert executed(tmp_path).total() == 10 * STEPS + in_flight


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_runs_and_do_nothing_twice(worker: Worker, tmp_path: Path) -> None:
    prepare(400, tmp_path)
    both = [worker("inside"), worker("inside")]
    report = [report_of(process) for process in both][-1]
    assert report["steps"]["done"] <= 400 * STEPS
    assert set(executed(tmp_path).values()) == {1}
    assert executed(tmp_path).total() == 400 * STEPS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("die_at", [2, 5, 8, 11], ids=["minutes", "weeks", "never", "end"])
def test_the_two_minutes_the_two_weeks_and_what_never_comes_survive_restarts_and_a_kill(
    worker: Worker, tmp_path: Path, leases_run_out: Callable[[], None], die_at: int
) -> None:
    """Three runs, each process a new one; one of them is killed in the middle of a round, before anything of it is
    committed."""
    prepare(3, tmp_path, "test.begun")

    def go(kind: str = "inside") -> dict[str, Any]:
        first = worker(kind, die_at)
        out, _ = first.communicate(timeout=120)
        if first.returncode == 0:
            return json.loads(out)
        assert first.returncode == -9
        leases_run_out()
        return report_of(worker("inside"))

    assert go()["runs"] == {"sleeping": 3}
    clock.skip(timedelta(minutes=3))
    assert go()["runs"] == {"waiting": 3}
    clock.skip(timedelta(days=14))
    assert go("answer")["runs"] == {"waiting": 3}
    assert go()["steps"] == {"done": 6, "waiting": 3}
    clock.skip(timedelta(days=22))
    assert go() == {"runs": {"finished": 3}, "steps": {"done": 12, "skipped": 3}}
    assert len(executed(tmp_path)) == 12
    assert executed(tmp_path).total() == 12 + 1  # the one that stood in the killed transaction
