"""A real server with the door over HTTP, and the home behind it."""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from tests.agents.mcp_home import ROOT, manage, surroundings


@dataclass(frozen=True)
class Door:
    """Where it stands, and the home behind it."""

    url: str
    home: Path

    def key(self, scopes: str) -> dict[str, Any]:
        return json.loads(manage(self.home, "api_key", "create", "--name", "Test", "--scopes", scopes, "--json"))

    def talk(self, secret: str, story: Callable[[ClientSession], Awaitable[None]]) -> None:
        async def run() -> None:
            headers = {"Authorization": f"Bearer {secret}"}
            async with (
                httpx2.AsyncClient(headers=headers, timeout=30) as client,
                streamable_http_client(self.url, http_client=client) as (read, write, *_),
                ClientSession(read, write) as session,
            ):
                await session.initialize()
                await story(session)

        asyncio.run(run())

    def post(self, secret: str = "", body: Any = None) -> httpx2.Response:
        asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"} if body is None else body
        headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {secret}"} if secret else {}
        return httpx2.post(self.url, content=asked if isinstance(asked, bytes) else json.dumps(asked), headers=headers)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    home = tmp_path_factory.mktemp("mcp-http")
    manage(home, "setup")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "quotahit.asgi:application", "--port", str(port), "--lifespan", "on"]
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings(home))
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield Door(f"http://127.0.0.1:{port}/mcp", home)
    process.terminate()
    process.wait(20)
