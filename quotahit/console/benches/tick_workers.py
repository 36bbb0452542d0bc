"""Workers in processes of their own, which tick when told."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from quotahit.console.benches.workers import Worker, worker


class TickWorkers:
    """So many processes that tick when told."""

    def __init__(self, workers: list[Worker]) -> None:
        self._workers = workers

    def __bool__(self) -> bool:
        return bool(self._workers)

    def seconds(self) -> float:
        """Let all of them work until nothing is due; returns how long that took."""
        began = time.perf_counter()
        for one in self._workers:
            one.tell("go")
        for one in self._workers:
            one.answer()
        return time.perf_counter() - began


@contextmanager
def tick_workers(number: int) -> Iterator[TickWorkers]:
    """Workers on the database that the default connection speaks to, while the block runs."""
    with ExitStack() as stack:
        workers = TickWorkers([stack.enter_context(worker("bench.tick_worker")) for _ in range(number)])
        workers.seconds()  # the first look loads everything, and finds nothing
        yield workers
