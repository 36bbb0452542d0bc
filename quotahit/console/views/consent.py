"""A person's consents: what stands for each address, one more with its evidence, and one taken back."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from compliance.choices import Channel, ConsentType, Purpose, Scope
from compliance.consents import grant_consent, revoke_consent
from compliance.errors import ComplianceError
from compliance.state import consent_state
from crm.models import Contact
from quotahit import clock
from quotahit.console.pages import show
from quotahit.console.views.contact import the_contact

VERSION = "by-hand"  # of the words: what makes two texts two is their digest


class ConsentForm(forms.Form):
    """The evidence of one consent."""

    address = forms.ChoiceField(label=_("Address or number"))
    channels = forms.MultipleChoiceField(label=_("Covers"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    type = forms.ChoiceField(label=_("Kind"), choices=ConsentType.choices, initial=ConsentType.EMAIL_SUB)
    purpose = forms.ChoiceField(label=_("For"), choices=Purpose.choices)
    text = forms.CharField(
        label=_("The words they agreed to"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    source = forms.CharField(label=_("Where: form, event, contract"), max_length=200)
    given_on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, contact: Contact, data: Any = None) -> None:
        super().__init__(data)
        self.fields["address"].choices = [(address, address) for _, address in _addresses(contact)]  # type: ignore[attr-defined]
        for field in self.fields.values():
            if not isinstance(field, forms.MultipleChoiceField):
                field.widget.attrs["class"] = "qh-input"

    def clean_given_on(self) -> datetime:
        """The beginning of the day in UTC, which no place with a consent law has reached the end of."""
        day = self.cleaned_data["given_on"]
        if day > clock.now().date():
            raise forms.ValidationError(gettext("This day has not come yet."))
        return datetime.combine(day, time(), UTC)


def consent_page(request: HttpRequest, contact_id: int) -> HttpResponse:
    """What stands and what was taken back, and a form for one more."""
    contact = the_contact(request, contact_id)
    if request.method != "POST":
        return _page(request, contact, ConsentForm(contact))
    form = ConsentForm(contact, request.POST)
    if not form.is_valid():
        return _page(request, contact, form)
    values = dict(form.cleaned_data)
    channels, address, at = values.pop("channels"), values.pop("address"), values.pop("given_on")
    try:
        grant_consent(
            contact.organization, channels, address, at=at, text_version=VERSION, actor=request.user, **values
        )
    except ComplianceError as problem:
        form.add_error("channels", str(problem))
        return _page(request, contact, form)
    messages.success(request, gettext("The consent is on record."))
    return redirect("admin:console_contact_consent", contact.pk)


@require_POST
def revoke(request: HttpRequest, contact_id: int) -> HttpResponse:
    """They took back what stands for one of their addresses."""
    contact = the_contact(request, contact_id)
    channels = {address: channel for channel, address in _addresses(contact)}
    channel = channels.get(request.POST.get("address", ""))
    if channel is None:
        messages.error(request, gettext("Nothing was changed: this is none of their addresses."))
    else:
        address = request.POST["address"]
        count = revoke_consent(contact.organization, channel, address, source="console", actor=request.user)
        sentence = gettext("Taken back: {count} on {address}.") if count else gettext("Nothing stood for {address}.")
        messages.success(request, sentence.format(count=count, address=address))
    return redirect("admin:console_contact_consent", contact.pk)


def _page(request: HttpRequest, contact: Contact, form: ConsentForm) -> HttpResponse:
    return show(
        request,
        "console/consent.html",
        gettext("Consent: {contact}").format(contact=contact),
        contact=contact,
        form=form,
        states=consent_state(contact.organization, _addresses(contact)),
    )


def _addresses(contact: Contact) -> list[tuple[str, str]]:
    """Each of their addresses with a channel that it serves."""
    emails = [(str(Channel.EMAIL), row.key) for row in contact.emails.all()]
    return [*emails, *((str(Channel.SMS), row.number) for row in contact.phones.all())]
