"""Chat widgets for websites."""

from typing import Any

from rest_framework import serializers

from outreach.chat.widgets import delete_widget, origins_in, save_widget
from outreach.models import ChatWidget
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape, WallTime
from quotahit.accounts.api.writes import Changed, Deleted, Made
from quotahit.accounts.choices import Role


class ChatWidgetShape(Shape):
    origins = serializers.ListField(
        child=serializers.CharField(max_length=300),
        max_length=50,
        required=False,
        help_text="The websites that may show it, each as scheme and host.",
    )
    opens = WallTime(required=False, allow_null=True)
    closes = WallTime(required=False, allow_null=True)

    class Meta:
        model = ChatWidget
        fields = (
            *(
                "id",
                "name",
                "key",
                "origins",
                "greeting",
                "consent_text",
                "privacy_url",
                "colour",
                "corner",
                "language",
            ),
            *("opens", "closes", "weekdays_only", "is_active", "created_at"),
        )
        read_only_fields = ("key", "created_at")

    def validate_origins(self, origins: list[str]) -> list[str]:
        try:
            return origins_in(origins)
        except ValueError as problem:
            raise serializers.ValidationError(str(problem)) from problem

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Hours have a beginning and an end, in this order, or there are none."""
        opens, closes = (values.get(name, getattr(self.instance, name, None)) for name in ("opens", "closes"))
        if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
            raise serializers.ValidationError({"closes": ["Hours need a beginning and a later end, or neither."]})
        return values


@noun("chat_widgets")
class ChatWidgets(Made, Changed, Deleted, Read):
    """Chat windows for websites. `key` stands in the line to embed: `/chat/KEY.js`."""

    queryset = ChatWidget.objects.select_related("organization", "mailbox")
    serializer_class = ChatWidgetShape
    edits = Role.MANAGER

    def create_row(self, values: dict[str, Any]) -> ChatWidget:
        return save_widget(ChatWidget(organization=self.organization, **values), actor=self.actor)

    def change_row(self, widget: ChatWidget, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(widget, name, value)
        save_widget(widget, actor=self.actor)

    def delete_row(self, widget: ChatWidget) -> None:
        delete_widget(widget, actor=self.actor)
