"""The door over HTTP: a real server, the official client, and keys of every kind."""

import sqlite3

import httpx2
import pytest
from mcp import ClientSession

from tests.agents.mcp_door import Door, door
from tests.agents.mcp_home import manage, talk

pytestmark = pytest.mark.once

__all__ = ["door"]


def test_without_a_good_key_nothing_is_said(door: Door) -> None:
    for secret in ("", "qh_wrong", "sk-123"):
        answer = door.post(secret)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "tools" not in answer.text
    made = door.key("read")
    assert door.post(made["key"]).status_code == 200
    manage(door.home, "api_key", "revoke", "--id", str(made["id"]), "--json")
    assert door.post(made["key"]).status_code == 401


def test_a_key_reads_and_writes_as_its_scopes_say_and_is_named_in_the_log(door: Door) -> None:
    writes, reads = door.key("read,write"), door.key("read")

    async def write(session: ClientSession) -> None:
        made = await session.call_tool("create_contact", {"first_name": "Nia", "email": "nia@globex.example"})
        assert not made.is_error, made.content
        refused = await session.call_tool(
            "send_email", {"contact_id": made.structured_content["contact"]["id"], "subject": "a", "body": "b"}
        )
        assert refused.is_error
        assert "send" in refused.content[0].text

    async def read(session: ClientSession) -> None:
        found = await session.call_tool("search", {"query": "nia"})
        assert found.structured_content["results"][0]["title"] == "Nia"
        refused = await session.call_tool("create_contact", {"first_name": "Oto"})
        assert refused.is_error
        page = await session.read_resource("quotahit://contacts")
        assert "Nia" in page.contents[0].text
        assert (await session.list_prompts()).prompts

    door.talk(writes["key"], write)
    door.talk(reads["key"], read)
    with sqlite3.connect(next(door.home.glob("*.sqlite3"))) as database:
        actors = database.execute("SELECT actor FROM audit_entry WHERE action = 'contact.created'").fetchall()
    assert actors == [(f"key:{writes['id']}",)]


def test_what_is_no_message_is_refused_and_harms_nobody(door: Door) -> None:
    secret = door.key("read")["key"]
    for body in (b"", b"{", b"[1, 2", b'{"jsonrpc": "2.0"}', b"\xff\xfe", b"x" * 5_000_000):
        assert 400 <= door.post(secret, body).status_code < 500
    assert httpx2.get(door.url, headers={"Authorization": f"Bearer {secret}"}).status_code == 405
    assert door.post(secret).status_code == 200


def test_the_same_key_works_on_standard_streams(door: Door) -> None:
    """`QUOTAHIT_API_KEY` makes the door's own process the key's member, with the key's scopes and no others."""
    key = door.key("read")

    async def story(session: ClientSession) -> None:
        assert not (await session.call_tool("search", {"query": "nia"})).is_error
        assert (await session.call_tool("create_contact", {"first_name": "Oto"})).is_error

    talk(door.home, story, QUOTAHIT_API_KEY=key["key"])
    manage(door.home, "api_key", "revoke", "--id", str(key["id"]), "--json")

    async def later(session: ClientSession) -> None:
        assert "revoked" in (await session.call_tool("search", {"query": "nia"})).content[0].text

    talk(door.home, later, QUOTAHIT_API_KEY=key["key"])
