"""Connections to PostgreSQL: few for however many requests, and none that can stop the others by being forgotten."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from quotahit.accounts.models import Organization, User
from quotahit.console.benches.own_database import database_url
from quotahit.console.drills.own_redis import free_port
from quotahit.workflow.choices import Lane
from quotahit.workflow.claiming import claim_due
from quotahit.workflow.models import Run

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sessions"),
]
POOL = 3
FORGETFUL = """
import sys, django
django.setup()
from django.db import connection, transaction
from quotahit.workflow.models import Run
with transaction.atomic():
    locked = list(Run.objects.order_by("pk").select_for_update()[:2])
    print(connection.cursor().execute("SELECT pg_backend_pid()").fetchone()[0], flush=True)
    sys.stdin.readline()
    Run.objects.update(reason="I am still here")
"""


def _environment(**settings: str) -> dict[str, str]:
    """Of a process that works on the database of this test."""
    kept = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    return kept | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "quotahit.settings", **settings}


def _sessions(application: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [application])
        return int(cursor.fetchone()[0])


def test_a_forgotten_transaction_is_ended_and_the_claims_go_on(acme: Organization) -> None:
    """Whoever sits in a transaction with rows of the queue locked holds up only those, and only for so long."""
    runs = [Run(organization=acme, chain="test", version=1, step_names=["a"], event_id=n) for n in range(5)]
    Run.objects.bulk_create(runs)
    process = subprocess.Popen(
        [sys.executable, "-c", FORGETFUL],
        cwd=settings.BASE_DIR,
        env=_environment(DATABASE_IDLE_SECONDS="1"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    session = int(process.stdout.readline())
    claimed = _claim()
    assert len(claimed) == 3
    while _is_there(session):
        time.sleep(0.05)
    assert len(_claim()) == 2
    _, words = process.communicate("go on\n")
    assert process.returncode != 0
    assert "idle-in-transaction timeout" in words
    assert not Run.objects.exclude(reason="").exists()


def _claim() -> list[int]:
    return claim_due(Run.objects.awake().filter(lane=Lane.INSIDE), 100, timedelta(minutes=1), due="wake_at")


def _is_there(session: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [session])
        return cursor.fetchone() is not None


def test_who_waits_for_a_row_or_thinks_in_a_transaction_does_not_do_so_for_ever() -> None:
    with connection.cursor() as cursor:
        for name in ("idle_in_transaction_session_timeout", "lock_timeout"):
            cursor.execute(f"SELECT setting::bigint FROM pg_settings WHERE name = '{name}'")
            assert 0 < cursor.fetchone()[0] <= 60_000, name


def test_options_of_the_address_are_kept_and_win_over_ours() -> None:
    told = "?options=-c%20search_path=pg_catalog%20-c%20lock_timeout=7s"
    show = "import django; django.setup()\nfrom django.db import connection\n"
    show += "for name in ('search_path', 'lock_timeout', 'jit'):\n"
    show += "    print(connection.cursor().execute(f'SHOW {name}').fetchone()[0])"
    environment = _environment(DATABASE_URL=database_url() + told)
    command = [sys.executable, "-c", show]
    said = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["pg_catalog", "7s", "off"]


def test_many_requests_at_once_need_no_more_connections_than_the_pool_has(
    client: Client, alice: User, tmp_path: Path
) -> None:
    client.force_login(alice)
    cookies = {"sessionid": client.cookies["sessionid"].value}
    with _web(tmp_path) as address, httpx2.Client(base_url=address, cookies=cookies, timeout=60) as browser:

        def look(number: int) -> tuple[int, int]:
            status = browser.get(reverse("admin:index")).status_code
            return status, _held_by_web() if number % 10 == 0 else 0

        with ThreadPoolExecutor(12) as people:
            answers = list(people.map(look, range(80)))
        assert {status for status, _ in answers} == {200}
        assert 0 < max(held for _, held in answers) <= POOL
        assert 0 < _sessions("web-under-test") <= POOL


def _held_by_web() -> int:
    try:
        return _sessions("web-under-test")
    finally:
        connection.close()  # this thread's own


@contextmanager
def _web(home: Path) -> Iterator[str]:
    """A web process alone, with a small pool."""
    port = free_port()
    url = f"{database_url()}?application_name=web-under-test"
    environment = _environment(DATABASE_URL=url, DATABASE_POOL=str(POOL), SECRET_KEY=settings.SECRET_KEY)
    command = [sys.executable, "-m", "uvicorn", "quotahit.asgi:application", "--port", str(port)]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        while not _answers(address):
            assert process.poll() is None, (home / "log").read_text()
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/healthz").status_code > 0
    except httpx2.TransportError:
        return False


def test_the_busy_tables_are_looked_after_often() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reloptions::text FROM pg_class WHERE reloptions::text LIKE '%autovacuum%'")
        looked_after = dict(cursor.fetchall())
    assert {"outreach_enrollment", "outreach_delivery", "workflow_run", "unsealed_entry"} <= set(looked_after)
    assert {"events_event", "audit_entry", "workflow_runstep"} <= set(looked_after)
    assert "vacuum_scale_factor=0.01" in looked_after["workflow_run"]
