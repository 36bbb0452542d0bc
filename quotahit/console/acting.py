"""Acts of a page that do not leave it: a POST view of one verb, and the sentence about what came of it.

Where the page's own script asked, the sentence alone is the answer and the open parts of the page look again; else
the reader is led back to the page, which says it.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from crm.errors import CrmError
from outreach.errors import NotSendable
from quotahit.workflow.errors import WorkflowError

Verb = Callable[[HttpRequest, Any], str]
Find = Callable[[HttpRequest, int], Any]
REFUSALS = (NotSendable, CrmError, WorkflowError, ValueError)
ACTED = "acted"  # what the page's script hears when an act has done something


def acts_on(find: Find, page: str) -> Callable[[Verb], Callable[..., HttpResponse]]:
    """Makes views of verbs about one record, whose id is the address's only argument; each verb returns the sentence
    to show."""

    def act(verb: Verb) -> Callable[..., HttpResponse]:
        @require_POST
        def view(request: HttpRequest, **ids: int) -> HttpResponse:
            (row_id,) = ids.values()
            record = find(request, row_id)
            try:
                sentence, is_done = verb(request, record), True
            except REFUSALS as problem:
                sentence, is_done = str(problem), False
            return tell(request, sentence, page, record.pk, is_done=is_done)

        return view

    return act


def tell(request: HttpRequest, sentence: str, page: str, *args: Any, is_done: bool = True) -> HttpResponse:
    """Say what came of an act, in place or on the page that it leads back to."""
    if "HX-Request" in request.headers:
        answer = render(request, "console/said.html", {"sentence": sentence, "is_done": is_done})
        if is_done:
            answer.headers["HX-Trigger"] = ACTED
        return answer
    (messages.success if is_done else messages.error)(request, sentence)
    return redirect(page, *args)
