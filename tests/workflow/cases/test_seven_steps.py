"""A run goes through its steps in order, each once, and says what each came to."""

from collections import Counter
from typing import Any

from quotahit.workflow.context import Context
from quotahit.workflow.models import RunStep
from tests.workflow.conftest import settle


def test_each_step_is_executed_once_and_kept(build: Any, happen: Any) -> None:
    executed: Counter[str] = Counter()

    def step(number: int) -> Any:
        def function(context: Context) -> dict[str, int]:
            executed[f"step_{number}"] += 1
            return {"number": number, "before": len(context.values)}

        function.__name__ = function.__qualname__ = f"step_{number}"
        return function

    build(*(step(number) for number in range(7)))
    run = settle(happen())

    assert set(executed.values()) == {1}
    assert run.status == "finished"
    assert run.ended_at is not None
    steps = RunStep.objects.filter(run=run)
    assert [(step.name, step.status, step.attempts) for step in steps] == [(f"step_{n}", "done", 1) for n in range(7)]
    assert [step.output for step in steps] == [{"number": n, "before": n} for n in range(7)]


def test_a_step_reads_the_event_and_its_own_inputs(build: Any, happen: Any) -> None:
    seen = {}

    def look(context: Context) -> None:
        seen["event"] = (context.event.type, context.event.payload, context.subject_id)  # type: ignore[union-attr]

    build(look)
    run = settle(happen(colour="blue"))

    assert seen["event"] == ("test.happened", {"colour": "blue"}, run.subject_id)


def test_nothing_is_done_twice_when_nothing_is_due(build: Any, happen: Any) -> None:
    executed = []
    build((lambda context: executed.append(1), {"pure": True}))
    settle(happen())
    settle()
    assert executed == [1]
