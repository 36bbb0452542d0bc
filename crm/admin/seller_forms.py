"""The forms of the seller's profile and of reps: what is stored as JSON is typed field by field, or line by line."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from crm.admin.fields import WordsField
from crm.admin.line_fields import AbsencesField, PriceListField
from crm.choices import SlotKind
from crm.ideal_customer import IdealCustomer
from crm.models import Rep, SellerProfile
from crm.qualifying_rules import MOST_WEIGHT, QualifyingRules, SlotWeights, TalkTone
from crm.routing import PART_LABELS, PartWeights, RoutingRules
from crm.working_hours import MONDAY_TO_FRIDAY
from quotahit.accounts.admin_scope import OrganizationForm
from quotahit.accounts.validators import zone_choices

PREFIX = "ideal_"


def _field(info: FieldInfo) -> forms.Field:
    if info.annotation == list[str]:
        return WordsField(required=False, label=_(info.title), help_text=_("Parted by commas."))
    places = 0 if info.annotation == int | None else 2
    return forms.DecimalField(
        required=False, label=_(info.title), decimal_places=places, widget=UnfoldAdminDecimalFieldWidget
    )


IDEAL_FIELDS = {f"{PREFIX}{name}": _field(info) for name, info in IdealCustomer.model_fields.items()}
_PAIRS = (("employees_min", "employees_max"), ("revenue_min", "funding_min"))
_PAIRED = {name: pair for pair in _PAIRS for name in pair}
IDEAL_LAYOUT = tuple(
    dict.fromkeys(
        tuple(f"{PREFIX}{name}" for name in _PAIRED.get(name, (name,))) for name in IdealCustomer.model_fields
    )
)
WEIGHT = "weight_"
WEIGHT_LAYOUT = tuple(f"{WEIGHT}{name}" for name in PART_LABELS)


def _whole(label: Any, most: int, least: int = 0, help_text: Any = "") -> forms.IntegerField:
    widget = UnfoldAdminIntegerFieldWidget
    return forms.IntegerField(min_value=least, max_value=most, label=label, help_text=help_text, widget=widget)


ROUTING_FIELDS = {
    "answer_minutes": _whole(
        _("A rep answers within, minutes"), 2400, 5, _("Of their own working time; then the lead goes to the next.")
    ),
    "self_serve_from": _whole(
        _("A lead serves itself from an intent of"),
        100,
        1,
        _("Of 100. From 90 on only who asks to buy, to sign or to pay gets the payment link."),
    ),
    **{f"{WEIGHT}{name}": _whole(label, 100) for name, label in PART_LABELS.items()},
}


SLOT = "slot_"
TALKING = ("talks", "tone", "comes_back_after", "comes_back")
SLOT_LAYOUT = tuple(f"{SLOT}{slot}" for slot in SlotKind)
QUALIFYING_FIELDS = {
    "talks": forms.BooleanField(
        required=False,
        label=_("The qualifier talks with leads by itself"),
        help_text=_("With a score of 40 or more, or who wrote first; as far as autonomy lets agents write."),
        widget=UnfoldBooleanSwitchWidget,
    ),
    "tone": forms.ChoiceField(choices=TalkTone.choices, label=_("How it sounds"), widget=UnfoldAdminSelectWidget),
    "comes_back_after": _whole(_("It comes back after, days"), 180, 1, _("Where nobody answers.")),
    "comes_back": _whole(_("It comes back at most, times"), 12),
    **{f"{SLOT}{slot}": _whole(slot.label, MOST_WEIGHT) for slot in SlotKind},
}


class _SellerForm(OrganizationForm):
    score_again = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Score all contacts again when the ideal customer changes"),
        widget=UnfoldBooleanSwitchWidget,
    )

    price_list = PriceListField()

    class Meta:
        model = SellerProfile
        exclude = ("organization", "ideal_customer", "routing", "qualifying")
        help_texts = {
            "may_close_alone": _(
                "Leads below your line for high value; until there is a closer, a person takes them. An answer that "
                "says only what this profile and your price list say leaves without being asked about."
            ),
            "may_route_to_rep": _(
                "A lead is offered to the rep who fits best, and to the next if they do not take it."
            ),
            "may_self_serve": _("Whoever asks to buy is sent the payment link at once."),
            "payment_link": _("Where a customer can pay without talking to anybody."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ideal = IdealCustomer.load(self.instance.ideal_customer)
        self.initial |= {f"{PREFIX}{name}": getattr(ideal, name) for name in IdealCustomer.model_fields}
        rules = self.instance.routing_rules
        self.initial |= {"answer_minutes": rules.answer_minutes, "self_serve_from": rules.self_serve_from}
        self.initial |= {f"{WEIGHT}{name}": weight for name, weight in rules.weights.model_dump().items()}
        talking = self.instance.qualifying_rules
        self.initial |= {name: getattr(talking, name) for name in TALKING}
        self.initial |= {f"{SLOT}{name}": weight for name, weight in talking.weights.model_dump().items()}

    def clean(self) -> dict[str, Any]:
        """Read the ideal customer and the rules of routing and qualifying as wholes: `self.ideal`, `self.rules`,
        `self.qualifying`."""
        self._read_ideal()
        if not self.errors:
            self._read_rules()
            self._read_qualifying()
        return self.cleaned_data

    def _read_rules(self) -> None:
        weights = {name: self.cleaned_data[f"{WEIGHT}{name}"] for name in PART_LABELS}
        if not any(weights.values()):
            self.add_error(WEIGHT_LAYOUT[0], _("At least one part must count."))
            return
        given = {name: self.cleaned_data[name] for name in ("answer_minutes", "self_serve_from")}
        self.rules = RoutingRules(weights=PartWeights(**weights), **given)

    def _read_qualifying(self) -> None:
        weights = {slot: self.cleaned_data[f"{SLOT}{slot}"] for slot in SlotKind}
        if not any(weights.values()):
            self.add_error(SLOT_LAYOUT[0], _("At least one part must count."))
            return
        given = {name: self.cleaned_data[name] for name in TALKING}
        self.qualifying = QualifyingRules(weights=SlotWeights(**weights), **given)

    def _read_ideal(self) -> None:
        typed = {name.removeprefix(PREFIX): self.cleaned_data.get(name) for name in IDEAL_FIELDS}
        try:
            self.ideal = IdealCustomer.model_validate(typed)
        except ValidationError as error:
            for part in error.errors():
                place = f"{PREFIX}{part['loc'][0]}" if part["loc"] else None
                self.add_error(place, part["msg"].removeprefix("Value error, "))


SellerForm: type[OrganizationForm] = type(
    "SellerForm", (_SellerForm,), IDEAL_FIELDS | ROUTING_FIELDS | QUALIFYING_FIELDS
)
WEEKDAYS = (
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
)


class RepForm(OrganizationForm):
    territory = WordsField(
        label=_("Territory"),
        required=False,
        help_text=_(
            "Countries, or states such as US-CA, parted by commas. Empty: everywhere, after those at home there."
        ),
    )
    expertise = WordsField(
        label=_("Expertise"), required=False, help_text=_("Industries they know well, parted by commas.")
    )
    languages = WordsField(label=_("Languages"), required=False, help_text=_("Two letters each, such as en, de."))
    work_days = forms.TypedMultipleChoiceField(
        coerce=int,
        choices=WEEKDAYS,
        initial=list(MONDAY_TO_FRIDAY),
        label=_("Working days"),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    zone = forms.ChoiceField(choices=zone_choices, initial="UTC", label=_("Time zone"), widget=UnfoldAdminSelectWidget)
    absences = AbsencesField()

    class Meta:
        model = Rep
        exclude = ("organization",)
        help_texts = {
            "capacity": _("Open deals and leads at once. Who has as many gets no more."),
            "is_active": _("Leads are offered to active reps only."),
        }

    def clean_territory(self) -> list[str]:
        return [place.upper() for place in self.cleaned_data["territory"]]

    def clean_languages(self) -> list[str]:
        return [language.lower() for language in self.cleaned_data["languages"]]
