"""The emails and phone numbers below a contact: checked, and kept in the form in which they are compared."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from unfold.forms import PaginationInlineFormSet

from compliance.addresses import email_key, phone_key
from crm.addresses import refuse_erased
from crm.errors import ErasedError
from crm.models import Contact, ContactEmail, ContactPhone
from quotahit.accounts.admin_scope import OrganizationForm, OrganizationInline


class AddressForm(OrganizationForm):
    """One address of `contact`, whose country reads a number without a prefix."""

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contact = contact

    def refuse_erased(self, kind: str, key: str) -> None:
        """Refuse an address that is not here yet and whose holder was erased."""
        try:
            refuse_erased(self.organization.pk, kind, key)
        except ErasedError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class EmailForm(AddressForm):
    def clean_address(self) -> str:
        """Keep the address as typed, and its key beside it; refuse what is no address, or another contact's."""
        address = self.cleaned_data["address"].strip()
        key = email_key(address)
        if not key:
            raise forms.ValidationError(gettext("“%(text)s” is no email address."), params={"text": address})
        taken = ContactEmail.objects.filter(organization=self.organization, key=key).exclude(pk=self.instance.pk)
        if holder := taken.exclude(contact=self.contact.pk).select_related("contact").first():
            raise forms.ValidationError(gettext("This address belongs to %(name)s."), params={"name": holder.contact})
        if key != self.instance.key:
            self.refuse_erased("email", key)
        self.instance.key = key
        return address


class PhoneForm(AddressForm):
    def clean_number(self) -> str:
        """The number in E.164; refuse what nobody could dial."""
        number = phone_key(self.cleaned_data["number"], self.contact.country)
        if not number:
            raise forms.ValidationError(
                gettext("This is no phone number; write it with the country's prefix, such as +1.")
            )
        if number != self.initial.get("number"):
            self.refuse_erased("phone", number)
        return number


class AddressFormSet(PaginationInlineFormSet):
    """The addresses of one kind: none twice, and one that comes first."""

    column: str  # the field of the form, and
    compared: str  # the column of the row by which two addresses are the same

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "contact": self.instance}

    def clean(self) -> None:
        kept = [
            form for form in self.forms if form.cleaned_data.get(self.column) and not self._should_delete_form(form)
        ]
        keys = [getattr(form.instance, self.compared) for form in kept]
        if len(set(keys)) < len(keys):
            raise forms.ValidationError(gettext("One address stands here twice."))
        if sum(form.cleaned_data["is_primary"] for form in kept) > 1:
            raise forms.ValidationError(gettext("Only one address can be the first."))
        super().clean()


class EmailFormSet(AddressFormSet):
    column, compared = "address", "key"


class PhoneFormSet(AddressFormSet):
    column = compared = "number"


class EmailInline(OrganizationInline):
    hide_title = True
    model = ContactEmail
    form = EmailForm
    formset = EmailFormSet
    fields = ("address", "type", "validity", "is_primary")


class PhoneInline(OrganizationInline):
    hide_title = True
    model = ContactPhone
    form = PhoneForm
    formset = PhoneFormSet
    fields = ("number", "type", "validity", "is_primary")
