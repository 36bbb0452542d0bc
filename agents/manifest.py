"""What an agent says of itself: the typed head of its `LOADOUT.md`, and its `agent.config.json`."""

import json
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Value = TypeVar("Value", bound=BaseModel)


class ManifestError(Exception):
    """An agent's folder does not say what it must; the message names the file and the field."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Parameter(_Strict):
    """One input or output."""

    type: str
    description: str
    required: bool = True


class CredentialNeed(_Strict):
    """A vendor's key that the agent can use; without an optional one it works offline."""

    vendor: str
    required: bool = False
    used_for: str


class Cost(_Strict):
    """What one act may cost at most, and what it usually does."""

    model_calls: int = 0
    typical: str = "0.00"
    currency: str = "USD"


class Manifest(_Strict):
    """The head of `LOADOUT.md`. `skills` are the only skills that the agent may call."""

    name: str
    version: int = 1
    purpose: str
    inputs: dict[str, Parameter] = Field(default_factory=dict)
    outputs: dict[str, Parameter] = Field(default_factory=dict)
    credentials: tuple[CredentialNeed, ...] = ()
    composable_with: tuple[str, ...] = ()
    skills: tuple[str, ...]
    cost: Cost = Cost()


class AgentConfig(_Strict):
    """`agent.config.json`: how the agent asks models and where it may act. An empty model is the installation's own."""

    model: str = ""
    temperature: float = Field(default=0.2, ge=0, le=2)
    tools: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


class Agent(_Strict):
    """An agent as a value."""

    manifest: Manifest
    config: AgentConfig
    text: str  # the rest of LOADOUT.md, for people
    folder: Path


def read_agent(folder: Path) -> Agent:
    """Read one agent's folder; raises `ManifestError` that says what is wrong where."""
    head, text = _split(folder / "LOADOUT.md")
    manifest = _validated(Manifest, head, folder / "LOADOUT.md")
    if manifest.name != folder.name:
        raise ManifestError(f"{folder / 'LOADOUT.md'}: name is {manifest.name!r}, the folder is {folder.name!r}.")
    config = _validated(AgentConfig, _json(folder / "agent.config.json"), folder / "agent.config.json")
    return Agent(manifest=manifest, config=config, text=text, folder=folder)


def _split(file: Path) -> tuple[Any, str]:
    parts = file.read_text().split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ManifestError(f"{file}: the manifest stands at the top between two lines of ---.")
    try:
        return yaml.safe_load(parts[1]), parts[2].strip()
    except yaml.YAMLError as problem:
        raise ManifestError(f"{file}: {problem}") from problem


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text())
    except json.JSONDecodeError as problem:
        raise ManifestError(f"{file}: {problem}") from problem


def _validated(kind: type[Value], content: Any, file: Path) -> Value:
    try:
        return kind.model_validate(content)
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise ManifestError(f"{file}: {where}: {first['msg']}") from problem
