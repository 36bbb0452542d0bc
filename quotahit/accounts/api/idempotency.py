"""Asked twice, done once: the answer is stored in the transaction that did the work, and given again for a day."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import OperationalError, transaction
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from quotahit import clock
from quotahit.accounts.api.problems import Problem
from quotahit.accounts.models import ApiAnswer, ApiKey

LASTS = timedelta(days=1)
LONGEST = 200
KEPT = ("ETag", "Location")


def once(act: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Response:
    """Do what is asked, or give the answer of the time when it was done. Problem 422 for the key of another request.

    Who comes while the first is under way waits for its end. What was refused has left nothing, and is tried anew.
    """
    key = request.headers["Idempotency-Key"]
    if not 0 < len(key) <= LONGEST or not key.isprintable() or not key.isascii():
        raise Problem(400, "bad_idempotency_key", f"An idempotency key has from 1 to {LONGEST} characters.")
    with transaction.atomic():
        row, is_first = _claimed(request.auth, key, _digest(request))
        if not is_first:
            data = json.loads(row.body) if row.body else None
            return Response(data, row.status, headers=row.headers | {"Idempotent-Replayed": "true"})
        response = act(request, *args, **kwargs)
        kept = {name: response.headers[name] for name in KEPT if name in response.headers}
        body = "" if response.data is None else JSONRenderer().render(response.data).decode()
        ApiAnswer.objects.filter(pk=row.pk).update(status=response.status_code, body=body, headers=kept)
    return response


def _claimed(key: ApiKey, name: str, digest: str) -> tuple[ApiAnswer, bool]:
    """The row of this name, and whether it is ours to fill; a second one waits here until the first is done."""
    mine = ApiAnswer.objects.filter(api_key=key, key=name)
    token = uuid4().hex
    fresh = ApiAnswer(organization_id=key.organization_id, api_key=key, key=name, token=token, digest=digest)
    fresh.created_at = clock.now()
    try:
        mine.filter(created_at__lt=clock.now() - LASTS).delete()
        ApiAnswer.objects.bulk_create([fresh], ignore_conflicts=True)
    except OperationalError as problem:
        raise Problem(409, "under_way", "This request is still under way.", retry_after=5) from problem
    row = mine.get()
    if row.digest != digest:
        raise Problem(422, "key_used_before", "This idempotency key belongs to another request.")
    return row, row.token == token


def _digest(request: Request) -> str:
    told = f"{request.method} {request.get_full_path()}\n".encode() + request._request.body
    return hashlib.sha256(told).hexdigest()
