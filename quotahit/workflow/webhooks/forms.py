"""How a member writes down an endpoint: types with commas between, filters on lines."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget
from unfold.widgets import UnfoldAdminTextInputWidget as TextWidget

from quotahit.accounts.admin_scope import OrganizationForm
from quotahit.events.errors import BadEndpoint
from quotahit.events.models import WebhookEndpoint
from quotahit.events.webhooks import asking
from quotahit.events.webhooks.addresses import LONGEST, checked_url


class EndpointForm(OrganizationForm):
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        widget=TextWidget(attrs={"inputmode": "url", "placeholder": "https://example.com/hook"}),
        help_text=_("It begins with https:// and is reached from the public network."),
    )
    event_types = forms.CharField(
        label=_("Event types"),
        widget=TextWidget(attrs={"placeholder": "deal.*, lead.scored"}),
        help_text=_("With commas between: deal.won for one type, deal.* for all that begin so, * for everything."),
    )
    filters = forms.CharField(
        label=_("Filters"),
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3, "placeholder": "band = hot"}),
        help_text=_("One on each line, and all must hold: a field of the event’s payload = its value."),
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "description", "event_types", "filters")
        help_texts = {"description": _("What stands at the other end.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["event_types"] = ", ".join(self.instance.event_types)
            self.initial["filters"] = asking.to_lines(self.instance.asked())

    def clean_url(self) -> str:
        return _or_say_why(checked_url, self.cleaned_data["url"])

    def clean_event_types(self) -> list[str]:
        return _or_say_why(asking.checked_types, self.cleaned_data["event_types"].replace(",", " ").split())

    def clean_filters(self) -> list[dict[str, Any]]:
        filters = _or_say_why(asking.from_lines, self.cleaned_data["filters"])
        _or_say_why(asking.load, filters)
        return filters


def _or_say_why(read: Callable[[Any], Any], written: Any) -> Any:
    try:
        return read(written)
    except BadEndpoint as problem:
        raise ValidationError(str(problem)) from problem
