"""The form of the seller's profile: the ideal customer is typed field by field, never as JSON."""

from typing import Any

from django import forms
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldBooleanSwitchWidget

from crm.admin.fields import WordsField
from crm.ideal_customer import IdealCustomer
from crm.models import Rep, SellerProfile
from quotahit.accounts.admin_scope import OrganizationForm

PREFIX = "ideal_"


def _field(info: FieldInfo) -> forms.Field:
    if info.annotation == list[str]:
        return WordsField(required=False, label=info.title, help_text="Parted by commas.")
    places = 0 if info.annotation == int | None else 2
    return forms.DecimalField(
        required=False, label=info.title, decimal_places=places, widget=UnfoldAdminDecimalFieldWidget
    )


IDEAL_FIELDS = {f"{PREFIX}{name}": _field(info) for name, info in IdealCustomer.model_fields.items()}
_PAIRS = (("employees_min", "employees_max"), ("revenue_min", "funding_min"))
_PAIRED = {name: pair for pair in _PAIRS for name in pair}
IDEAL_LAYOUT = tuple(
    dict.fromkeys(
        tuple(f"{PREFIX}{name}" for name in _PAIRED.get(name, (name,))) for name in IdealCustomer.model_fields
    )
)


class _SellerForm(OrganizationForm):
    score_again = forms.BooleanField(
        required=False,
        initial=True,
        label="Score all contacts again when the ideal customer changes",
        widget=UnfoldBooleanSwitchWidget,
    )

    class Meta:
        model = SellerProfile
        exclude = ("organization", "ideal_customer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ideal = IdealCustomer.load(self.instance.ideal_customer)
        self.initial |= {f"{PREFIX}{name}": getattr(ideal, name) for name in IdealCustomer.model_fields}

    def clean(self) -> dict[str, Any]:
        """Read the ideal customer as a whole: `self.ideal`."""
        typed = {name.removeprefix(PREFIX): self.cleaned_data.get(name) for name in IDEAL_FIELDS}
        try:
            self.ideal = IdealCustomer.model_validate(typed)
        except ValidationError as error:
            for part in error.errors():
                place = f"{PREFIX}{part['loc'][0]}" if part["loc"] else None
                self.add_error(place, part["msg"].removeprefix("Value error, "))
        return self.cleaned_data


SellerForm: type[OrganizationForm] = type("SellerForm", (_SellerForm,), dict(IDEAL_FIELDS))


class RepForm(OrganizationForm):
    territory = WordsField(required=False, help_text="Countries, or states such as US-CA, parted by commas.")
    expertise = WordsField(required=False, help_text="Industries, parted by commas.")
    languages = WordsField(required=False, help_text="Two letters each, such as en, de.")

    class Meta:
        model = Rep
        exclude = ("organization",)
