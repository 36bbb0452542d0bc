"""Is everything up, and does the work get done? `/healthz` says the first in a word, `/readyz` both in detail.

A room that has a queue registers how old the oldest of its due work is; what is older than it may be is stuck.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from quotahit import clock, heartbeat

STUCK_AFTER = timedelta(minutes=5)
Oldest = Callable[[], datetime | None]


@dataclass(frozen=True)
class Check:
    """One line of the health page: what was looked at, whether it is well, and what was seen."""

    name: str
    ok: bool
    detail: dict[str, Any]


@dataclass(frozen=True)
class _Watch:
    oldest: Oldest
    may_be_late: timedelta


_watches: dict[str, _Watch] = {}


def watch(name: str, oldest: Oldest, *, may_be_late: timedelta = STUCK_AFTER) -> None:
    """Look at a queue: `oldest()` is the time since which the oldest of its due work has been due, None for none."""
    _watches[name] = _Watch(oldest, may_be_late)


def lateness() -> Iterator[tuple[str, timedelta, timedelta]]:
    """Of each queue its name, how late its oldest work is, and how late it may be."""
    now = clock.now()
    for name, queue in sorted(_watches.items()):
        oldest = queue.oldest()
        yield name, max(now - oldest, timedelta()) if oldest else timedelta(), queue.may_be_late


def checks() -> list[Check]:
    """Everything that must be well for this process to be of use."""
    database = _database()
    return [database, _broker(), _crew(), *(_queues() if database.ok else ())]


def healthz(request: HttpRequest) -> JsonResponse:
    """200 once web, worker and scheduler are up; 503 with what is missing until then."""
    working = heartbeat.is_alive()
    state = {"web": "up", "worker": "up" if working else "waiting", "scheduler": "up" if working else "waiting"}
    return JsonResponse({"ok": working, **state}, status=200 if working else 503)


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and scheduler answer and no work is stuck; else 503; each with what was seen."""
    found = checks()
    ok = all(check.ok for check in found)
    content = {"ok": ok, "checks": {check.name: {"ok": check.ok, **check.detail} for check in found}}
    return JsonResponse(content, status=200 if ok else 503)


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as problem:
        return Check("database", False, {"problem": type(problem).__name__})
    return Check("database", True, {"kind": connection.vendor})


def _broker() -> Check:
    if settings.EMBEDDED:
        return Check("broker", True, {"kind": "memory"})
    try:
        with current_app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OSError, current_app.connection_for_write().connection_errors) as problem:
        return Check("broker", False, {"kind": "redis", "problem": type(problem).__name__})
    return Check("broker", True, {"kind": "redis"})


def _crew() -> Check:
    since = heartbeat.age()
    return Check("scheduler", heartbeat.is_alive(), {"last_beat_seconds": None if since is None else round(since, 1)})


def _queues() -> Iterator[Check]:
    for name, late, may_be in lateness():
        yield Check(name, late <= may_be, {"oldest_due_seconds": round(late.total_seconds())})
