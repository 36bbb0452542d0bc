"""Who comes in: a key, how often it may, and a signed-in member where there is only something to read about the API."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from quotahit.accounts.api.problems import Problem
from quotahit.accounts.api_keys import SHOWN, find_key, used
from quotahit.accounts.models import ApiKey, User
from quotahit.accounts.throttle import MINUTES, Attempts, count

WINDOW = 60


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer qh_…`; who sends many wrong ones is kept waiting."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        if not (authorization := request.headers.get("Authorization", "")):
            return None
        key = key_of(authorization, request.META.get("REMOTE_ADDR", ""))
        return key.membership.user, key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="QuotaHit"'


def key_of(authorization: str, address: str) -> ApiKey:
    """The key that this header brings, noted as used. AuthenticationFailed where it opens nothing, Problem 429 for who
    has sent many such from this network address."""
    kind, _, secret = authorization.partition(" ")
    key = find_key(secret.strip()) if kind.lower() == "bearer" else None
    if key is None:
        if not Attempts("api", secret[:SHOWN], address).take():
            raise Problem(429, "too_many_bad_keys", "Too many wrong keys.", retry_after=MINUTES * 60)
        raise AuthenticationFailed("This key is unknown, revoked or expired.")
    used(key)
    return key


class MemberSession(BaseAuthentication):
    """A member who is signed in to the console."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        member = _session(request)
        return (member, None) if member else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="QuotaHit"'


def count_request(key: ApiKey) -> dict[str, str]:
    """Count one request of this minute; the headers that tell how many are left. Raises Problem 429."""
    now = int(time.time())  # as the caller's watch, not the product's: it may be skipped ahead
    minute, most = now // WINDOW, settings.API_REQUESTS_PER_MINUTE
    taken = count(f"api:{key.pk}:{minute}", 2 * WINDOW)
    reset = (minute + 1) * WINDOW - now
    if taken > most:
        raise Problem(429, "too_many_requests", f"No more than {most} requests a minute.", retry_after=reset)
    return {
        "RateLimit-Limit": str(most),
        "RateLimit-Remaining": str(most - taken),
        "RateLimit-Reset": str(reset),
    }


def _session(request: Any) -> User | None:
    django: HttpRequest = request._request
    member = getattr(django, "membership", None)
    return member.user if member and member.user.is_active else None
