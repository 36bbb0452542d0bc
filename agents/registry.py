"""Which agents there are: every folder here that carries a `LOADOUT.md`."""

from functools import cache
from pathlib import Path

from agents.manifest import Agent, read_agent


@cache
def agents() -> dict[str, Agent]:
    """Every agent by name."""
    folders = sorted(file.parent for file in Path(__file__).parent.glob("*/LOADOUT.md"))
    return {folder.name: read_agent(folder) for folder in folders}
