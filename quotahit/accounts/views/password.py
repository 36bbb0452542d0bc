"""A new password: by the old one, or by a link where that is forgotten."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import views
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminOwnPasswordChangeForm

from quotahit.accounts.forms import NewPasswordForm, ResetRequestForm
from quotahit.accounts.links import mail_folder
from quotahit.accounts.people import password_changed
from quotahit.accounts.throttle import Attempts


class _InFrame:
    """The look of the pages before sign-in."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        frame = admin.site.each_context(self.request)  # type: ignore[attr-defined]
        return {**frame, **super().get_context_data(**kwargs)}  # type: ignore[misc]


class ChangePassword(_InFrame, views.PasswordChangeView):
    template_name = "registration/password_change_form.html"
    form_class = AdminOwnPasswordChangeForm
    success_url = reverse_lazy("admin:password_change_done")
    title = _("Change your password")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        password_changed(self.request.user)
        return answer


class AskForReset(_InFrame, views.PasswordResetView):
    template_name = "accounts/reset_ask.html"
    email_template_name = "accounts/reset_mail.txt"
    subject_template_name = "accounts/reset_mail_subject.txt"
    form_class = ResetRequestForm
    success_url = reverse_lazy("accounts:reset_asked")
    extra_email_context = {"public_url": settings.PUBLIC_URL}


class ResetAsked(_InFrame, views.PasswordResetDoneView):
    template_name = "accounts/reset_asked.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "mail_folder": mail_folder()}


class SetNewPassword(_InFrame, views.PasswordResetConfirmView):
    template_name = "accounts/reset_set.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:reset_done")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        password_changed(self.user)
        # Who was locked out by somebody else's guesses is let in with the new password at once.
        Attempts("sign-in", self.user.email, "").forget_account()
        return answer


class ResetDone(_InFrame, views.PasswordResetCompleteView):
    template_name = "accounts/reset_done.html"
