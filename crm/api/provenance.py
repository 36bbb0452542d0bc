"""Where the values of fields came from, in the REST API."""

from typing import ClassVar

from rest_framework import serializers

from crm.models import Provenance
from quotahit.accounts.api.filters import Filters, Flag, Id, Since, Word
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape


class ProvenanceShape(Shape):
    value = serializers.JSONField(read_only=True, help_text="As the field had it from this source.")

    class Meta:
        model = Provenance
        fields = (
            *("id", "contact", "company", "field", "value", "source", "method", "confidence", "by", "at"),
            "replaced_at",
        )
        read_only_fields = fields


class ProvenanceFilters(Filters):
    contact = Id()
    company = Id()
    field = Word()
    source = Word()
    is_current = Flag(field_name="replaced_at", lookup_expr="isnull")
    since = Since("at")


@noun("provenance")
class ProvenanceRows(Read):
    """Which source gave a field of a contact or company its value, how, when and how surely; a person's own word ends
    research there. What holds has no `replaced_at`."""

    queryset = Provenance.objects.all()
    serializer_class = ProvenanceShape
    filterset_class = ProvenanceFilters
    ordering = "-at"
    orderings: ClassVar[dict[str, str]] = {"at": "at"}
