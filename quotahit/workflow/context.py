"""What a skill knows about its run, loaded once for a whole batch of runs and only when a skill asks for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from quotahit.accounts.models import Organization
from quotahit.events.models import Event
from quotahit.workflow.choices import StepStatus
from quotahit.workflow.models import RunStep

Loader = Callable[[Sequence["Context"]], Mapping[int, Any]]
_loaders: dict[str, Loader] = {}


def register_loader(name: str, loader: Loader) -> None:
    """Let skills ask for `context.tier(name)`. The loader gets the contexts of many runs at once and returns values by
    run id, set-based; a run that it leaves out gets None."""
    _loaders[name] = loader


class Batch:
    """The runs that were claimed together, and what has been loaded for them."""

    def __init__(self) -> None:
        self._contexts: list[Context] = []
        self._tiers: dict[str, Mapping[int, Any]] = {}

    def add(self, context: "Context") -> None:
        self._contexts.append(context)

    def tier(self, name: str, load: Loader) -> Mapping[int, Any]:
        """What `load` gave for the whole batch; it is called once."""
        if name not in self._tiers:
            self._tiers[name] = load(self._contexts)
        return self._tiers[name]

    def forget(self) -> None:
        """Drop all that was loaded."""
        self._tiers.clear()


class Context:
    """Handed to every skill as its first argument; `values` holds the outputs of earlier steps by step name."""

    __slots__ = ("_batch", "_new", "event_id", "now", "organization_id", "run_id", "subject_id", "subject_type")

    def __init__(
        self,
        batch: Batch,
        *,
        run_id: int,
        organization_id: int,
        event_id: int | None,
        subject: tuple[str, int | None],
        now: datetime,
    ) -> None:
        self.run_id = run_id
        self.organization_id = organization_id
        self.event_id = event_id
        self.subject_type, self.subject_id = subject
        self.now = now
        self._batch = batch
        self._new: dict[str, Any] = {}
        batch.add(self)

    @property
    def event(self) -> Event | None:
        """The event that started the run: its type, subject and payload."""
        return self._batch.tier(":event", _events).get(self.run_id)

    @property
    def organization(self) -> Organization:
        return self._batch.tier(":organization", _organizations)[self.run_id]

    @property
    def values(self) -> dict[str, Any]:
        """Outputs of earlier steps by step name; a best-effort step that failed is missing."""
        return self._batch.tier(":outputs", _outputs).get(self.run_id, {}) | self._new

    def tier(self, name: str) -> Any:
        """What the loader of this name knows of the run; KeyError when no room registered it."""
        return self._batch.tier(name, _loaders[name]).get(self.run_id)

    def start_over(self) -> None:
        """Forget what was loaded for the whole batch: the transaction it was read in has been rolled back."""
        self._batch.forget()

    def remember(self, step: str, output: dict[str, Any]) -> None:
        """Keep the output of a step that has been committed."""
        self._new[step] = output


def _events(contexts: Iterable[Context]) -> dict[int, Event]:
    found = Event.objects.in_bulk({context.event_id for context in contexts if context.event_id})
    return {context.run_id: found[context.event_id] for context in contexts if context.event_id in found}


def _organizations(contexts: Iterable[Context]) -> dict[int, Organization]:
    found = Organization.objects.in_bulk({context.organization_id for context in contexts})
    return {context.run_id: found[context.organization_id] for context in contexts}


def _outputs(contexts: Iterable[Context]) -> dict[int, dict[str, Any]]:
    done = RunStep.objects.filter(run__in=[context.run_id for context in contexts], status=StepStatus.DONE)
    outputs: dict[int, dict[str, Any]] = {}
    for run_id, name, output in done.values_list("run_id", "name", "output"):
        outputs.setdefault(run_id, {})[name] = output
    return outputs
