"""The chains as `chains.json` says them, read into values."""

import json
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

FILE = Path(__file__).parent.parent / "chains.json"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StageDefinition(_Strict):
    """One agent's turn. It follows the stage above it, or the one named by `after`; `when` asks about what that one
    handed on (a value, or a list of values), and where it does not hold, this stage and all after it are skipped."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    agent: str
    after: str = ""
    when: dict[str, Any] = Field(default_factory=dict)
    settings: dict[str, Any] = Field(default_factory=dict, alias="with")


class Monthly(_Strict):
    """A chain that rests first and, while nobody answers, comes round again, so many times."""

    days: int = Field(default=30, ge=1, le=365)
    rounds: int = Field(ge=1, le=12)


class Definition(_Strict):
    """One chain. A change of it needs a new `version`: runs keep the one that they began with."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")
    version: int = Field(ge=1)
    purpose: str
    monthly: Monthly | None = None
    stages: tuple[StageDefinition, ...] = Field(min_length=1)

    @cached_property
    def follows(self) -> dict[str, str]:
        """The stage before each, "" for one that begins the chain."""
        names = ["", *(stage.name for stage in self.stages)]
        return {stage.name: stage.after or before for stage, before in zip(self.stages, names, strict=False)}

    def stage(self, name: str) -> StageDefinition | None:
        return next((stage for stage in self.stages if stage.name == name), None)


class BadChains(Exception):
    """The file cannot be read; the message names the chain and the field."""


def parse(text: str) -> tuple[Definition, ...]:
    """Definitions from what the file holds; BadChains where it says something else than chains."""
    try:
        rows = json.loads(text)
    except json.JSONDecodeError as problem:
        raise BadChains(f"chains.json: {problem}.") from problem
    return tuple(_read(row) for row in rows)


def _read(row: Any) -> Definition:
    try:
        return Definition.model_validate(row)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = row.get("name", "without a name") if isinstance(row, dict) else "that is none"
        raise BadChains(f"Chain {name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from problem


@cache
def definitions() -> tuple[Definition, ...]:
    """The chains as shipped; BadChains where they cannot be read."""
    return parse(FILE.read_text())


def find_definition(name: str) -> Definition | None:
    return next((chain for chain in definitions() if chain.name == name), None)
