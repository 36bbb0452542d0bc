"""Chat in the console: an operator tries a widget as its visitor, and a visitor sees that one of ours is typing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from outreach.chat.line import TYPING, tell_visitors
from outreach.models import ChatWidget
from quotahit.accounts.admin_access import seen_by
from quotahit.console.pages import show
from quotahit.console.views.contact import the_contact


def preview_page(request: HttpRequest, widget_id: int) -> HttpResponse:
    """A page of ours that shows the widget, as a website of theirs would."""
    mine = seen_by(request, ChatWidget.objects.for_organization(request.organization))  # type: ignore[attr-defined]
    widget = get_object_or_404(mine, pk=widget_id)
    return show(request, "console/chat_preview.html", str(widget), widget=widget, inbox=reverse("admin:console_inbox"))


@require_POST
def typing(request: HttpRequest, contact_id: int) -> HttpResponse:
    """A member is typing an answer: the visitor's page says so for a moment."""
    tell_visitors([the_contact(request, contact_id).pk], TYPING)
    return HttpResponse(status=204)
