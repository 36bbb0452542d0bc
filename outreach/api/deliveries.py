"""Messages on their way: asked for, let go, dropped, looked at."""

from typing import Any, ClassVar
from uuid import uuid4

from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Contact
from outreach.answering import answer_message
from outreach.channels import OutgoingMessage, plan
from outreach.choices import Purpose
from outreach.deliveries import cancel, release
from outreach.models import Delivery, Mailbox, Template
from quotahit.accounts.api.filters import Filters, Id, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import RowField, Shape, Strict
from quotahit.accounts.api.writes import read_input
from quotahit.accounts.choices import Scope
from quotahit.workflow.outgoing import Fate

FOR_KEYS = [(purpose.value, purpose.label) for purpose in (Purpose.MARKETING, Purpose.TRANSACTIONAL)]


class DeliveryShape(Shape):
    class Meta:
        model = Delivery
        fields = (
            *("id", "contact", "channel", "purpose", "status", "reason", "explanation", "mailbox", "thread"),
            *("enrollment", "template", "template_version", "address", "subject", "body", "message_id", "not_before"),
            *("decision_id", "interaction_id", "planned_by", "released_by", "created_at", "settled_at"),
        )
        read_only_fields = fields


class DeliveryFilters(Filters):
    contact = Id()
    mailbox = Id()
    enrollment = Id()
    status = rest.ChoiceFilter(choices=Fate.choices)
    created_since = Since("created_at")


class NewMessage(Strict):
    contact = RowField(queryset=Contact.objects.all())
    mailbox = RowField(queryset=Mailbox.objects.for_mail().filter(is_active=True))
    template = RowField(queryset=Template.objects.all(), required=False, allow_null=True, default=None)
    subject = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    body = serializers.CharField(max_length=100_000, required=False, allow_blank=True, default="")
    purpose = serializers.ChoiceField(choices=FOR_KEYS, default=Purpose.MARKETING)
    not_before = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if values["template"] is None and not (values["subject"].strip() and values["body"].strip()):
            raise serializers.ValidationError("A message needs a template, or a subject and a text.")
        return values


class NewAnswer(Strict):
    contact = RowField(queryset=Contact.objects.select_related("organization"))
    body = serializers.CharField(max_length=100_000)


class Words(Strict):
    subject = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    body = serializers.CharField(max_length=100_000, required=False, allow_blank=True, default="")


@noun("deliveries")
class Deliveries(Read):
    """One message to one person each. What a key asks for counts as an agent's: autonomy may want a person's word
    first, and the gate is asked in any case."""

    queryset = Delivery.objects.all()
    serializer_class = DeliveryShape
    filterset_class = DeliveryFilters
    tells_a_row: ClassVar[tuple[str, ...]] = ("send", "answer")

    @extend_schema(request=NewMessage, responses={200: DeliveryShape})
    @action(detail=False, methods=["post"], scope=Scope.SEND)
    def send(self, request: Request) -> Response:
        """Plan a message: it leaves within seconds where autonomy, the gate and the mailbox's day allow it."""
        values = read_input(self, NewMessage)
        contact = values.pop("contact")
        return self._planned(OutgoingMessage(contact.pk, key=self._once_key(), **values))

    @extend_schema(request=NewAnswer, responses={200: DeliveryShape})
    @action(detail=False, methods=["post"], scope=Scope.SEND)
    def answer(self, request: Request) -> Response:
        """Plan an answer to the last mail of a contact, in its thread and from the mailbox that it came to."""
        values = read_input(self, NewAnswer)
        return self._planned(answer_message(values["contact"], values["body"], key=self._once_key()))

    @extend_schema(request=Words, responses={200: DeliveryShape})
    @action(detail=True, methods=["post"], scope=Scope.SEND)
    def release(self, request: Request, pk: int) -> Response:
        """Let a draft go, as it stands or with other words. What waits for an approval is answered there."""
        delivery, values = self.row(pk), read_input(self, Words)
        release(delivery, actor=self.actor, **values)
        return self.told(delivery)

    @extend_schema(request=None, responses={200: DeliveryShape})
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: int) -> Response:
        """Drop a message that has not left."""
        delivery = self.row(pk)
        cancel(delivery, actor=self.actor)
        return self.told(delivery)

    def _planned(self, message: OutgoingMessage) -> Response:
        (delivery,) = plan([message], actor=self.actor)
        return self.told(delivery)

    def _once_key(self) -> str:
        """The key of the message: that of the request, so that one that comes twice is one message."""
        name = self.request.headers.get("Idempotency-Key") or uuid4().hex
        return f"api:{self.key.pk}:{name}"[:160]
