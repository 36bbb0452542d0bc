"""Everybody's own page: name, time zone, password, and where one belongs."""

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from quotahit.accounts.forms import ProfileForm
from quotahit.accounts.models import Membership, User
from quotahit.accounts.people import change_profile


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change one's own account."""
    user = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=user)
    if form.is_valid():
        change_profile(user, **form.cleaned_data)
        messages.success(request, gettext("Your profile was saved."))
        return redirect("accounts:profile")
    memberships = Membership.objects.filter(user=user).select_related("organization").order_by("organization__name")
    frame = admin.site.each_context(request)
    context = {**frame, "title": gettext("Your profile"), "form": form, "memberships": memberships}
    return render(request, "accounts/profile.html", context)
