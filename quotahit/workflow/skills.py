"""The skills that chains are made of, each registered under `room.verb`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from quotahit.workflow.context import Context
from quotahit.workflow.errors import UnknownSkill
from quotahit.workflow.results import Result

SkillFunction = Callable[..., Result]
SetFunction = Callable[..., Sequence[Result]]
_skills: dict[str, "Skill"] = {}


@dataclass(frozen=True, slots=True)
class Skill:
    """One act. `pure` touches nothing, `external` leaves the database; others write rows, many to a transaction.

    One that was written for many runs at once has them all in `together`, and one of them in `function`.
    """

    name: str
    function: SkillFunction
    external: bool = False
    pure: bool = False
    together: SetFunction | None = None


def skill(name: str, *, external: bool = False, pure: bool = False) -> Callable[[SkillFunction], SkillFunction]:
    """Register `(context, **inputs) -> dict | Sleep | WaitFor | Ask`; it must be safe to run twice.

    An `external` skill (a model, a vendor) is never called inside a transaction; a `pure` one must not touch the
    database. ValueError when another function has the name, or when both are claimed.
    """
    if external and pure:
        raise ValueError(f"Skill {name} cannot be both external and pure.")

    def register(function: SkillFunction) -> SkillFunction:
        _add(Skill(name, function, external, pure))
        return function

    return register


def skill_for_many(name: str, *, pure: bool = False) -> Callable[[SetFunction], SetFunction]:
    """Register `(contexts, **inputs) -> [dict | Sleep | WaitFor | Ask, …]`, a result for each context in its order.

    It gets the runs that stand at one step of one chain, as many as the engine has in hand, and works set-based. When
    it raises, nothing of it stands and it is called again for each run alone: what fails harms its own run only.
    """

    def register(function: SetFunction) -> SetFunction:
        @wraps(function)
        def alone(context: Context, **inputs: Any) -> Result:
            (result,) = function([context], **inputs)
            return result

        _add(Skill(name, alone, pure=pure, together=function))
        return function

    return register


def _add(new: Skill) -> None:
    taken = _skills.get(new.name)
    if taken is not None and taken.function.__qualname__ != new.function.__qualname__:
        raise ValueError(f"Two skills are named {new.name}.")
    _skills[new.name] = new


def find_skill(name: str) -> Skill:
    """The skill of this name; UnknownSkill when there is none."""
    try:
        return _skills[name]
    except KeyError:
        raise UnknownSkill(name) from None


def is_external(name: str) -> bool:
    """Whether this skill leaves the database; a missing one does not, and parks its run soon."""
    found = _skills.get(name)
    return found is not None and found.external
