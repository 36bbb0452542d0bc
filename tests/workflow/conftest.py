"""A workflow of its own for every test: no chain of the product listens, and what a test registers is gone after it."""

from collections.abc import Callable
from typing import Any

import pytest

from crm.models import Contact
from quotahit.accounts.models import Organization
from quotahit.events.models import Event
from quotahit.events.record import record
from quotahit.workflow import chains, skills
from quotahit.workflow.advance import advance
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.models import Run
from quotahit.workflow.skills import skill, skill_for_many

Build = Callable[..., Chain]


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "_chains", {})
    monkeypatch.setattr(skills, "_skills", {})


@pytest.fixture
def build() -> Build:
    """`build(first, second, …)` makes a chain of these functions that `test.happened` starts. A step is a function, or
    a pair of one and its options: those of `skill` and of `Step`, and `many` for one that is written for many runs."""

    def build(
        *functions: Any, name: str = "test.chain", version: int = 1, on: tuple[str, ...] = ("test.happened",)
    ) -> Chain:
        steps = [_step(function, number) for number, function in enumerate(functions)]
        return register_chain(Chain(name, version, tuple(steps), on))

    return build


def _step(function: Any, number: int) -> Step:
    function, options = function if isinstance(function, tuple) else (function, {})
    name = f"step_{number}" if function.__name__ == "<lambda>" else function.__name__
    kind = {option: value for option, value in options.items() if option not in ("critical", "when", "many")}
    register = skill_for_many if options.get("many") else skill
    register(f"test.{name}", **kind)(function)
    return Step(name, f"test.{name}", critical=options.get("critical", True), when=options.get("when", {}))


@pytest.fixture
def happen(acme: Organization, dana: Contact) -> Callable[..., Run]:
    """Record the event that starts the chain; returns its run."""

    def happen(type: str = "test.happened", **payload: Any) -> Run:
        event = record(acme, type, subject=dana, payload=payload, source="test")
        assert event is not None
        return Run.objects.get(event_id=event.pk)

    return happen


@pytest.fixture
def tell(acme: Organization, dana: Contact) -> Callable[..., Event]:
    """Record an event about Dana that starts nothing."""

    def tell(type: str, **payload: Any) -> Event:
        event = record(acme, type, subject=dana, payload=payload, source="test")
        assert event is not None
        return event

    return tell


def settle(run: Run | None = None) -> Run:
    """Advance until nothing is due; returns the run as it is then."""
    for _ in range(50):
        if not advance():
            break
    else:
        raise AssertionError("The engine finds no rest.")
    if run is not None:
        run.refresh_from_db()
    return run  # type: ignore[return-value]
