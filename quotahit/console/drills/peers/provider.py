"""A mail provider that speaks Resend's protocol as far as QuotaHit uses it, idempotency keys above all."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any

from quotahit.console.drills.peers.log import Mood, PeerLog
from quotahit.console.drills.peers.postbox import SLOWLY, TOO_LONG

NAME = "resend"
NO_MORE: Mapping[str, str] = MappingProxyType({})


class Provider(ThreadingHTTPServer):
    """Takes mails; one whose key was seen before gets the first answer again. Keeps what people wrote to us."""

    daemon_threads = True

    def __init__(self, log: PeerLog) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.log = log
        self.received: dict[str, dict[str, Any]] = {}  # inbound mails by id, for whoever fetches them
        self._answers: dict[str, str] = {}
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: whoever asked was killed over it."""

    def take(self, key: str, mail: dict[str, Any]) -> str:
        """The id of the mail; a second one with its key is the first."""
        with self._lock:
            if key not in self._answers:
                self._answers[key] = f"re-{len(self._answers) + 1}"
                (recipient,) = mail["to"]
                self.log.take(mail["headers"]["Message-ID"], recipient, NAME)
            return self._answers[key]


class _Talk(BaseHTTPRequestHandler):
    server: Provider
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        mood = self._reach("asked")
        time.sleep({Mood.SLOW: SLOWLY, Mood.SILENT: TOO_LONG}.get(mood, 0))
        mail = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._reach("offered")
        if mood is Mood.BUSY:
            return self._answer(429, {"message": "Too many requests"}, {"Retry-After": "60"})
        mail_id = self.server.take(self.headers["Idempotency-Key"], mail)
        self._reach("taken")
        self._say(mood, {"id": mail_id})

    def do_GET(self) -> None:
        mail = self.server.received.get(self.path.rpartition("/")[2])
        if mail is None:
            return self._answer(404, {"message": "Email not found"})
        self._say(self.server.log.mood, mail)

    def _reach(self, moment: str) -> Mood:
        self.server.log.reached(moment)
        return self.server.log.mood

    def _say(self, mood: Mood, value: dict[str, Any]) -> None:
        """The right answer, or what is left of it in this mood."""
        if mood is Mood.CURT:
            self.close_connection = True
            self.connection.close()
        elif mood is Mood.BROKEN:
            self._answer(500, {"message": "Internal server error"})
        else:
            self._answer(200, {"<html>": "Bad gateway"} if mood is Mood.GARBLED else value)

    def _answer(self, status: int, value: dict[str, Any], headers: Mapping[str, str] = NO_MORE) -> None:
        body = json.dumps(value).encode()
        try:
            self.send_response(status)
            for name, said in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, said)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # who asked is gone

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the drill's own progress is on stderr."""


@contextmanager
def provider(log: PeerLog) -> Iterator[Provider]:
    """A provider at an address of this machine, its `url`."""
    with Provider(log) as server:
        threading.Thread(target=server.serve_forever, name="provider", daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
