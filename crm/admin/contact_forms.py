"""The form of a contact."""

from typing import Any

from django import forms

from crm.addresses import profile_address
from crm.admin.fields import OwnFieldsField
from crm.errors import BadAddressError
from crm.models import Contact
from quotahit.accounts.admin_scope import OrganizationForm


class ContactForm(OrganizationForm):
    custom = OwnFieldsField()

    class Meta:
        model = Contact
        exclude = ("organization",)

    def clean_linkedin(self) -> str:
        try:
            return profile_address(self.cleaned_data["linkedin"])
        except BadAddressError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean(self) -> dict[str, Any]:
        if not any(self.cleaned_data.get(name) for name in ("first_name", "last_name")):
            self.add_error("first_name", "A contact needs a first name or a last name.")
        return self.cleaned_data
