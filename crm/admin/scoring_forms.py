"""The form of a scoring profile: a weight and a prior for each signal, and room for a signal of one's own."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from crm.admin.fields import WordsField
from crm.choices import FieldKind, Noun
from crm.errors import BadProfileError
from crm.models import ScoringProfile
from crm.own_fields.defining import fields_of
from crm.rules import KINDS, Rule
from crm.signals import PRIOR, Signal, dump_signals, load_signals
from crm.stored_rules import explain
from quotahit.accounts.admin_scope import OrganizationForm

# What can be asked of a field of the organization's own, by its kind.
RULES_OF = {
    FieldKind.TEXT: ("one_of", "contains", "lies_in", "is_set"),
    FieldKind.CHOICE: ("one_of", "contains", "lies_in", "is_set"),
    FieldKind.LINK: ("contains", "is_set"),
    FieldKind.NUMBER: ("between", "is_set"),
    FieldKind.DATE: ("is_set",),
    FieldKind.PERSON: ("is_set",),
}
OWN = ("own_label", "own_weight", "own_path", "own_kind", "own_words", "own_low", "own_high")


def _text(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(required=False, label=label, help_text=help_text, widget=UnfoldAdminTextInputWidget)


def _number(label: str, **limits: Any) -> forms.DecimalField:
    return forms.DecimalField(required=False, label=label, widget=UnfoldAdminDecimalFieldWidget, **limits)


class ProfileForm(OrganizationForm):
    """Edits the signals of the version it is shown for; `self.edited` are those of the next one."""

    own_label = _text(_("Name"))
    own_weight = _number(_("Weight"), min_value=0, max_value=1000)
    own_path = _text(_("Field"), _("Such as custom.segment, company.city or contact.department."))
    own_kind = forms.ChoiceField(
        required=False,
        label=_("is met when the field"),
        choices=[(code, kind.label) for code, kind in KINDS.items()],
        widget=UnfoldAdminSelectWidget,
    )
    own_words = WordsField(required=False, label=_("Words"), help_text=_("Parted by commas."))
    own_low = _number(_("At least"))
    own_high = _number(_("At most"))
    score_again = forms.BooleanField(
        required=False, initial=True, label=_("Score all contacts again"), widget=UnfoldBooleanSwitchWidget
    )

    class Meta:
        model = ScoringProfile
        fields = ()

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        signals = [self._weighed(signal) for signal in load_signals(self.instance.signals)]
        try:
            own = [self._own()] if self.cleaned_data["own_label"] else []
            self.edited = load_signals(dump_signals([signal for signal in signals if signal] + own))
        except (BadProfileError, ValidationError) as error:
            raise forms.ValidationError(explain(error) if isinstance(error, ValidationError) else str(error)) from error
        return self.cleaned_data

    def _weighed(self, signal: Signal) -> Signal | None:
        """The signal as edited; a weight that was emptied takes it out."""
        weight, prior = self.cleaned_data[f"weight_{signal.code}"], self.cleaned_data[f"prior_{signal.code}"]
        if weight is None:
            return None
        return signal.model_copy(update={"weight": weight, "prior": PRIOR if prior is None else prior})

    def _own(self) -> Signal:
        typed = self.cleaned_data
        rule = Rule(
            path=typed["own_path"].strip(),
            kind=typed["own_kind"],
            words=typed["own_words"],
            low=typed["own_low"],
            high=typed["own_high"],
        )
        code = slugify(typed["own_label"]).replace("-", "_")[:40]
        self._check_kind(rule)
        return Signal(code=code, label=typed["own_label"], weight=typed["own_weight"] or Decimal(), rules=[rule])

    def _check_kind(self, rule: Rule) -> None:
        """A rule that could never hold for values of the field's kind is a slip."""
        noun = Noun.COMPANY if rule.path.startswith("company.custom.") else Noun.CONTACT
        before, _, key = rule.path.rpartition("custom.")
        if before not in ("", "company.") or not key:
            return
        field = next((one for one in fields_of(self.organization, noun) if one.key == key), None)
        if field and rule.kind not in RULES_OF[field.kind]:
            fitting = gettext(" or ").join(f"“{KINDS[kind].label}”" for kind in RULES_OF[field.kind])
            raise BadProfileError(
                gettext("{label} is a {kind}: ask whether it {fitting}.").format(
                    label=field.label, kind=field.kind, fitting=fitting
                )
            )


def form_for(signals: Sequence[Signal]) -> type[ProfileForm]:
    """The form class with a weight and a prior for each of these signals."""
    fields: dict[str, forms.Field] = {}
    for signal in signals:
        fields[f"weight_{signal.code}"] = forms.DecimalField(
            required=False,
            label=gettext(signal.label),
            help_text=gettext(" or ").join(rule.in_words() for rule in signal.rules),
            min_value=0,
            max_value=1000,
            initial=signal.weight,
            widget=UnfoldAdminDecimalFieldWidget,
        )
        fields[f"prior_{signal.code}"] = forms.DecimalField(
            required=False,
            label=gettext("Share while unknown"),
            min_value=0,
            max_value=1,
            initial=signal.prior,
            widget=UnfoldAdminDecimalFieldWidget,
        )
    return type("WeightsForm", (ProfileForm,), fields)
