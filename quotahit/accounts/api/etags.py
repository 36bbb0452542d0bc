"""ETags: a digest of all that a record shows, so that nobody overwrites what they have not seen."""

import hashlib
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from quotahit.accounts.api.problems import Problem


def etag_of(view: Any, row: Any) -> str:
    """The tag of a record as it is now, whichever fields were asked for."""
    context = view.get_serializer_context() | {"only": set()}
    shown = JSONRenderer().render(view.serializer_class(row, context=context).data)
    return f'"{hashlib.sha256(shown).hexdigest()[:32]}"'


def check_match(request: Request, view: Any, row: Any) -> None:
    """Raise Problem 412 where the caller says what it has seen, and that is not what is there."""
    seen = request.headers.get("If-Match", "").strip()
    if seen and seen != "*" and etag_of(view, row) not in [tag.strip() for tag in seen.split(",")]:
        raise Problem(412, "changed_meanwhile", "Somebody has changed this since. Read it again, then change it.")
