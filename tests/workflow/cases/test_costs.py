"""What a step's model calls cost stands with the step."""

from decimal import Decimal
from typing import Any

import pytest

from quotahit.llm.ask import ask
from quotahit.workflow.context import Context
from quotahit.workflow.models import RunStep
from tests.llm.mood import MESSAGE, MOOD, Mood
from tests.llm.server import ModelServer
from tests.workflow.conftest import settle


@pytest.mark.django_db(transaction=True)
def test_the_calls_of_one_step_add_up(build: Any, happen: Any, model_server: ModelServer) -> None:
    for _ in range(2):
        model_server.says({"mood": "glad", "confidence": 0.9})

    def think(context: Context) -> dict[str, str]:
        answers = [ask(context.organization, MOOD, MESSAGE, Mood) for _ in range(2)]
        return {"by": answers[-1].by}

    def write(context: Context) -> None: ...

    build((think, {"external": True}), write)
    run = settle(happen())
    costs = RunStep.objects.filter(run=run).values_list("name", "cost")
    assert dict(costs) == {"think": Decimal("0.000144"), "write": Decimal(0)}
