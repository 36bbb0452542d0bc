"""Two at once on PostgreSQL: somebody answers a question, and in the middle of it something else begins."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from quotahit.workflow import settling
from quotahit.workflow.models import Approval

TWO_SESSIONS = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer and no row locks")


def answer_beside(
    kind: str, answer: Callable[[], object], other: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`answer()` questions of this kind, and do `other()` from the moment at which one is locked; the answer
    goes on when the other one waits for it, or is through."""
    settle = settling._resolvers.get(kind, lambda approval: None)
    is_locked, is_through = threading.Event(), threading.Event()

    def slowly(approval: Approval) -> None:
        is_locked.set()
        while not (is_through.is_set() or somebody_waits_for_us()):
            time.sleep(0.01)
        settle(approval)

    def begin() -> None:
        try:
            assert is_locked.wait(timeout=30)
            other()
        finally:
            is_through.set()
            connection.close()

    monkeypatch.setitem(settling._resolvers, kind, slowly)
    with ThreadPoolExecutor(1) as beside:
        begun = beside.submit(begin)
        answer()
        begun.result()


def somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.fetchone() is not None
