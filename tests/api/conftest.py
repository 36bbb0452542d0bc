"""Callers of the API: a key of a member, and requests in JSON with it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from quotahit.accounts.api_keys import create_key
from quotahit.accounts.choices import Scope
from quotahit.accounts.models import Membership, User

ALL = tuple(Scope.values)


@dataclass
class Caller:
    """A program with a key."""

    secret: str
    key_id: int = 0
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **headers: str) -> Any:
        return self._ask("get", path, None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._ask("post", path, {} if body is None else body, headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self._ask("patch", path, body, headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self._ask("delete", path, None, headers)

    def ids(self, path: str) -> list[int]:
        """The ids of a whole page."""
        return [row["id"] for row in self.get(path).json()["results"]]

    def _ask(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        sent = {"authorization": f"Bearer {self.secret}"} | {name.replace("_", "-"): it for name, it in headers.items()}
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        return getattr(self.client, method)(f"/api/v1{path}", headers=sent, **more)


Calling = Callable[..., Caller]


@pytest.fixture
def calling() -> Calling:
    """A caller that acts as a member, with all scopes unless told."""
    cache.clear()

    def make(user: User, scopes: Collection[str] = ALL) -> Caller:
        new = create_key(Membership.objects.get(user=user), "Test", scopes, actor=user)
        return Caller(new.secret, new.row.pk)

    return make


@pytest.fixture
def api(calling: Calling, alice: User) -> Caller:
    """Alice's program."""
    return calling(alice)
