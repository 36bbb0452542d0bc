"""Every request is counted, timed, logged and given an id, which the answer carries too."""

import logging
import re
import time
from collections.abc import Callable
from itertools import count
from secrets import token_hex
from typing import Any

from django.http import HttpRequest, HttpResponse

from quotahit import logs
from quotahit.metrics import REQUEST_SECONDS

ID_HEADER = "X-Request-ID"
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_GIVEN_ID = re.compile(r"[\w.-]{1,64}")
_PROCESS, _numbers = token_hex(8), count(1)
log = logging.getLogger(__name__)


class Observed:
    """The outermost middleware. A proxy's id is kept where it is one, so that both logs speak of the same request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = id_of(request.headers.get(ID_HEADER, ""))
        began = time.perf_counter()
        with logs.about(request=request_id):
            response = self.get_response(request)
            match, user = request.resolver_match, getattr(request, "user", None)
            note(
                request.method or "",
                match.route if match else "(no page)",
                response.status_code,
                time.perf_counter() - began,
                user=getattr(user, "pk", None),
            )
        response[ID_HEADER] = request_id
        return response


def id_of(given: str) -> str:
    """The request's id: the one that it came with, if that is fit to be written down, else one of this process."""
    return given if _GIVEN_ID.fullmatch(given) else f"{_PROCESS}-{next(_numbers)}"


def note(method: str, page: str, status: int, seconds: float, **ids: Any) -> None:
    """Count and log a request. `page` is the pattern of its address: the address may hold a token that opens a door."""
    method = method if method in _METHODS else "other"  # what anybody may invent must not become a label
    REQUEST_SECONDS.labels(method, page, status).observe(seconds)
    log.info("%s %s %s", method, page, status, extra={"milliseconds": round(seconds * 1000, 1), **ids})
