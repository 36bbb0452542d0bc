"""The form of a contact."""

from typing import Any

from django import forms
from django.utils.translation import gettext

from compliance.addresses import linkedin_key
from crm.addresses import profile_address, refuse_erased
from crm.admin.own_forms import OwnFieldsForm
from crm.errors import BadAddressError, ErasedError
from crm.models import Contact


class ContactForm(OwnFieldsForm):
    class Meta:
        model = Contact
        exclude = ("organization",)

    def clean_linkedin(self) -> str:
        try:
            profile = profile_address(self.cleaned_data["linkedin"])
            if profile and profile != self.initial.get("linkedin"):
                refuse_erased(self.organization.pk, "linkedin", linkedin_key(profile))
            return profile
        except (BadAddressError, ErasedError) as error:
            raise forms.ValidationError(str(error)) from error

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not any(self.cleaned_data.get(name) for name in ("first_name", "last_name")):
            self.add_error("first_name", gettext("A contact needs a first name or a last name."))
        return self.cleaned_data
