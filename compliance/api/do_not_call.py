"""People who asked us not to call them, and the lines of public registries."""

from typing import Any

from rest_framework import serializers

from compliance.addresses import address_key
from compliance.api.addressed import OfAddress
from compliance.do_not_call import record_do_not_call
from compliance.models import DoNotCall
from quotahit import clock
from quotahit.accounts.api.filters import Flag, Id, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape, Strict
from quotahit.accounts.api.writes import Made, Many


class DoNotCallShape(Shape):
    registry = serializers.CharField(source="copy.registry", default="", read_only=True)

    class Meta:
        model = DoNotCall
        fields = ("id", "registry", "requested_at", "source", "recorded_by", "recorded_at")
        read_only_fields = fields


class DoNotCallFilters(OfAddress):
    is_own = Flag(field_name="copy", lookup_expr="isnull", help_text="Asked us, and not in a registry.")
    copy = Id()
    requested_since = Since("requested_at")


class NewDoNotCall(Strict):
    number = serializers.CharField(max_length=60, help_text="With its + and country code.")
    source = serializers.CharField(max_length=200, help_text="Where they said so.")
    at = serializers.DateTimeField(required=False, allow_null=True, default=None, help_text="When; now, unless told.")

    def validate_number(self, number: str) -> str:
        if not address_key("phone", number):
            raise serializers.ValidationError("This is no such number. Write it with its + and country code.")
        return number

    def validate_at(self, at: Any) -> Any:
        if at is not None and at > clock.now():
            raise serializers.ValidationError("That is still to come.")
        return at


@noun("do_not_call")
class DoNotCallEntries(Made, Many, Read):
    """Numbers that we may not call: the person asked us, or a registry has them. None is taken back here."""

    queryset = DoNotCall.objects.select_related("copy")
    serializer_class = DoNotCallShape
    filterset_class = DoNotCallFilters
    new = NewDoNotCall

    def create_row(self, values: dict[str, Any]) -> DoNotCall:
        """Asked again, the term starts anew from the later request."""
        return record_do_not_call(
            self.organization,
            "phone",
            values["number"],
            source=values["source"],
            actor=self.actor,
            at=values["at"],
        )
