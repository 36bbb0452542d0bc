"""One request to an endpoint: to public addresses only, ten seconds at most, no redirect followed, little read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpcore2
import httpx2
from django.conf import settings

from quotahit.public_line import PublicLine, Unreachable
from quotahit.workflow.models.webhooks import SHOWN

SECONDS = 10.0
READ = 4 * SHOWN  # bytes: a character has four at most
_TIMEOUTS = {"connect": SECONDS, "read": SECONDS, "write": SECONDS, "pool": SECONDS}
_TROUBLE = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)
_GONE, _ASK_LATER = 410, (429, 503)


@dataclass(frozen=True)
class Answer:
    """What came back; `code` is "" where it arrived, else why not."""

    code: str
    status: int | None = None
    text: str = ""
    retry_after: timedelta | None = None

    @property
    def is_gone(self) -> bool:
        return self.status == _GONE


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post the body; whatever happens on the way is an answer too."""
    line = PublicLine(SECONDS, private=settings.WEBHOOKS_PRIVATE_ADDRESSES)
    try:
        with httpcore2.ConnectionPool(httpx2.create_ssl_context(trust_env=False), network_backend=line) as pool:
            return _post(pool, httpx2.URL(url), body, headers)
    except Unreachable as problem:
        return Answer(problem.code)
    except _TROUBLE as problem:
        return Answer("too_slow" if isinstance(problem, httpcore2.TimeoutException) else "no_answer")


def _post(pool: httpcore2.ConnectionPool, address: httpx2.URL, body: bytes, headers: Mapping[str, str]) -> Answer:
    every = {
        "Host": address.netloc.decode("ascii"),
        "User-Agent": "QuotaHit-Webhooks/1.0",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Accept-Encoding": "identity",
        "Connection": "close",
        **headers,
    }
    with pool.stream(
        "POST", str(address), headers=list(every.items()), content=body, extensions={"timeout": _TIMEOUTS}
    ) as answer:
        said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
        arrived = 200 <= answer.status < 300
        asked = _asked(said.get("retry-after", "")) if answer.status in _ASK_LATER else None
        return Answer("" if arrived else "status", answer.status, _beginning(answer, lenient=arrived), asked)


def _beginning(answer: httpcore2.Response, *, lenient: bool) -> str:
    """The first characters of the body. Who has taken the event and then stumbles over the answer has taken it."""
    read = b""
    try:
        for chunk in answer.iter_stream():
            read += chunk
            if len(read) >= READ:
                break
    except (*_TROUBLE, Unreachable):
        if not lenient:
            raise
    return read[:READ].decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")[:SHOWN]


def _asked(written: str) -> timedelta | None:
    """How long a Retry-After asks to wait: seconds, or a date by the caller's watch; None for neither."""
    if written.strip().isdecimal():
        return timedelta(seconds=min(int(written.strip()[:9]), 10**8))
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - datetime.now(UTC), timedelta())
