"""As many requests as a server answers, over connections that are kept open, each asking again once it is answered."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What a server did: answers of status 200 per second, and how long they took."""

    answered: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        return self.answered / self.seconds


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], until: float, took: list[float]) -> None:
        self._requests, self._until, self._took = requests, until, took
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, mark, body = self._answer.partition(b"\r\n\r\n")
        if not mark or len(body) < _length(head):
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self._finish(RuntimeError(f"The server answered {self._answer[:200]!r}"))
            return
        self._took.append(time.perf_counter() - self._began)
        self._answer = b""
        self._ask()

    def connection_lost(self, problem: Exception | None) -> None:
        self._finish(problem or (None if self.done.done() else ConnectionError("The server hung up.")))

    def _ask(self) -> None:
        request = next(self._requests, None) if time.perf_counter() < self._until else None
        if request is None:
            self._finish(None)
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def _finish(self, problem: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(problem) if problem else self.done.set_result(None)
        self._transport.close()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def load(port: int, requests: Iterator[bytes], *, seconds: float, connections: int) -> Load:
    """Ask the server at this port for so long, or until there are no more requests; an answer but 200 is an error."""
    return asyncio.run(_load(port, requests, seconds, connections))


async def _load(port: int, requests: Iterator[bytes], seconds: float, connections: int) -> Load:
    loop, took, began = asyncio.get_running_loop(), list[float](), time.perf_counter()
    askers = [_Connection(requests, began + seconds, took) for _ in range(connections)]
    for asker in askers:
        await loop.create_connection(lambda asker=asker: asker, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(asker.done for asker in askers))
    elapsed = time.perf_counter() - began
    cuts = statistics.quantiles(took, n=100)
    return Load(len(took), elapsed, cuts[49] * 1000, cuts[98] * 1000)
