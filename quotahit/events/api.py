"""Events in the REST API: what happened, in ids and codes."""

from rest_framework import serializers

from quotahit.accounts.api.filters import Filters, Id, Since, Word
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape
from quotahit.events.models import Event


class EventShape(Shape):
    payload = serializers.JSONField(read_only=True)

    class Meta:
        model = Event
        fields = ("id", "type", "subject_type", "subject_id", "payload", "source", "at")
        read_only_fields = fields


class EventFilters(Filters):
    type = Word()
    subject_type = Word()
    subject_id = Id()
    after = Id(field_name="id", lookup_expr="gt", help_text="Events behind this one; with `ordering=id` a feed.")
    since = Since("at")


@noun("events")
class Events(Read):
    """Facts in dotted words, such as contact.created. Ids and subjects never change."""

    queryset = Event.objects.all()
    serializer_class = EventShape
    filterset_class = EventFilters
