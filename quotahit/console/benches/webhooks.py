"""Signed webhooks per second through the product's door, beside a bare endpoint and beside a plain Django view.

Each side is a server process of its own on the same PostgreSQL: it verifies the signature, stores each delivery once,
and answers after the commit. Ours finds the mailbox and its secret, audits, and wakes the reader as well. All three are
asked in turn over 32 connections, and ratios are taken within a round. `other_cpu` is what other programs took
meanwhile, in cores: above 0.1 the absolute figures say little.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection

from outreach.choices import Transport
from outreach.mailboxes import save_mailbox
from outreach.models import Mailbox
from quotahit.accounts.organizations import create_organization
from quotahit.console.benches.busyness import Busyness
from quotahit.console.benches.http_load import Load, load
from quotahit.console.benches.own_database import database_url, insist_on_durable_postgresql, own_database
from quotahit.events.models import RawInbound

CONNECTIONS, SECONDS, ROUNDS = 32, 5.0, 3
BODY = json.dumps(
    {
        "type": "email.delivered",
        "created_at": "2026-11-20T15:00:00.000Z",
        "data": {
            "email_id": "4ef9a417-02e9-4d39-ad75-9611e0fcc33c",
            "from": "Alice <alice@acme.example>",
            "to": ["dana@globex.example"],
            "subject": "Your quotes",
            "headers": [{"name": "X-Metadata", "value": '{"delivery": "7"}'}],
        },
    }
).encode()
_ids = count(1)


@dataclass(frozen=True)
class Server:
    """One of the three: where it listens, and what a delivery to it looks like."""

    port: int
    path: str
    key: bytes

    def deliveries(self) -> Iterator[bytes]:
        """Signed requests without end, no two with the same id."""
        at = str(int(time.time()))
        for number in _ids:
            signed = f"msg_{number}.{at}.".encode() + BODY
            signature = base64.b64encode(hmac.new(self.key, signed, hashlib.sha256).digest()).decode()
            yield (
                f"POST {self.path} HTTP/1.1\r\nhost: 127.0.0.1:{self.port}\r\ncontent-type: application/json\r\n"
                f"svix-id: msg_{number}\r\nsvix-timestamp: {at}\r\nsvix-signature: v1,{signature}\r\n"
                f"content-length: {len(BODY)}\r\n\r\n"
            ).encode() + BODY


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--postgres", metavar="URL", help="The PostgreSQL server to use where DATABASE_URL names none.")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="How long each side is asked in each round.")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """Ask all three sides in at least three rounds; ratios are medians with their range. WrongUse but on PostgreSQL."""
    say: Callable[[str], None] = options["say"]
    insist_on_durable_postgresql(options["postgres"])
    with own_database("bench_webhooks"):
        key = secrets.token_bytes(24)
        mailbox = _mailbox(key)
        _bare_table()
        with (
            _server("quotahit.asgi", f"/hooks/email/resend/tracking/{mailbox.pk}/", key) as ours,
            _server("webhook_floor", "/hook", key) as floor,
            _server("webhook_django", "/hook", key) as plain,
        ):
            sides = {"ours": ours, "floor": floor, "django": plain}
            for side in sides.values():  # the first touch of everything is nobody's speed
                load(side.port, side.deliveries(), seconds=1, connections=CONNECTIONS)
            busyness, rounds = Busyness(), []
            for number in range(max(options["rounds"] or ROUNDS, 3)):
                rounds.append({name: _ask(side, options["seconds"]) for name, side in sides.items()})
                told = ", ".join(f"{name} {side.per_second:.0f}/s" for name, side in rounds[-1].items())
                say(f"Round {number + 1}: {told}")
            return _summary(rounds) | {"other_cpu": busyness.others()}


def _ask(side: Server, seconds: float) -> Load:
    before = _stored()
    result = load(side.port, side.deliveries(), seconds=seconds, connections=CONNECTIONS)
    if _stored() - before < result.answered:
        raise RuntimeError("A delivery was answered that is not stored.")
    return result


def _stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM bare_hook")
        return int(cursor.fetchone()[0]) + RawInbound.objects.count()


def _mailbox(key: bytes) -> Mailbox:
    """A mailbox at a provider that signs its reports with `key`."""
    organization = create_organization("Bench", slug="bench")
    mailbox = Mailbox(
        organization=organization,
        name="Bench",
        address="sales@bench.example",
        transport=Transport.ANYMAIL,
        provider="resend",
    )
    signing = f"whsec_{base64.b64encode(key).decode()}"
    return save_mailbox(mailbox, actor="system:bench", secrets={"signing_secret": signing})


def _bare_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_hook (id text PRIMARY KEY, body bytea NOT NULL)")


@contextmanager
def _server(module: str, path: str, key: bytes) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "--app-dir", str(settings.BASE_DIR / "bench"), f"{module}:application"]
    command += ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    # The broker only takes hints here, and nobody follows them: the reader is not what is measured.
    environment = os.environ | {
        "DSN": database_url(),
        "DATABASE_URL": database_url(),
        "QUOTAHIT_HOME": str(settings.HOME),
        "WEBHOOK_KEY": base64.b64encode(key).decode(),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield Server(port, path, key)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("A server ended before it answered; its own words are above.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("A server did not answer within a minute.")


def _summary(rounds: list[dict[str, Load]]) -> dict[str, Any]:
    def against(name: str) -> list[float]:
        return [one["ours"].per_second / one[name].per_second for one in rounds]

    late = [one["ours"].p99_ms / one["floor"].p99_ms for one in rounds]
    figures = {f"{name}_per_second": _median(one[name].per_second for one in rounds) for name in rounds[0]}
    return {
        "connections": CONNECTIONS,
        "rounds": len(rounds),
        **figures,
        "ratio": _median(against("floor")),
        "range": _range(against("floor")),
        "ratio_django": _median(against("django")),
        "range_django": _range(against("django")),
        "ratio_p99": _median(late),
        "range_p99": _range(late),
        "p99_ms": _median(one["ours"].p99_ms for one in rounds),
    }


def _median(values: Any) -> float:
    return round(statistics.median(values), 2)


def _range(values: list[float]) -> list[float]:
    return [round(min(values), 2), round(max(values), 2)]
