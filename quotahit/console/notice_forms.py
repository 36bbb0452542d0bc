"""The form in which a member chooses how they are told."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.models import NotificationPreferences
from crm.noticing.choosing import choices_of
from crm.noticing.kinds import KINDS

CLOCK = forms.TimeInput(attrs={"type": "time", "class": "qh-input"}, format="%H:%M")


class WishesForm(forms.ModelForm):
    """The hours, and for each kind two boxes: the bell and the mail."""

    class Meta:
        model = NotificationPreferences
        fields = ("quiet_from", "quiet_until", "urgent_any_time", "digest_at", "hourly_cap")
        widgets = {
            **dict.fromkeys(("quiet_from", "quiet_until", "digest_at"), CLOCK),
            "hourly_cap": forms.NumberInput(attrs={"class": "qh-input", "min": 1, "max": 60}),
        }
        help_texts = {
            "quiet_until": _("In quiet hours nothing is mailed; it comes in one mail when they are over."),
            "digest_at": _("What is not urgent comes once a day."),
            "hourly_cap": _("What is over it is gathered, and comes in one mail in the next hour that has room."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (bell, email) in choices_of(self.instance).items():
            for way, chosen in (("bell", bell), ("email", email)):
                self.fields[f"{way}_{code}"] = forms.BooleanField(required=False, initial=chosen)

    def kinds(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """The lines of the table: a kind and its two boxes."""
        for code, kind in KINDS.items():
            yield kind.label, self[f"bell_{code}"], self[f"email_{code}"]

    def when(self) -> list[forms.BoundField]:
        """The fields of the hours."""
        return [self[name] for name in self.Meta.fields]

    def chosen(self) -> dict[str, tuple[bool, bool]]:
        """What was checked, by kind."""
        return {code: (self.cleaned_data[f"bell_{code}"], self.cleaned_data[f"email_{code}"]) for code in KINDS}

    def hours(self) -> dict[str, Any]:
        """The rest of it."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (start is None) != (end is None):
            self.add_error(
                "quiet_until", gettext("Quiet hours need a beginning and an end; leave both empty for none.")
            )
        elif start is not None and start == end:
            self.add_error("quiet_until", gettext("Quiet hours that end as they begin would never be over."))
        return cleaned
