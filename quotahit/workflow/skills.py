"""The skills that chains are made of, each registered under `room.verb`."""

from collections.abc import Callable
from dataclasses import dataclass

from quotahit.workflow.errors import UnknownSkill
from quotahit.workflow.results import Result

SkillFunction = Callable[..., Result]
_skills: dict[str, "Skill"] = {}


@dataclass(frozen=True, slots=True)
class Skill:
    """One act. `pure` touches nothing, `external` leaves the database; others write rows, many to a transaction."""

    name: str
    function: SkillFunction
    external: bool = False
    pure: bool = False


def skill(name: str, *, external: bool = False, pure: bool = False) -> Callable[[SkillFunction], SkillFunction]:
    """Register `(context, **inputs) -> dict | Sleep | WaitFor | Ask`; it must be safe to run twice.

    An `external` skill (a model, a vendor) is never called inside a transaction; a `pure` one must not touch the
    database. ValueError when another function has the name, or when both are claimed.
    """
    if external and pure:
        raise ValueError(f"Skill {name} cannot be both external and pure.")

    def register(function: SkillFunction) -> SkillFunction:
        taken = _skills.get(name)
        if taken is not None and taken.function.__qualname__ != function.__qualname__:
            raise ValueError(f"Two skills are named {name}.")
        _skills[name] = Skill(name, function, external, pure)
        return function

    return register


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
