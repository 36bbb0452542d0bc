"""Whom records are open to, beside their owners."""

from typing import Any

from rest_framework import serializers

from crm.api.records import OfOneRecord, OfRecord
from crm.models import Share
from crm.sharing import share, unshare
from quotahit.accounts.api.filters import Id
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, NameOf, RowField, Shape
from quotahit.accounts.api.writes import Deleted, Made
from quotahit.accounts.models import Team


class ShareShape(Shape):
    member = MemberField(source="user", read_only=True, allow_null=True)
    member_name = NameOf("user")
    team_name = NameOf("team")

    class Meta:
        model = Share
        fields = ("id", "contact", "company", "deal", "member", "member_name", "team", "team_name", "created_at")
        read_only_fields = fields


class ShareFilters(OfRecord):
    member = Id(field_name="user")
    team = Id()


class NewShare(OfOneRecord):
    member = MemberField(required=False, allow_null=True, default=None)
    team = RowField(queryset=Team.objects.all(), required=False, allow_null=True, default=None)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if (values["member"] is None) == (values["team"] is None):
            raise serializers.ValidationError("Name a member or a team, and not both.")
        return super().validate(values)


@noun("shares")
class Shares(Made, Deleted, Read):
    """A record that is open to a member or a team who would not see it otherwise, with what hangs on it."""

    queryset = Share.objects.select_related("user", "team", "organization", "contact", "company", "deal")
    serializer_class = ShareShape
    filterset_class = ShareFilters
    new = NewShare

    def create_row(self, values: dict[str, Any]) -> Share:
        return share(values["record"], actor=self.actor, user=values["member"], team=values["team"])

    def delete_row(self, given: Share) -> None:
        unshare(given, actor=self.actor)
