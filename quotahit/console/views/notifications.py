"""The bell: what a member was told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from crm.models import Notification
from crm.notify import mark_read
from quotahit.console.pages import show

LISTED = 100


def notifications_page(request: HttpRequest) -> HttpResponse:
    """The reader's own notifications in this organization, newest first."""
    mine = Notification.objects.for_organization(request.organization).filter(user=request.user)  # type: ignore[attr-defined]
    return show(
        request, "console/notifications.html", "Notifications", notifications=mine.order_by("-created_at")[:LISTED]
    )


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    mark_read(request.user, request.organization)  # type: ignore[attr-defined,arg-type]
    return redirect("admin:console_notifications")
