"""The bell: what a member was told, and how they wish to be told."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from crm.models import Notification
from crm.noticing.choosing import choose
from crm.noticing.kinds import KINDS, kind_of, of_kind
from crm.noticing.wishes import wishes_of
from crm.notify import mark_read
from quotahit.accounts.links import mail_folder
from quotahit.console import badges
from quotahit.console.notice_forms import WishesForm
from quotahit.console.pages import show

LISTED = 100


def notifications_page(request: HttpRequest) -> HttpResponse:
    """The reader's own notifications in this organization, newest first: all, the unread, or those of one kind; or
    where a colleague names them, unread."""
    mine, kind = _mine(request), _kind(request)
    if request.GET.get("what") == "mentions":
        mine = mine.filter(kind="mention", read_at=None)
    if kind:
        mine = mine.filter(of_kind(kind))
    if request.GET.get("unread"):
        mine = mine.filter(read_at=None)
    rows = list(mine.order_by("-created_at", "-pk")[:LISTED])
    return show(
        request,
        "console/notifications.html",
        gettext("Notifications"),
        notifications=rows,
        labels=[(row, kind_of(row.kind).label) for row in rows],
        kinds=[(code, one.label) for code, one in KINDS.items()],
        kind=kind,
        is_unread=bool(request.GET.get("unread")),
    )


def bell_part(request: HttpRequest) -> HttpResponse:
    """The bell of the header with its number, as it is now."""
    return render(request, "console/bell.html", {"unread": badges.unread(request)})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read, or those of the kind that is shown."""
    kind = _kind(request)
    mark_read(request.user, request.organization, of=of_kind(kind) if kind else None)  # type: ignore[attr-defined,arg-type]
    page = reverse("admin:console_notifications")
    return redirect(f"{page}?{urlencode({'kind': kind})}" if kind else page)


@require_POST
def open_one(request: HttpRequest, notification_id: int) -> HttpResponse:
    """Mark one as read and go where it leads; with `stay`, or where it leads nowhere, back to the list."""
    row = get_object_or_404(_mine(request), pk=notification_id)
    mark_read(request.user, request.organization, of=Q(pk=row.pk))  # type: ignore[attr-defined,arg-type]
    leads = row.link if row.link.startswith("/") and "stay" not in request.POST else ""
    return redirect(leads or reverse("admin:console_notifications"))


def settings_page(request: HttpRequest) -> HttpResponse:
    """How the reader wishes to be told in this organization."""
    organization, user = request.organization, request.user  # type: ignore[attr-defined]
    wishes = wishes_of(organization, [user.pk])[user.pk]
    form = WishesForm(request.POST or None, instance=wishes)
    if request.method == "POST" and form.is_valid():
        choose(organization, user, form.chosen(), **form.hours())
        messages.success(request, gettext("You will be told so from now on."))
        return redirect("admin:console_notification_settings")
    return show(
        request,
        "console/notification_settings.html",
        gettext("What you are told"),
        form=form,
        zone=user.zone,
        folder=mail_folder(),
    )


def _mine(request: HttpRequest) -> "QuerySet[Notification]":
    return Notification.objects.for_organization(request.organization).filter(user=request.user)  # type: ignore[attr-defined]


def _kind(request: HttpRequest) -> str:
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    return asked if asked in KINDS else ""
