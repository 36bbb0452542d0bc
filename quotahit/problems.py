"""Problem bodies (RFC 9457): how the API says what went wrong, from whichever layer it is said."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

API = "/api/"
MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str, *, code: str = "", errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The body: `type` and `code` are for programs, `detail` is for people, `errors` name each field by a pointer."""
    code = code or HTTPStatus(status).name.lower()
    body: dict[str, Any] = {"type": f"urn:quotahit:problem:{code.replace('_', '-')}"}
    body |= {"title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return body | ({"errors": errors} if errors else {})


def answer(status: int, detail: str, *, code: str = "", headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The body as an answer of Django's own."""
    body = json.dumps(problem(status, detail, code=code))
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=headers)
