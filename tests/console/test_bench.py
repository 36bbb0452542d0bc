"""`bench` measures what it says, and what it lacks it names."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count
from django.test import Client

from agents.models import AgentDecision
from compliance.models import Decision, LoggedAttempt
from crm.models import Contact
from outreach.models import Delivery
from outreach.tick import tick
from quotahit.accounts.commands import WrongUse
from quotahit.accounts.models import Organization
from quotahit.console.benches import chain, fair, gate, memory, parted_tables, town
from quotahit.console.benches.crowd import PARTS, Crowd
from quotahit.console.benches.pages import PAGES
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.outgoing import Fate


@pytest.mark.skipif(connection.vendor == "postgresql", reason="says what SQLite lacks")
@pytest.mark.django_db
def test_without_postgresql_the_engine_bench_says_what_it_needs() -> None:
    with pytest.raises(CommandError, match="--postgres") as problem:
        call_command("bench", "engine", "--json")
    assert problem.value.returncode == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL")
@pytest.mark.django_db
def test_a_server_that_forgets_on_a_crash_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
    with pytest.raises(CommandError, match="synchronous_commit is off"):
        call_command("bench", "engine")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="servers of their own need PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_the_webhook_bench_asks_three_servers_and_finds_every_answer_stored(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("bench", "webhooks", "--json", "--seconds", "0.2")
    figures = json.loads(capsys.readouterr().out)
    assert figures["rounds"] == 3
    assert figures["ours_per_second"] > 0
    assert {"ratio", "range", "ratio_django", "ratio_p99"} <= figures.keys()


@pytest.mark.django_db
def test_the_gate_bench_decides_mail_and_calls_of_every_fate() -> None:
    said: list[str] = []

    result = gate.measure(attempts=40, rounds=2, say=said.append)

    reasons = set(Decision.objects.values_list("reason", flat=True))
    assert {"ALLOW", "SUPPRESSED"} < reasons
    assert Decision.objects.count() == 160
    assert LoggedAttempt.objects.exists()
    assert len(said) == result["rounds"] == 2
    assert min(result[name] for name in ("mail_per_second", "calls_per_second", "pure_per_second", "ratio")) > 0


@pytest.mark.django_db(transaction=True)
def test_the_chain_bench_takes_every_branch_to_its_end() -> None:
    result = chain.measure(leads=9, rounds=1, say=lambda line: None)

    ended = Run.objects.filter(chain="inbound-pipeline", status="finished")
    branches = Counter(AgentDecision.objects.filter(kind="branch").values_list("after", flat=True))
    assert (ended.count(), branches["high"], branches["medium"] + branches["low"]) == (9, 3, 6)
    assert RunStep.objects.filter(name="high.escalate", status="done").count() == 3
    assert min(result[name] for name in ("leads_per_minute", "own_ms_per_lead", "ratio")) > 0
    assert result["own_ms_per_lead"] < result["ms_per_lead"]


@pytest.mark.django_db(transaction=True)
def test_everybody_in_the_crowd_may_be_written_to_once() -> None:
    crowd = Crowd()
    crowd.grow(1 + PARTS)
    assert crowd.make_due(PARTS // 2) == PARTS // 2
    assert tick() == PARTS // 2
    assert tick() == 0
    assert crowd.make_due(PARTS // 2) == tick() == PARTS // 2
    assert Delivery.objects.filter(status=Fate.SENT).count() == PARTS
    with pytest.raises(WrongUse, match="not enough"):
        crowd.make_due(PARTS // 2)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a town is built on PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_every_page_that_is_measured_opens_in_a_town(client: Client) -> None:
    place = town.build(600)
    client.force_login(place.owner)
    for name, address in PAGES.items():
        assert client.get(address(place, 1)).status_code == 200, name
    found = client.get(PAGES["search an address"](place, 10)).content.decode()
    assert place.email(120) in found
    assert place.email(121) not in found


@pytest.mark.django_db(transaction=True)
def test_the_fair_bench_serves_every_small_organization_beside_the_large_one() -> None:
    result = fair.measure(rows=600, small=2, rounds=1, say=lambda line: None)

    sent = Delivery.objects.filter(status=Fate.SENT).values_list("organization__slug")
    counts = dict(sent.annotate(number=Count("pk")))
    assert counts["small-0"] == counts["small-1"] == 60
    assert 0 < counts["large"] < 540
    assert result["ratio"] > 0
    with pytest.raises(WrongUse, match="too few"):
        fair.measure(rows=100, small=2, rounds=1, say=lambda line: None)


@pytest.mark.once
def test_the_whole_product_starts_in_less_than_two_hundred_megabytes() -> None:
    started, most = memory.megabytes("", 0.0, "--no-demo")
    assert 50 < started <= most < 200


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no parts")
@pytest.mark.django_db
def test_a_table_in_three_shapes_answers_alike_and_can_be_parted_in_place(acme: Organization, dana: Contact) -> None:
    for table in parted_tables.tables(acme, dana):
        parted_tables.make(table, 2400)
        for shape in parted_tables.SHAPES:
            parted_tables.insert(table, shape, 0, 2400, 2400)
        before = {shape: answers(table, shape) for shape in parted_tables.SHAPES}
        assert before["plain"] == before["month"] == before["number"]
        assert any(before["plain"])
        parted_tables.part_in_place(table)
        assert answers(table, "plain") == before["plain"]


def answers(table: parted_tables.Table, shape: str) -> list[list[object]]:
    """What the look-ups find for one row in the middle."""
    at = getattr(table.seed, table.time) + timedelta(days=180)
    asked = {"n": 1200, "owner": table.seed.organization_id, "at": at, "batch": [7, 1300]}  # type: ignore[attr-defined]
    found = []
    with connection.cursor() as cursor:
        for ask in table.asks.values():
            cursor.execute(ask.format(t=table.named(shape), time=table.time), asked)
            found.append(sorted(cursor.fetchall(), key=str))
    return found


def test_a_crowd_too_small_for_its_rounds_is_refused() -> None:
    with pytest.raises(CommandError) as problem:
        call_command("bench", "tick", "--rows", "100", "--due", "50", "--json")
    assert problem.value.returncode == 2
