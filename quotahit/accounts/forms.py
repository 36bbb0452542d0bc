"""The forms that people meet before and beside the console."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldAdminPasswordWidget, UnfoldAdminSelectWidget
from unfold.widgets import UnfoldAdminTextInputWidget as TextWidget

from quotahit.accounts.models import Invitation, User
from quotahit.accounts.throttle import MINUTES, Attempts
from quotahit.accounts.validators import zone_choices
from quotahit.languages import spoken_to


class SignInForm(AuthenticationForm):
    """Sign-in by email address, for members of an organization and those who are invited to be."""

    error_messages = {
        "invalid_login": _("This email address and password do not belong together."),
        "inactive": _("This account is closed."),
        "nowhere": _("This account belongs to no organization. Ask for an invitation."),
        "throttled": format_lazy(
            _("Too many attempts. Wait {minutes} minutes, or ask for a new password."), minutes=MINUTES
        ),
    }

    def clean(self) -> dict[str, Any]:
        attempts = Attempts("sign-in", self.cleaned_data.get("username", ""), _address(self.request))
        if not attempts.take():
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        cleaned = super().clean()
        attempts.forgive()
        return cleaned

    def confirm_login_allowed(self, user: User) -> None:
        if not user.is_active:
            raise ValidationError(self.error_messages["inactive"], code="inactive")
        is_invited = Invitation.objects.open().filter(email=user.email.lower()).exists()
        if not is_invited and not user.memberships.exists():
            raise ValidationError(self.error_messages["nowhere"], code="nowhere")


class ResetRequestForm(PasswordResetForm):
    """Asks for a link; it says the same whether or not the address is known here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget = UnfoldAdminEmailInputWidget(attrs={"autocomplete": "email"})

    def send_mail(self, subject: str, text: str, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """In the language of the account; whoever asks without a choice of theirs reads as their browser does."""
        with spoken_to(context["user"], otherwise=get_language()):
            super().send_mail(subject, text, context, *args, **kwargs)

    def save(self, *args: Any, request: Any = None, **kwargs: Any) -> None:
        if Attempts("reset", self.cleaned_data["email"], _address(request)).take():
            super().save(*args, request=request, **kwargs)


class NewPasswordForm(SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("new_password1", "new_password2"):
            self.fields[name].widget = UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"})


class JoinForm(NewPasswordForm):
    """A new account for somebody who was invited."""

    first_name = forms.CharField(label=_("First name"), max_length=150, widget=TextWidget())
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False, widget=TextWidget())
    field_order = ("first_name", "last_name", "new_password1", "new_password2")


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "language", "zone")
        widgets = {
            "first_name": TextWidget(),
            "last_name": TextWidget(),
            "language": UnfoldAdminSelectWidget(),
            "zone": UnfoldAdminSelectWidget(choices=zone_choices),
        }


def _address(request: Any) -> str:
    return request.META.get("REMOTE_ADDR", "") if request is not None else ""
