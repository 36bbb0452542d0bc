"""A process of its own for tests that need one: it works on the runs that are there, dies in the middle, or reports.

    python -m tests.workflow.worker KIND [DIE_AT]

Every executed step appends one line "run step" to the file named by EXECUTIONS; the step that would write line DIE_AT
kills the process first. Who lives prints how runs and steps stand at the end.
"""

import json
import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

STEPS = 4


def register(kind: str, die_at: int = 0) -> None:
    """The chains of all these processes: steps that leave a trace outside the database, and some that then wait."""
    from quotahit.workflow.chains import Chain, Step, register_chain
    from quotahit.workflow.context import Context
    from quotahit.workflow.results import Sleep, WaitFor
    from quotahit.workflow.skills import skill

    def leave_trace(context: Context, step: int) -> dict[str, int]:
        trace = Path(os.environ["EXECUTIONS"])
        if die_at and len(trace.read_text().splitlines()) + 1 == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        with trace.open("a") as file:
            file.write(f"{context.run_id} {step}\n")
        return {"step": step}

    def wait(context: Context, step: int) -> Any:
        leave_trace(context, step)
        return (
            Sleep(context.now + timedelta(minutes=2)),
            WaitFor("test.answered", timeout=timedelta(days=30)),
            WaitFor("test.never", timeout=timedelta(days=21)),
        )[step]

    skill("test.leave_trace", external=kind == "external")(leave_trace)
    skill("test.wait")(wait)
    steps = tuple(Step(f"step_{n}", "test.leave_trace", {"step": n}) for n in range(STEPS))
    register_chain(Chain("test.crash", 1, steps, ("test.crash",)))
    waits = tuple(Step(name, "test.wait", {"step": n}) for n, name in enumerate(("minutes", "weeks", "never")))
    silent = Step("silent", "test.leave_trace", {"step": 3}, when={"never.timed_out": True})
    answered = Step("answered", "test.leave_trace", {"step": 4}, when={"never.timed_out": False})
    register_chain(Chain("test.waits", 1, (*waits, silent, answered), ("test.begun",)))


def answer() -> None:
    """What every run waits for has come."""
    from quotahit.events.record import Fact, record_many
    from quotahit.workflow.models import Run

    rows = Run.objects.values_list("organization_id", "subject_id")
    record_many(Fact(organization, "test.answered", ("test.row", row), source="test") for organization, row in rows)


def work() -> None:
    """Advance until nothing is due, then report."""
    from quotahit.workflow.advance import advance
    from quotahit.workflow.models import Run, RunStep

    while advance(limit=25):
        pass
    statuses = Counter(Run.objects.values_list("status", flat=True))
    steps = Counter(RunStep.objects.values_list("status", flat=True))
    sys.stdout.write(json.dumps({"runs": statuses, "steps": steps}))


if __name__ == "__main__":
    django.setup()
    register(sys.argv[1], *map(int, sys.argv[2:]))
    if sys.argv[1] == "answer":
        answer()
    work()
