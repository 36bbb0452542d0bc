"""The agents at work at this moment: how many runs of each chain are under way, wait, or need a person."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from agents.registry import agents
from quotahit.console.today.links import list_of
from quotahit.workflow.choices import READY_TO_EXECUTE, SUSPENDED, RunStatus
from quotahit.workflow.models import Run

LOOKED_AT = 10_000  # open runs that are told apart; how many there are beyond is estimated


@dataclass(frozen=True)
class Chain:
    """One chain of an agent, or of nobody's, with the numbers of its runs by state and the lists of them."""

    agent: str
    name: str
    numbers: dict[str, tuple[int, str]]


def open_runs(runs: "QuerySet[Run]") -> "QuerySet[Any]":
    """The chain, status and pause of the given runs that are open, with how many there are of each."""
    some = Run.objects.filter(pk__in=runs.open().order_by().values("pk")[:LOOKED_AT])  # type: ignore[attr-defined]
    is_paused = ExpressionWrapper(Q(paused_at__isnull=False), output_field=BooleanField())
    by = some.annotate(is_paused=is_paused).values_list("chain", "status", "is_paused")
    return by.annotate(number=Count("pk")).order_by()


def chains_at_work(found: Iterable[tuple[str, str, Any, int]]) -> list[Chain]:
    """The busiest first, from the rows of `open_runs`."""
    counted: dict[str, Counter[str]] = {}
    for chain, status, is_paused, number in found:
        counted.setdefault(chain, Counter())[_state(status, bool(is_paused))] += number
    busiest = sorted(counted, key=lambda chain: (-counted[chain]["working"], -counted[chain].total(), chain))
    return [Chain(_agent(name), name, _numbers(name, counted[name])) for name in busiest]


def _state(status: str, is_paused: bool) -> str:
    """As the list of runs tells states apart."""
    if status == RunStatus.PARKED:
        return "person"
    if is_paused:
        return "paused"
    return "working" if status in READY_TO_EXECUTE else "waiting" if status in SUSPENDED else "person"


def _numbers(chain: str, counts: Counter[str]) -> dict[str, tuple[int, str]]:
    states = ("working", "waiting", "paused", "person")
    return {state: (counts[state], list_of("workflow_run", state=state, chain=chain)) for state in states}


def _agent(chain: str) -> str:
    name = chain.partition(".")[0]
    return name.replace("_", " ").capitalize() if name in agents() else ""
