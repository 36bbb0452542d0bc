"""How the chains of agents go: how many leads stand at each stage, how long that takes, and how they end."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q, QuerySet

from agents.orchestrator.chains.compiling import AGAIN, COME_BACK, REST, in_order
from agents.orchestrator.chains.contracts import CONTRACTS
from agents.orchestrator.chains.definitions import Definition, definitions
from quotahit import clock
from quotahit.workflow.chains import version_of
from quotahit.workflow.choices import SUSPENDED, RunStatus, StepStatus
from quotahit.workflow.models import Run, RunStep

LOOKED_AT = 10_000  # open runs that are told apart
ENDED = 2_000  # of the newest runs, those that have ended tell how chains end and how long they take
TIMED = 200  # of those, the newest tell how long each stage takes
OWN = (REST, COME_BACK, AGAIN)  # steps of a chain that comes round, and of no agent


@dataclass
class StageProgress:
    """One stage: who is there now, and what became of those who came by it lately."""

    name: str
    agent: str
    is_person: bool = False
    here: int = 0
    waiting: int = 0
    stuck: int = 0  # paused, or in need of a person
    oldest: timedelta | None = None  # how long the one who has stood still longest has done so
    passed: int = 0
    left_out: int = 0
    typical: timedelta | None = None
    positions: tuple[int, int] = (0, 0)  # its steps in the newest version, from and to, without the latter


@dataclass
class ChainProgress:
    """One chain with its stages, the newest version's."""

    definition: Definition
    stages: list[StageProgress]
    ended: Counter[str] = field(default_factory=Counter)  # by the status of the run
    typical: timedelta | None = None

    @property
    def here(self) -> int:
        return sum(stage.here for stage in self.stages)


def progress(runs: "QuerySet[Run]") -> list[ChainProgress]:
    """Every chain's numbers among the given runs, such as all that a member sees; in three statements."""
    chains = {chain.name: _empty(chain) for chain in definitions()}
    ours = runs.of_whole_chains().filter(chain__in=list(chains)).order_by()  # type: ignore[attr-defined]
    for row in _open(ours):
        _stand(chains[row["chain"]], row)
    ended = _ended(ours)
    for name, chain in chains.items():
        mine = [row for row in ended if row["chain"] == name]
        chain.ended = Counter(row["status"] for row in mine)
        chain.typical = _median(row["ended_at"] - row["created_at"] for row in mine)
    _time(chains, ended)
    return list(chains.values())


def _empty(chain: Definition) -> ChainProgress:
    steps = version_of(chain.name, chain.version).step_names
    own = [StageProgress(name, "") for name in (REST, COME_BACK) if chain.monthly]
    stages = [StageProgress(one.name, one.agent, CONTRACTS[one.agent].is_person) for one in in_order(chain)]
    made = [*own, *stages, *([StageProgress(AGAIN, "")] if chain.monthly else [])]
    for stage in made:
        mine = [place for place, step in enumerate(steps) if _stage_of(step) == stage.name]
        stage.positions = (mine[0], mine[-1] + 1)
    return ChainProgress(chain, made)


def _stage_of(step: str) -> str:
    return step.partition(".")[0]


def _open(runs: "QuerySet[Run]") -> Iterable[dict[str, Any]]:
    some = Run.objects.filter(pk__in=runs.open().values("pk")[:LOOKED_AT])  # type: ignore[attr-defined]
    paused = ExpressionWrapper(Q(paused_at__isnull=False), output_field=BooleanField())
    by = some.annotate(is_paused=paused).values("chain", "version", "position", "status", "is_paused")
    return by.annotate(number=Count("pk"), since=Min("moved_at")).order_by()


def _stand(chain: ChainProgress, row: dict[str, Any]) -> None:
    """Add runs that stand at one step to the stage that it belongs to."""
    steps = version_of(row["chain"], row["version"]).step_names
    at = _stage_of(steps[min(row["position"], len(steps) - 1)])
    stage = next((one for one in chain.stages if one.name == at), chain.stages[-1])
    number, still = row["number"], clock.now() - row["since"]
    stage.here += number
    stage.oldest = max(stage.oldest or still, still)
    if row["is_paused"] or row["status"] in (RunStatus.PARKED, RunStatus.HELD):
        stage.stuck += number
    elif row["status"] in SUSPENDED:
        stage.waiting += number


def _ended(runs: "QuerySet[Run]") -> list[dict[str, Any]]:
    newest = runs.order_by("-pk").values("pk", "chain", "status", "created_at", "ended_at")[:ENDED]
    return [row for row in newest if row["ended_at"] is not None]


def _time(chains: dict[str, ChainProgress], ended: list[dict[str, Any]]) -> None:
    """What the newest of each chain that ended tell of its stages."""
    timed: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in ended:
        if len(timed[row["chain"]]) < TIMED:
            timed[row["chain"]].append(row)
    steps: dict[int, list[tuple[str, str, datetime]]] = defaultdict(list)
    ids = [row["pk"] for rows in timed.values() for row in rows]
    records = RunStep.objects.filter(run__in=ids).order_by("run", "position") if ids else RunStep.objects.none()
    for run_id, *step in records.values_list("run", "name", "status", "at"):
        steps[run_id].append((step[0], step[1], step[2]))
    for name, rows in timed.items():
        _measure(chains[name], [(row["created_at"], steps[row["pk"]]) for row in rows])


def _measure(chain: ChainProgress, ways: list[tuple[datetime, list[tuple[str, str, datetime]]]]) -> None:
    took: dict[str, list[timedelta]] = defaultdict(list)
    left_out: Counter[str] = Counter()
    for began, steps in ways:
        spent: dict[str, timedelta] = {}
        for name, status, at in steps:
            stage = _stage_of(name)
            if status == StepStatus.SKIPPED:
                left_out[stage] += name == stage
                continue
            spent[stage] = spent.get(stage, timedelta()) + (at - began)
            began = at
        for stage, duration in spent.items():
            took[stage].append(duration)
    for one in chain.stages:
        one.passed, one.left_out, one.typical = len(took[one.name]), left_out[one.name], _median(took[one.name])


def _median(durations: Iterable[timedelta]) -> timedelta | None:
    seconds = [duration.total_seconds() for duration in durations]
    return timedelta(seconds=median(seconds)) if seconds else None
