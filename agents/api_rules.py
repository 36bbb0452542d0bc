"""The orchestrator's rules in the REST API: what follows from which event, and which of them hold here."""

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.models import RuleSwitch
from agents.orchestrator.rules import Rule, rules
from agents.orchestrator.switches import in_force, switch_rule
from quotahit.accounts.api.nouns import Noun
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape, Strict
from quotahit.accounts.api.writes import read_input
from quotahit.accounts.choices import Role


class RuleShape(Shape):
    """A line of the table. Of the rules for one event, the first that fits acts."""

    id = serializers.CharField(source="name", help_text="Its name.")
    event = serializers.CharField(source="on")
    when = serializers.DictField(help_text="Facts and the value that each must have; a list: any of these.")
    acts = serializers.ListField(child=serializers.CharField())
    sequence = serializers.CharField(help_text="Which it enrols in, or empty.")
    chain = serializers.CharField(help_text="The chain of agents that it begins, or empty.")
    reason = serializers.CharField()
    always = serializers.BooleanField(help_text="Whether nobody may switch it off.")
    is_on = serializers.SerializerMethodField(help_text="Whether the organization goes by it.")

    class Meta:
        model = RuleSwitch
        fields = ("id", "event", "when", "acts", "sequence", "chain", "reason", "always", "is_on")
        read_only_fields = fields

    def get_is_on(self, rule: Rule) -> bool:
        return rule.name in self.context["in_force"]


class RuleTable(serializers.Serializer):
    """All rules, in the order in which they are tried."""

    rules = RuleShape(many=True)


class Switching(Strict):
    rule = serializers.CharField(max_length=80, help_text="Its name.")
    is_on = serializers.BooleanField()


@noun("rules")
class Rules(Noun):
    """The orchestrator's table of rules."""

    queryset = RuleSwitch.objects.all()
    serializer_class = RuleShape
    filter_backends = []
    pagination_class = None  # type: ignore[assignment]
    edits = Role.MANAGER

    @extend_schema(responses={200: forced_singular_serializer(RuleTable)})
    def list(self, request: Request) -> Response:
        """All rules, and which of them hold."""
        return self._told()

    @extend_schema(request=Switching, responses={200: RuleTable})
    @action(detail=False, methods=["post"])
    def switch(self, request: Request) -> Response:
        """Put a rule in force or out of it, from the next event on."""
        values = read_input(self, Switching)
        switch_rule(self.organization, values["rule"], is_on=values["is_on"], actor=self.actor)
        return self._told()

    def _told(self) -> Response:
        pk = self.organization.pk
        return Response(RuleTable({"rules": rules()}, context={"in_force": in_force([pk])[pk]}).data)
