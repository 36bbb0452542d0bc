"""From whatever went wrong to a problem body."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as ModelError
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from quotahit import problems
from quotahit.accounts.errors import AccountsError

CODES = {"not_authenticated": "no_key", "authentication_failed": "bad_key", "permission_denied": "forbidden"}
_refusals: dict[type[Exception], int] = {AccountsError: 409}


class Problem(exceptions.APIException):
    """A refusal with its status, a code for programs and a sentence for people; `pointer` names the field."""

    def __init__(self, status: int, code: str, detail: str, *, pointer: str = "", retry_after: int = 0) -> None:
        super().__init__(detail, code)
        self.status_code, self.code, self.text = status, code, detail
        self.errors = [{"pointer": pointer, "code": code, "detail": detail}] if pointer else None
        if retry_after:
            self.wait = retry_after


def refuses(error: type[Exception], status: int) -> None:
    """Let verbs refuse: what they raise of this kind is answered with this status and their own words."""
    _refusals[error] = status


def body_of(failure: Exception) -> dict[str, Any] | None:
    """The problem body of a failure, None for one that is our own fault."""
    if isinstance(failure, Problem):
        return problems.problem(failure.status_code, failure.text, code=failure.code, errors=failure.errors)
    if isinstance(failure, IntegrityError):  # its own words name tables
        return problems.problem(409, "Something of this name or key is there already.", code="taken")
    if isinstance(failure, DataError):
        return problems.problem(400, "A value is of a size that cannot be kept.", code="invalid")
    if isinstance(failure, Http404):
        return problems.problem(404, "There is no such thing, or none that this key may see.")
    if isinstance(failure, PermissionDenied):
        return problems.problem(403, "This key may not do that.")
    if isinstance(failure, ModelError):
        failure = exceptions.ValidationError(
            failure.message_dict if hasattr(failure, "error_dict") else {"": failure.messages}
        )
    if isinstance(failure, exceptions.ValidationError):
        errors = list(_fields(failure.get_full_details(), "#"))
        return problems.problem(400, errors[0]["detail"] if errors else "", code="invalid", errors=errors)
    if isinstance(failure, exceptions.APIException):
        code = str(failure.get_codes())
        return problems.problem(failure.status_code, str(failure.detail), code=CODES.get(code, code))
    status = next((_refusals[kind] for kind in type(failure).__mro__ if kind in _refusals), None)
    return _refusal(status, failure) if status else None


def _refusal(status: int, failure: Exception) -> dict[str, Any]:
    """What a verb refused, with the fields that it names where it names any."""
    code, words = _snake(type(failure).__name__), str(failure)
    named = [{"pointer": f"#/{name}", "code": code, "detail": words} for name in getattr(failure, "fields", ())]
    return problems.problem(status, words, code=code, errors=named)


def handle(failure: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler; None lets our own faults through to the log and a plain 500."""
    body = body_of(failure)
    if body is None:
        return None
    headers = {}
    if header := getattr(failure, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(failure, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return Response(body, body["status"], headers=headers, content_type=problems.MEDIA_TYPE)


@csrf_exempt  # there is nothing to forge, and a program is to be told so in its own words
def unknown_address(request: HttpRequest) -> HttpResponse:
    """Whatever stands below /api/ and is no address of ours."""
    return problems.answer(404, "There is no such address; every one of ours ends in a slash.")


def _fields(details: Any, pointer: str) -> Iterator[dict[str, str]]:
    """Each complaint with a JSON pointer to what it is about."""
    if isinstance(details, dict) and set(details) == {"message", "code"} and isinstance(details["code"], str):
        yield {"pointer": pointer, "code": details["code"], "detail": str(details["message"])}
    elif isinstance(details, dict):
        for name, inner in details.items():
            where = pointer if name in ("", "non_field_errors", "__all__") else f"{pointer}/{name}"
            yield from _fields(inner, where)
    else:
        for at, inner in enumerate(details):
            is_leaf = isinstance(inner, dict) and set(inner) == {"message", "code"}
            yield from _fields(inner, pointer if is_leaf else f"{pointer}/{at}")


def _snake(name: str) -> str:
    words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.strip("_").removesuffix("_error")
