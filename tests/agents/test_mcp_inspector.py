"""The protocol's own inspector at both doors: it finds what is offered, and has nothing to say against it."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.agents.mcp_door import Door, door
from tests.agents.mcp_home import ROOT, surroundings
from tests.agents.test_mcp_stdio import PROMISED_PROMPTS, PROMISED_RESOURCES, PROMISED_TOOLS
from tests.peers.conftest import installed

__all__ = ["door"]

pytestmark = [pytest.mark.peers, pytest.mark.once]

Inspect = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def program() -> str:
    return installed("mcp-inspector-cli")


@pytest.fixture(scope="module", params=["standard streams", "HTTP"])
def inspect(request: pytest.FixtureRequest, program: str, door: Door) -> Inspect:
    """`inspect("tools/list")` is what the inspector prints of it; whatever it complains about fails the test."""
    if request.param == "HTTP":
        target = [door.url, "--transport", "http", "--header", f"Authorization: Bearer {door.key('read,write')['key']}"]
    else:
        target = [sys.executable, "manage.py", "mcp"]

    def ask(method: str, *words: str) -> dict[str, Any]:
        command = [program, "--cli", *target, "--method", method, *words]
        done = subprocess.run(
            command, cwd=ROOT, env=surroundings(door.home), capture_output=True, text=True, timeout=60, check=False
        )
        assert (done.returncode, done.stderr.strip()) == (0, ""), done.stderr
        return json.loads(done.stdout)

    return ask


def test_it_finds_every_tool_with_schemas_that_hold(inspect: Inspect) -> None:
    tools = inspect("tools/list")["tools"]
    assert {tool["name"] for tool in tools} >= PROMISED_TOOLS
    for tool in tools:
        assert tool["description"]
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            assert schema["type"] == "object"
            Draft202012Validator.check_schema(schema)


def test_it_finds_every_resource_and_prompt_and_what_each_is_about(inspect: Inspect) -> None:
    resources = inspect("resources/list")["resources"]
    templates = inspect("resources/templates/list")["resourceTemplates"]
    prompts = inspect("prompts/list")["prompts"]
    uris = {one["uri"] for one in resources} | {one["uriTemplate"] for one in templates}
    assert {uri.removeprefix("quotahit://") for uri in uris} >= PROMISED_RESOURCES
    assert {one["name"] for one in prompts} >= PROMISED_PROMPTS
    assert [one["name"] for one in (*resources, *templates, *prompts) if not one["description"]] == []


def test_by_its_hand_a_contact_is_made_and_read(inspect: Inspect) -> None:
    made = inspect("tools/call", "--tool-name", "create_contact", "--tool-arg", "first_name=Nia")
    assert not made["isError"], made
    contact = made["structuredContent"]["contact"]
    assert contact["name"] == "Nia"
    read = inspect("resources/read", "--uri", f"quotahit://contacts/{contact['id']}")
    assert json.loads(read["contents"][0]["text"])["contact"]["name"] == "Nia"
