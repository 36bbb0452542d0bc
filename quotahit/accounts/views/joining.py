"""The page behind an invitation's link."""

from django.contrib import admin, messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from quotahit.accounts.errors import AccountsError, InvitationGone
from quotahit.accounts.forms import JoinForm
from quotahit.accounts.members import accept_invitation, find_invitation, join
from quotahit.accounts.middleware import SESSION_KEY
from quotahit.accounts.models import Invitation, Membership, User

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever is signed in accepts with a click, who has an account signs in first, everybody else makes one."""
    try:
        found = find_invitation(token)
        if request.user.is_authenticated:
            return _accept_as(request, found, token)
        if User.objects.filter(email__iexact=found.email).exists():
            return redirect(f"{reverse('admin:login')}?next={request.path}")
        return _join(request, found, token)
    except AccountsError as problem:
        status = 410 if isinstance(problem, InvitationGone) else 403
        return _page(request, {"problem": problem}, status=status)


def _accept_as(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, {"invitation": found})
    return _enter(request, accept_invitation(token, request.user))  # type: ignore[arg-type]


def _join(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    form = JoinForm(User(email=found.email), request.POST or None)
    if not form.is_valid():
        return _page(request, {"invitation": found, "form": form})
    data = form.cleaned_data
    membership = join(token, first_name=data["first_name"], last_name=data["last_name"], password=data["new_password1"])
    login(request, membership.user, backend=BACKEND)
    return _enter(request, membership)


def _enter(request: HttpRequest, membership: Membership) -> HttpResponse:
    request.session[SESSION_KEY] = membership.organization_id
    messages.success(request, gettext("Welcome to {organization}.").format(organization=membership.organization))
    return redirect("admin:index")


def _page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    frame = admin.site.each_context(request)
    return render(
        request, "accounts/invitation.html", {**frame, "title": gettext("Invitation"), **context}, status=status
    )
