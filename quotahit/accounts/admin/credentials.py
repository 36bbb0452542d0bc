"""Secrets: entered, replaced, forgotten, and never shown."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import UnfoldAdminPasswordWidget

from quotahit.accounts.admin.verbs import VerbAdmin
from quotahit.accounts.admin_scope import OrganizationForm
from quotahit.accounts.choices import Role
from quotahit.accounts.credentials import ENVIRONMENT, remove_secret, store_secret
from quotahit.accounts.models import Credential

VENDORS = ", ".join(sorted({vendor for vendor, _ in ENVIRONMENT}))


class CredentialForm(OrganizationForm):
    value = forms.CharField(
        label=_("Value"),
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_("It is encrypted at once and cannot be read here again."),
    )

    def clean_vendor(self) -> str:
        """Names are looked up as they are spelt here: “OpenAI” would be found by nobody."""
        return self.cleaned_data["vendor"].strip().lower()

    def clean_name(self) -> str:
        return self.cleaned_data["name"].strip().lower()

    class Meta:
        model = Credential
        fields = ("vendor", "name")
        help_texts = {
            "vendor": format_lazy(_("One of {vendors}, or a vendor that a room of your own names."), vendors=VENDORS),
            "name": _("“api_key”, or another that the vendor needs, such as “base_url” or “model”."),
        }


@admin.register(Credential)
class CredentialAdmin(VerbAdmin):
    sees = Role.MANAGER
    form = CredentialForm
    list_display = ("vendor", "name", "ends_in", "set_at")
    list_filter = ("vendor",)
    ordering = ("vendor", "name")
    fields = ("vendor", "name", "value")

    @display(description=_("Ends in"))
    def ends_in(self, credential: Credential) -> str:
        return f"… {credential.last_four}" if credential.last_four else gettext("too short to show")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"name": "api_key"} | super().get_changeform_initial_data(request)

    def get_readonly_fields(self, request: HttpRequest, obj: Credential | None = None) -> tuple[str, ...]:
        return ("vendor", "name") if obj else ()

    def save_model(self, request: HttpRequest, obj: Credential, form: Any, change: bool) -> None:
        value = form.cleaned_data["value"].strip()
        organization = request.organization  # type: ignore[attr-defined]
        obj.pk = store_secret(organization, obj.vendor, obj.name, value, actor=request.user).pk

    def delete_model(self, request: HttpRequest, obj: Credential) -> None:
        remove_secret(obj, actor=request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Credential]) -> None:
        for credential in queryset.select_related("organization"):
            remove_secret(credential, actor=request.user)
