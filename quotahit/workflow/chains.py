"""Chains: skills one after another, started by an event. Registered as values, in code or from an agent's file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quotahit.workflow.choices import Lane
from quotahit.workflow.errors import UnknownChain
from quotahit.workflow.skills import is_external

_chains: dict[str, dict[int, "Chain"]] = {}


def fits(found: Any, wanted: Any) -> bool:
    """Whether a value is the one that is wanted, or one of a list of them; nothing is never wanted."""
    return found is not None and (found in wanted if isinstance(wanted, list) else found == wanted)


@dataclass(frozen=True, slots=True)
class Step:
    """A skill under a name of its own, with its inputs. A step that is not `critical` may fail and the run goes on.

    It is skipped unless all of `when` holds: "step.field" of what earlier steps came to, and the value that it must
    have (a list: any of these). What is not known, as of a step that was skipped, fits nothing.
    """

    name: str
    skill: str
    inputs: dict[str, Any] = field(default_factory=dict)
    critical: bool = True
    when: dict[str, Any] = field(default_factory=dict)

    def unmet(self, values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The first condition that does not hold among these outputs by step, as codes; {} when the step is due."""
        for asked, wanted in self.when.items():
            step, _, name = asked.rpartition(".")
            found = values.get(step, {}).get(name)
            if not fits(found, wanted):
                return {"unmet": asked, "found": found, "wanted": wanted}
        return {}


@dataclass(frozen=True)
class Chain:
    """One version of a chain; events of the types in `on` start it."""

    name: str
    version: int
    steps: tuple[Step, ...]
    on: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = self.step_names
        if not names or len(set(names)) != len(names):
            raise ValueError(f"Chain {self.name} needs steps, each with a name of its own.")

    @property
    def step_names(self) -> list[str]:
        return [step.name for step in self.steps]

    @property
    def first_lane(self) -> Lane:
        return Lane.OUTSIDE if is_external(self.steps[0].skill) else Lane.INSIDE

    @cached_property
    def by_name(self) -> dict[str, Step]:
        """The steps of this version, each under its name."""
        return {step.name: step for step in self.steps}


def register_chain(chain: Chain) -> Chain:
    """Make a chain known. Older versions stay for the runs that began with them; ValueError when one is redefined."""
    versions = _chains.setdefault(chain.name, {})
    if versions.setdefault(chain.version, chain) != chain:
        raise ValueError(f"Chain {chain.name} has another version {chain.version}: a change needs a new number.")
    return chain


def newest(name: str) -> Chain:
    """The version that new runs begin with; UnknownChain when there is none."""
    try:
        versions = _chains[name]
    except KeyError:
        raise UnknownChain(name) from None
    return versions[max(versions)]


def version_of(name: str, version: int) -> Chain:
    """This version of a chain, or the newest where it is gone; UnknownChain when there is none."""
    return _chains.get(name, {}).get(version) or newest(name)


def all_chains() -> list[Chain]:
    """The newest version of every chain, by name."""
    return [newest(name) for name in sorted(_chains)]


def started_by(event_type: str) -> list[Chain]:
    """Chains that an event of this type starts."""
    return [chain for chain in all_chains() if event_type in chain.on]


def find_step(chain: str, version: int, name: str) -> Step | None:
    """The step as the run's own version has it; where that is gone, as the newest version that has one of its name."""
    versions = _chains.get(chain, {})
    if version in versions:
        return versions[version].by_name.get(name)
    having = (versions[each].by_name[name] for each in sorted(versions, reverse=True) if name in versions[each].by_name)
    return next(having, None)
