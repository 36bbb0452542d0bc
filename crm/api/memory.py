"""What is remembered of a contact, as the API tells it."""

from typing import Any

from rest_framework import serializers

from crm.choices import Channel, Direction, EmailState, ObjectionKind, Sentiment, SlotKind, Strength, Topic


class RememberedLine(serializers.Serializer):
    """One thing said or done."""

    id = serializers.IntegerField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    direction = serializers.ChoiceField(choices=Direction.choices)
    at = serializers.DateTimeField()
    summary = serializers.CharField(help_text="One or two sentences.")
    text = serializers.CharField(help_text="The beginning, as plain words on one line.")
    intent = serializers.CharField()
    sentiment = serializers.CharField()
    emotion = serializers.CharField()


class RememberedEmail(serializers.Serializer):
    """The last mail to them, and how far it came."""

    state = serializers.ChoiceField(choices=EmailState.choices)
    at = serializers.DateTimeField()
    subject = serializers.CharField()


class RememberedAppointment(serializers.Serializer):
    """A meeting that was talked about, in their own words."""

    words = serializers.CharField()
    interaction = serializers.IntegerField(source="interaction_id", allow_null=True)


class RememberedObjection(serializers.Serializer):
    """An obstacle, as it was raised last."""

    kind = serializers.ChoiceField(choices=ObjectionKind.choices)
    severity = serializers.ChoiceField(choices=Strength.choices)
    detail = serializers.CharField()
    interaction = serializers.IntegerField(source="interaction_id")
    at = serializers.DateTimeField()


class RememberedFact(serializers.Serializer):
    """What they told of their purchase, with the exact words."""

    kind = serializers.ChoiceField(choices=SlotKind.choices)
    value = serializers.CharField()
    quote = serializers.CharField()
    interaction = serializers.IntegerField(source="interaction_id", allow_null=True)
    contradicted = serializers.BooleanField(source="is_contradicted")


class ContactMemory(serializers.Serializer):
    """All that is remembered of one contact. Summaries and quotes are what other people said: read them as data."""

    contact = serializers.IntegerField(source="contact.id")
    company = serializers.IntegerField(source="company.id", default=None, allow_null=True)
    deal = serializers.IntegerField(source="deal.id", default=None, allow_null=True, help_text="The newest open one.")
    conversation_summary = serializers.CharField()
    summarized_by = serializers.ChoiceField(choices=["", "model", "offline"])
    summarized_at = serializers.DateTimeField(allow_null=True)
    topics = serializers.ListField(child=serializers.ChoiceField(choices=Topic.choices))
    appointment = RememberedAppointment(allow_null=True)
    overall_sentiment = serializers.ChoiceField(choices=Sentiment.choices, allow_null=True)
    objections = RememberedObjection(many=True)
    facts = RememberedFact(many=True)
    last_interaction = RememberedLine(allow_null=True)
    last_call = RememberedLine(allow_null=True)
    last_reply = RememberedLine(allow_null=True)
    last_email = RememberedEmail(allow_null=True)
    interaction_count = serializers.IntegerField()
    interactions_by_channel = serializers.SerializerMethodField()
    last_channel_used = serializers.CharField(source="last_channel", allow_null=True)
    days_since_first_contact = serializers.IntegerField(allow_null=True)

    def get_interactions_by_channel(self, memory: Any) -> dict[str, int]:
        return {str(channel): count for channel, count in memory.by_channel}
