"""The door on standard streams, as an assistant opens it: a real process, spoken to by the official client."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import ClientSession
from mcp.shared.exceptions import MCPError

from tests.agents.mcp_home import manage, talk

pytestmark = pytest.mark.once

PROMISED_TOOLS = {
    *("create_contact", "enrich_lead", "score_lead", "start_sequence", "update_deal_stage", "assign_to_rep"),
    *("search", "log_activity", "create_task", "approve", "reject"),
}
PROMISED_PROMPTS = {
    *("qualify_lead", "handle_objection", "write_outreach", "summarize_deal", "score_conversation"),
    "suggest_next_action",
}
PROMISED_RESOURCES = {
    *("contacts", "contacts/{id}", "enrichment", "pipeline", "forecast", "agents", "agents/{name}/stats"),
    *("campaigns/active", "campaigns/{id}/results", "calls/history", "calls/{id}/transcript", "dashboard"),
    *("leaderboard", "qualification/queue", "qualification/results"),
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, furnish_home: Callable[[Path], None]) -> Path:
    """A home whose database is migrated, and empty."""
    folder = tmp_path_factory.mktemp("mcp")
    furnish_home(folder)

    manage(folder, "migrate", "-v0")
    return folder


async def call(session: ClientSession, name: str, /, **arguments: Any) -> dict[str, Any]:
    answer = await session.call_tool(name, arguments)
    assert not answer.is_error, answer.content
    assert answer.structured_content is not None
    return answer.structured_content


async def refused(session: ClientSession, name: str, /, **arguments: Any) -> str:
    answer = await session.call_tool(name, arguments)
    assert answer.is_error, answer.structured_content
    return str(answer.content[0].text)  # type: ignore[union-attr]


async def read(session: ClientSession, path: str) -> dict[str, Any]:
    answer = await session.read_resource(f"quotahit://{path}")
    return json.loads(answer.contents[0].text)  # type: ignore[union-attr]


def test_lists_need_no_rows_and_hold_what_is_promised_with_their_marks(home: Path) -> None:
    async def story(session: ClientSession) -> None:
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert tools.keys() >= PROMISED_TOOLS
        for tool in tools.values():
            assert tool.description
            assert tool.annotations is not None
            assert not {"email_to", "to", "address", "recipient"} & tool.input_schema["properties"].keys()
        assert tools["search"].annotations.read_only_hint  # type: ignore[union-attr]
        assert tools["update_deal_stage"].annotations.destructive_hint  # type: ignore[union-attr]
        marks = {name: (tool.meta or {})["quotahit/prospect_visible"] for name, tool in tools.items()}
        assert [name for name, seen in marks.items() if seen] == [
            "approve",
            "send_email",
            "start_chain",
            "start_sequence",
        ]
        static = {str(one.uri) for one in (await session.list_resources()).resources}
        templates = {one.uri_template for one in (await session.list_resource_templates()).resource_templates}
        assert {uri.removeprefix("quotahit://") for uri in static | templates} >= PROMISED_RESOURCES
        assert {one.name for one in (await session.list_prompts()).prompts} >= PROMISED_PROMPTS

    talk(home, story)


def test_a_lead_goes_all_the_way_by_an_assistant(home: Path) -> None:
    async def story(session: ClientSession) -> None:
        made = await call(
            session, "create_contact", first_name="Nia", last_name="Novak", email="nia@globex.example",
            company="Globex", title="VP Sales", country="us",
        )  # fmt: skip
        nia = made["contact"]["id"]
        assert "belongs to another contact" in await refused(
            session, "create_contact", first_name="N", email="NIA@globex.example"
        )
        enriched = await call(session, "enrich_lead", contact_id=nia)
        assert (enriched["contact"]["seniority"], enriched["company"]["domain"]) == ("vp", "globex.example")
        scored = await call(session, "score_lead", contact_id=nia)
        assert scored["score"] == sum(line["points"] for line in scored["signals"])
        found = await call(session, "search", query="nia@glo")
        assert [(hit["kind"], hit["id"]) for hit in found["results"]] == [("contact", nia)]
        deal = (await call(session, "create_deal", name="Pilot", contact_id=nia, amount="1200"))["deal"]
        moved = await call(session, "update_deal_stage", deal_id=deal["id"], stage="proposal")
        assert (moved["deal"]["stage"], moved["deal"]["amount"]) == ("Proposal", "1200.00")
        assert (await call(session, "create_task", title="Call Nia", contact_id=nia))["task"]["title"] == "Call Nia"
        logged = await call(session, "log_activity", contact_id=nia, text="She wants a demo.", kind="call")
        assert (await call(session, "start_sequence", contact_id=nia, sequence="engage"))["enrolled"]
        assert (await call(session, "start_sequence", contact_id=nia, sequence="nurture"))["why"]

        chained = await call(session, "start_chain", contact_id=nia, chain="hybrid-pipeline")
        again = await call(session, "start_chain", contact_id=nia, chain="inbound-pipeline")
        assert (bool(chained["run_id"]), again["reason"]) == (True, "IN_A_CHAIN")
        assert "There are: full-autonomous-pipeline" in await refused(
            session, "start_chain", contact_id=nia, chain="none"
        )
        chains = {one["name"]: one["under_way"] for one in (await read(session, "chains"))["chains"]}
        assert (chains["hybrid-pipeline"], chains["inbound-pipeline"]) == (1, 0)

        card = await read(session, f"contacts/{nia}")
        assert (card["contact"]["country"], card["sequence"]["name"]) == ("US", "Engage")
        assert [task["title"] for task in card["tasks"]] == ["Call Nia"]
        assert (await read(session, "forecast"))["total"]["weighted"] == "600.00"
        stages = {stage["name"]: stage["deals"] for stage in (await read(session, "pipeline"))["stages"]}
        assert [one["name"] for one in stages["Proposal"]] == ["Pilot"]
        transcript = await read(session, f"calls/{logged['interaction']['id']}/transcript")
        assert transcript["transcript"] == "She wants a demo."
        campaigns = (await read(session, "campaigns/active"))["campaigns"]
        assert {one["name"]: one["results"]["enrolled"] for one in campaigns}["Engage"] == 1
        assert (await read(session, "dashboard"))["leads"]["all"] == 1
        for path in ("enrichment", "leaderboard", "agents", "agents/stats", "agents/researcher/stats", "approvals"):
            assert await read(session, path)
        prompt = await session.get_prompt("qualify_lead", {"contact_id": str(nia)})
        assert "Nia Novak" in prompt.messages[0].content.text  # type: ignore[union-attr]

    talk(home, story)


def test_what_is_wrong_is_said_and_changes_nothing(home: Path) -> None:
    async def story(session: ClientSession) -> None:
        before = (await read(session, "dashboard"))["leads"]["all"]
        assert "scope “send”" in await refused(session, "send_email", contact_id=1, subject="Hi", body="Hello")
        assert "scope “send”" in await refused(session, "approve", approval_id=1, fingerprint="x")
        assert "person" in await refused(session, "reject", approval_id=1, fingerprint="x")
        assert "There is no contact 9999." in await refused(session, "score_lead", contact_id=9999)
        assert "no argument emial" in await refused(session, "create_contact", first_name="X", emial="x@y.example")
        assert "first name or a last name" in await refused(session, "create_contact", email="x@globex.example")
        assert await refused(session, "create_contact", first_name="X", email="no address")
        assert await refused(session, "create_contact", first_name="X" * 500)
        assert "zero" in await refused(session, "create_contact", first_name="N\0il")
        assert await refused(session, "score_lead", contact_id=2**70)
        assert "no amount" in await refused(session, "create_deal", name="X", amount="lots")
        assert "time zone" in await refused(session, "create_task", title="X", due_at="2026-12-01T10:00:00")
        with pytest.raises(MCPError, match="no contact 9999"):
            await session.read_resource("quotahit://contacts/9999")
        with pytest.raises(MCPError, match="no agent"):
            await session.read_resource("quotahit://agents/nobody/stats")
        with pytest.raises(MCPError, match="no contact 9999"):
            await session.get_prompt("qualify_lead", {"contact_id": "9999"})
        assert (await read(session, "dashboard"))["leads"]["all"] == before

    talk(home, story)


def test_an_unknown_organization_is_said_when_it_is_needed(home: Path) -> None:
    async def story(session: ClientSession) -> None:
        assert (await session.list_tools()).tools
        assert "nowhere" in await refused(session, "search", query="x")

    talk(home, story, "--organization", "nowhere")
