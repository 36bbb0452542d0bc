"""Templates and the sequences made of them, and the mailboxes that they leave from."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from outreach.authoring import StepPlan, delete_sequence, problems, save_sequence, save_template
from outreach.models import Mailbox, Sequence, SequenceStep, Template
from quotahit.accounts.api.filters import Filters, Flag, Since, Word
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import RowField, Shape, Strict, WallTime
from quotahit.accounts.api.writes import Changed, Deleted, Made
from quotahit.accounts.choices import Role


class TemplateShape(Shape):
    class Meta:
        model = Template
        fields = ("id", "name", "subject", "body", "version", "updated_at")
        read_only_fields = ("version", "updated_at")
        extra_kwargs = {"body": {"max_length": 100_000}}

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse what no contact could ever get."""
        written = {name: values.get(name, getattr(self.instance, name, "")) for name in ("subject", "body")}
        if found := problems(Template(**written)):
            raise serializers.ValidationError(found)
        return values


class TemplateFilters(Filters):
    name = Word()
    updated_since = Since("updated_at")


@noun("templates")
class Templates(Made, Changed, Read):
    """Messages with variables. A change of text is a new version."""

    queryset = Template.objects.all()
    serializer_class = TemplateShape
    filterset_class = TemplateFilters
    edits = Role.MANAGER

    def create_row(self, values: dict[str, Any]) -> Template:
        return save_template(Template(organization=self.organization, **values), actor=self.actor)

    def change_row(self, template: Template, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(template, name, value)
        save_template(template, actor=self.actor)


class StepInput(Strict):
    template = RowField(queryset=Template.objects.all())
    delay_days = serializers.DecimalField(6, 3, min_value=0, default=0)
    same_thread = serializers.BooleanField(default=True)


class StepShown(serializers.ModelSerializer):
    class Meta:
        model = SequenceStep
        fields = ("id", "position", "template", "delay_days", "same_thread")
        read_only_fields = fields


@extend_schema_field(StepInput(many=True))
class Steps(serializers.ListField):
    """The steps in their order; a change names all of them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(child=StepInput(), max_length=50, required=False, write_only=True, **options)


class SequenceShape(Shape):
    window_from = WallTime(required=False)
    window_until = WallTime(required=False)
    steps = StepShown(many=True, read_only=True)
    new_steps = Steps(help_text="In their order. They take the place of those that are there.")

    class Meta:
        model = Sequence
        fields = (
            *("id", "name", "purpose", "code", "window_from", "window_until", "weekdays_only", "when_cold"),
            *("is_active", "steps", "new_steps"),
        )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        at = {name: values.get(name, getattr(self.instance, name, None)) for name in ("window_from", "window_until")}
        if at["window_from"] and at["window_until"] and at["window_until"] <= at["window_from"]:
            raise serializers.ValidationError({"window_until": ["The window has to open before it closes."]})
        return values


class SequenceFilters(Filters):
    name = Word()
    code = Word()

    is_active = Flag()


@noun("sequences")
class Sequences(Made, Changed, Deleted, Read):
    """Messages in order, sent within the recipient's own window of the day."""

    queryset = Sequence.objects.prefetch_related("steps")
    serializer_class = SequenceShape
    filterset_class = SequenceFilters
    edits = Role.MANAGER

    def create_row(self, values: dict[str, Any]) -> Sequence:
        steps = _plans(values.pop("new_steps", []))
        return save_sequence(Sequence(organization=self.organization, **values), steps, actor=self.actor)

    def change_row(self, sequence: Sequence, values: dict[str, Any]) -> None:
        steps = _plans(values.pop("new_steps")) if "new_steps" in values else None
        for name, value in values.items():
            setattr(sequence, name, value)
        save_sequence(sequence, steps, actor=self.actor)

    def delete_row(self, sequence: Sequence) -> None:
        delete_sequence(sequence, actor=self.actor)


class MailboxShape(Shape):
    class Meta:
        model = Mailbox
        fields = (
            *("id", "name", "address", "kind", "owner", "transport", "provider", "autonomy", "daily_cap"),
            *("spacing_seconds", "keeps_window", "is_active", "tested_at", "polled_at", "trouble", "sending_trouble"),
        )
        read_only_fields = fields


@noun("mailboxes")
class Mailboxes(Read):
    """Where mail leaves from and comes back to. They are set up in the console, with their secrets."""

    queryset = Mailbox.objects.for_mail()
    serializer_class = MailboxShape


def _plans(steps: list[dict[str, Any]]) -> list[StepPlan]:
    return [StepPlan(**step) for step in steps]
