"""A home of its own for the door's own process, on the embedded default."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

ROOT = Path(__file__).parents[2]


def surroundings(home: Path) -> dict[str, str]:
    """The embedded default, with this home."""
    ours = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return ours | {"QUOTAHIT_HOME": str(home)}


def manage(home: Path, *words: str) -> str:
    """What a command prints there."""
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=surroundings(home), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def talk(home: Path, story: Callable[[ClientSession], Awaitable[None]], *arguments: str, **more: str) -> None:
    """Start the door with a home of its own, and tell the story over it."""

    async def run() -> None:
        asked = StdioServerParameters(
            command=sys.executable, args=["manage.py", "mcp", *arguments], env=surroundings(home) | more, cwd=str(ROOT)
        )
        async with stdio_client(asked) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            await story(session)

    asyncio.run(run())
