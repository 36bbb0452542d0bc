"""`bench` compares on a durable PostgreSQL or says what it lacks."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection


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
