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
from pathlib import Path

import django

STEPS = 4


def register(kind: str, die_at: int = 0) -> None:
    """The chain of all these processes: steps that leave a trace outside the database."""
    from quotahit.workflow.chains import Chain, Step, register_chain
    from quotahit.workflow.context import Context
    from quotahit.workflow.skills import skill

    def leave_trace(context: Context, step: int) -> dict[str, int]:
        trace = Path(os.environ["EXECUTIONS"])
        if die_at and len(trace.read_text().splitlines()) + 1 == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        with trace.open("a") as file:
            file.write(f"{context.run_id} {step}\n")
        return {"step": step}

    skill("test.leave_trace", external=kind == "external")(leave_trace)
    steps = tuple(Step(f"step_{n}", "test.leave_trace", {"step": n}) for n in range(STEPS))
    register_chain(Chain("test.crash", 1, steps, ("test.crash",)))


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
    work()
