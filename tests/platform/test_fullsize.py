"""At full size `bin/run` starts worker and scheduler as processes of their own, which do not outlive it."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings

STARTER = """
import django; django.setup()
from quotahit.fullsize import Crew
crew = Crew()
crew.start()
print("started", flush=True)
input()
crew.stop()
"""


@pytest.fixture
def starter() -> Iterator["subprocess.Popen[str]"]:
    """A process that has just started both; they share its standard output, which ends with the last of the three."""
    command = [sys.executable, "-c", STARTER]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "started\n"
        yield process
        process.kill()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_worker_and_scheduler_end_with_a_process_that_is_killed(starter, how):
    starter.send_signal(how)
    starter.communicate(timeout=120)
    assert starter.returncode == -how


def test_they_are_stopped_by_who_started_them(starter):
    starter.communicate("\n", timeout=120)
    assert starter.returncode == 0
