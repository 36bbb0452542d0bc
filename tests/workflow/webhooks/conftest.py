"""An endpoint of Acme's on a real socket, and what it is sent."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from svix.webhooks import Webhook
from werkzeug import Request, Response

from quotahit.accounts.models import Organization, User
from quotahit.events.models import WebhookEndpoint
from quotahit.events.webhooks.endpoints import create_endpoint


@dataclass
class Listener:
    """Keeps what arrives, and answers as it is told to: the answers in turn, the last of them for ever."""

    server: HTTPServer
    secret: str = ""
    answers: list[Response] = field(default_factory=lambda: [Response("thank you", 200)])
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.server.url_for("/hook")

    def take(self, request: Request) -> Response:
        request.get_data(cache=True)
        self.requests.append(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def ids(self) -> list[str]:
        return [request.headers["webhook-id"] for request in self.requests]

    def verified(self, number: int = -1, secret: str = "") -> dict[str, Any]:
        """A body whose signature a library of others has found good."""
        request = self.requests[number]
        Webhook(secret or self.secret).verify(request.get_data(), dict(request.headers))
        return json.loads(request.get_data())

    def types(self) -> list[str]:
        return [json.loads(request.get_data())["type"] for request in self.requests]


@pytest.fixture
def listener(httpserver: HTTPServer, settings: Any) -> Listener:
    settings.WEBHOOKS_PRIVATE_ADDRESSES = True
    made = Listener(httpserver)
    httpserver.expect_request("/hook", method="POST").respond_with_handler(made.take)
    return made


@pytest.fixture
def endpoint(acme: Organization, alice: User, listener: Listener) -> WebhookEndpoint:
    """Acme's, for all that happens to deals."""
    new = create_endpoint(acme, listener.url, ["deal.*"], actor=alice)
    listener.secret = new.secret
    return new.row
