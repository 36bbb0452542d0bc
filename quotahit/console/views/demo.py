"""Removing the demo workspace with one click, and bringing it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from quotahit.console.demo.workspace import NotADemo, exists, remove
from quotahit.console.tasks import load_demo


@require_POST
def remove_demo(request: HttpRequest) -> HttpResponse:
    """Remove the demo that the reader looks at; their other workspaces and every audit entry stay."""
    try:
        remove(request.organization, actor=request.user)  # type: ignore[attr-defined,arg-type]
        messages.success(request, gettext("The demo is gone. What it left in the audit log stays."))
    except NotADemo as problem:
        messages.error(request, str(problem))
    return redirect("admin:index")


@require_POST
def bring_demo(request: HttpRequest) -> HttpResponse:
    """Have the demo loaded in the background; it appears in the switch of the header."""
    if exists():
        messages.info(request, gettext("The demo is there already: choose it in the header."))
    else:
        load_demo.delay(request.user.pk)
        messages.success(
            request, gettext("The demo is being played, which takes up to a minute. Then it is in the switch above.")
        )
    return redirect("admin:console_setup")
