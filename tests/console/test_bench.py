"""`bench` compares with what is comparable, or says what it lacks."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from outreach.models import Delivery
from outreach.tick import tick
from quotahit.accounts.commands import WrongUse
from quotahit.console.benches.crowd import PARTS, Crowd
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


def test_a_crowd_too_small_for_its_rounds_is_refused() -> None:
    with pytest.raises(CommandError) as problem:
        call_command("bench", "tick", "--rows", "100", "--due", "50", "--json")
    assert problem.value.returncode == 2
