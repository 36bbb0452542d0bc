"""A typed client of QuotaHit's REST API.

    with QuotaHit("http://127.0.0.1:8000", "qh_…") as api:
        for contact in api.contacts.each(lifecycle="lead"):
            print(contact.first_name, contact.emails)

The modules of `models` and `nouns` are written by `bin/manage api_client` from the API's own document.
"""

from types import TracebackType

from quotahit_client import models, nouns
from quotahit_client.transport import UNSET, ApiProblem, Page, Transport

__all__ = ["UNSET", "ApiProblem", "Page", "QuotaHit", "models", "nouns"]


class QuotaHit(nouns.Nouns):
    """All nouns, by one key."""

    def __init__(self, url: str, key: str, *, timeout: float = 30.0) -> None:
        self._transport = Transport(url, key, timeout=timeout)
        super().__init__(self._transport)

    def __enter__(self) -> "QuotaHit":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        self._transport.close()
