"""Where a model is reached: any OpenAI-compatible server, by an organization's own credentials or the environment's."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import httpx2
from django.conf import settings

from quotahit.accounts.credentials import secret
from quotahit.accounts.models import Organization

if TYPE_CHECKING:
    from openai import OpenAI

CONNECT_SECONDS = 10


@dataclass(frozen=True)
class Endpoint:
    """A vendor's address, the model to ask there, and the key; an empty key means that nobody can be asked."""

    vendor: str
    base_url: str
    model: str
    api_key: str = field(repr=False)

    def client(self) -> "OpenAI":
        """The SDK's client, shared by all calls to the same place."""
        return _client(self.base_url, self.api_key, settings.MODEL_TIMEOUT, settings.MODEL_RETRIES)

    @property
    def limit_name(self) -> str:
        """What the vendor calls the limit of an answer's length."""
        return "max_completion_tokens" if self.vendor == "openai" else "max_tokens"


def endpoint_for(organization: Organization, vendor: str, model: str = "") -> Endpoint:
    """The endpoint of a vendor for an organization; `model` wins over the configured one. Raises CredentialLocked."""
    return Endpoint(
        vendor=vendor,
        base_url=secret(organization, vendor, "base_url"),
        model=model or secret(organization, vendor, "model"),
        api_key=secret(organization, vendor, "api_key"),
    )


@lru_cache(maxsize=32)
def _client(base_url: str, api_key: str, timeout: float, retries: int) -> "OpenAI":
    """The SDK itself tries again after 408, 409, 429, 5xx and broken connections, and heeds Retry-After."""
    from openai import OpenAI

    limits = httpx2.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS))
    return OpenAI(base_url=base_url, api_key=api_key, timeout=limits, max_retries=retries)
