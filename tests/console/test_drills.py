"""Each drill in its shortest form, as the command that people and CI call."""

import json
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from quotahit.console.drills.crash_points import TABLES


def drill(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "drill", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def found(*arguments: str) -> dict[str, Any]:
    """What a drill that holds has found."""
    done = drill(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr[-4000:]
    (line,) = done.stdout.splitlines()
    return json.loads(line)


@pytest.mark.once
@pytest.mark.drilled
def test_three_deaths_lose_nothing() -> None:
    result = found("crash", "--kills", "3")
    assert (result["holds"], result["kills"], result["problems"]) == (True, 3, [])
    assert result["people"] > 0
    assert result["mails"] > 0


@pytest.mark.once
def test_a_small_month_breaks_no_rule_and_comes_again_with_its_seed() -> None:
    first, second = (found("month", "--people", "20", "--days", "8", "--seed", "7") for _ in range(2))
    assert first["holds"]
    assert first["sends"] > 0
    assert first["digest"] == second["digest"]


@pytest.mark.parametrize("wrong", [("crash", "--kills", "0"), ("month", "--people", "many"), ("storm",), ()])
def test_wrong_use_is_told_from_a_drill_that_does_not_hold(wrong: tuple[str, ...]) -> None:
    assert drill(*wrong).returncode == 2


@pytest.mark.django_db
def test_crash_points_name_tables_that_are_there() -> None:
    assert set(TABLES) <= set(connection.introspection.table_names())
