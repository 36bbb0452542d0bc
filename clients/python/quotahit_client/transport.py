"""How the client speaks: one connection, problems as exceptions, and waiting where the server asks for it."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, PrivateAttr
from pydantic_core import to_jsonable_python

TRIES = 3


class _Unset:
    """The mark of an argument that was not given; None is a value."""

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Any = _Unset()


class Model(BaseModel):
    """Something that the server told. What later servers tell beside it is left out."""

    model_config = ConfigDict(extra="ignore")
    _etag: str | None = PrivateAttr(default=None)

    @property
    def etag(self) -> str | None:
        """For `if_match`, so that a change is refused when somebody else was quicker."""
        return self._etag


Row = TypeVar("Row", bound=Model)


class Page(BaseModel, Generic[Row]):
    """Some rows, and the cursor of those behind them."""

    results: list[Row]
    next: str | None = None


class ApiProblem(Exception):
    """What the server refused: `status` and `code` for programs, the text for people, `errors` by field."""

    def __init__(self, body: Mapping[str, Any], retry_after: float | None = None) -> None:
        super().__init__(str(body.get("detail") or body.get("title")))
        self.status = int(body.get("status") or 0)
        self.code = str(body.get("code", ""))
        self.errors: list[dict[str, str]] = list(body.get("errors", ()))
        self.retry_after = retry_after


class Transport:
    """Requests with one key. A limit that was reached is waited for, twice, if that takes no longer than `patience`."""

    def __init__(self, url: str, key: str, *, timeout: float = 30.0, patience: float = 60.0) -> None:
        headers = {"Authorization": f"Bearer {key}", "Accept": "application/json"}
        self._http = httpx2.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout)
        self._patience = patience

    def close(self) -> None:
        self._http.close()

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> httpx2.Response:
        """The answer to one request; raises ApiProblem."""
        given = {name: _word(value) for name, value in (query or {}).items() if value is not None}
        sent = {name: value for name, value in (headers or {}).items() if value}
        content = None if body is None else {name: value for name, value in body.items() if value is not UNSET}
        for tried in range(1, TRIES + 1):
            answer = self._http.request(
                method, path, params=given, headers=sent, json=None if content is None else to_jsonable_python(content)
            )
            if answer.status_code < 400:
                return answer
            problem = _problem(answer)
            if answer.status_code != 429 or tried == TRIES or (problem.retry_after or 0) > self._patience:
                raise problem
            time.sleep(problem.retry_after or 1)
        raise AssertionError("unreachable")

    def row(self, kind: type[Row], answer: httpx2.Response) -> Row | None:
        """The record that was told, with its ETag; None for a key that may not read."""
        return None if answer.status_code == 204 else self.shown(kind, answer)

    def shown(self, kind: type[Row], answer: httpx2.Response) -> Row:
        """The record that was asked for, with its ETag."""
        found = kind.model_validate(answer.json())
        found._etag = answer.headers.get("ETag")
        return found


class Noun:
    """The base of each noun's methods."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport


def walk(page: Callable[[str | None], Page[Row]]) -> Iterator[Row]:
    """Every row, page after page."""
    cursor: str | None = None
    while True:
        found = page(cursor)
        yield from found.results
        cursor = found.next
        if cursor is None:
            return


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(to_jsonable_python(value))


def _problem(answer: httpx2.Response) -> ApiProblem:
    try:
        body = answer.json()
    except ValueError:
        body = {"status": answer.status_code, "detail": answer.text[:500]}
    wait = answer.headers.get("Retry-After", "")
    return ApiProblem(body, float(wait) if wait.isdigit() else None)
