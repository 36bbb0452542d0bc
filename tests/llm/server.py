"""A model behind a real socket: an OpenAI-compatible server that answers what the test tells it to.

The fixture `model_server` is there for the tests of every room.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response


@dataclass(frozen=True)
class Reply:
    """One answer on the wire, after `delay` seconds."""

    body: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0


@dataclass
class ModelServer:
    """What it will say next, and what it was asked."""

    url: str
    replies: deque[Reply] = field(default_factory=deque)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    obeys: Callable[[dict[str, Any]], Any] | None = None  # what it says to a question that nobody scripted
    may_answer: threading.Event = field(default_factory=threading.Event)

    def says(self, content: Any, **message: Any) -> None:
        """Answer the next question with this text, or with this object as JSON."""
        text = content if isinstance(content, str) else json.dumps(content)
        self.replies.append(Reply(completion(text, **message)))

    def fails(self, status: int, **headers: str) -> None:
        """Answer the next question with an error of the vendor's kind."""
        error = {"error": {"message": f"fails with {status}", "type": "test", "code": None}}
        self.replies.append(Reply(error, status, {name.replace("_", "-"): value for name, value in headers.items()}))

    def handle(self, request: Request) -> Response:
        self.asked.append(request.get_json())
        self.keys.append(request.headers.get("Authorization", ""))
        reply = self._next(self.asked[-1])
        self.may_answer.wait(timeout=20)
        time.sleep(reply.delay)
        body = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
        return Response(body, status=reply.status, headers=reply.headers, content_type="application/json")

    def _next(self, question: dict[str, Any]) -> Reply:
        if self.replies:
            return self.replies.popleft()
        if self.obeys is not None:
            return Reply(completion(json.dumps(self.obeys(question))))
        return Reply({"error": {"message": "nothing scripted"}}, 404)


def completion(content: str | None, finish_reason: str = "stop", **message: Any) -> dict[str, Any]:
    """A chat completion as it is on the wire, of 100 tokens read and 20 written."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "gpt-4.1-mini-2025-04-14",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": content, "refusal": None, **message},
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


@pytest.fixture
def model_server(httpserver: HTTPServer, settings: Any) -> ModelServer:
    """The model of every organization without a credential of its own; paid calls are allowed, for they go here."""
    server = ModelServer(url=httpserver.url_for("/v1"))
    server.may_answer.set()
    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(server.handle)
    settings.REFUSE_PAID_CALLS = False
    settings.OPENAI_API_KEY = "sk-test-of-the-environment"
    settings.OPENAI_BASE_URL = server.url
    settings.OPENAI_MODEL = "gpt-4.1-mini"
    return server
