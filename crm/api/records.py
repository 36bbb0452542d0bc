"""What hangs on one record, be it a contact, a company or a deal: how it is named, and found."""

from typing import Any

from rest_framework import serializers

from crm.models import Company, Contact, Deal
from quotahit.accounts.api.filters import Filters, Id
from quotahit.accounts.api.shapes import RowField, Strict

NOUNS = ("contact", "company", "deal")


class OfOneRecord(Strict):
    """Input that names one of the three; it is read as `record`."""

    contact = RowField(queryset=Contact.objects.select_related("organization"), required=False, allow_null=True)
    company = RowField(queryset=Company.objects.select_related("organization"), required=False, allow_null=True)
    deal = RowField(queryset=Deal.objects.select_related("organization"), required=False, allow_null=True)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        named = [values.pop(name) for name in NOUNS if name in values]
        records = [record for record in named if record is not None]
        if len(records) != 1:
            raise serializers.ValidationError("Name one contact, one company or one deal.")
        return {**values, "record": records[0]}


class OfRecord(Filters):
    """Rows of one record."""

    contact = Id()
    company = Id()
    deal = Id()
