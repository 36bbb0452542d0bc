"""Apollo next door, and an organization that has its key."""

from collections.abc import Iterator

import httpx2
import pytest
from pytest_httpserver import HTTPServer

from agents.scout.providers import apollo
from quotahit.accounts.credentials import store_secret
from quotahit.accounts.models import Organization
from quotahit.workflow.advance import advance
from tests.agents.scout.apollo_server import KEY, ApolloServer, person


@pytest.fixture
def vendor(
    httpserver: HTTPServer, settings, acme: Organization, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ApolloServer]:
    server = ApolloServer(httpserver, people=[person(number) for number in range(1, 61)])
    settings.APOLLO_BASE_URL = server.url
    monkeypatch.setattr(apollo, "TIMEOUT", httpx2.Timeout(0.7))
    store_secret(acme, "apollo", "api_key", KEY, actor="system:test")
    yield server
    server.over.set()


@pytest.fixture
def work():
    """Let the workers do all that is due; returns when nothing is."""

    def run() -> None:
        while advance():
            pass

    return run
