"""`bench` measures what it says, and what it lacks it names."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from compliance.models import Decision, LoggedAttempt
from quotahit.console.benches import gate


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
