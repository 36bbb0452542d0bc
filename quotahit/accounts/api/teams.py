"""Teams, with which records can be shared. Who is in one stands in the console."""

from django.db.models import QuerySet

from quotahit.accounts.api.filters import Filters, Id
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape
from quotahit.accounts.models import Team


class TeamShape(Shape):
    class Meta:
        model = Team
        fields = ("id", "name", "parent")
        read_only_fields = fields


class TeamFilters(Filters):
    parent = Id()


@noun("teams")
class Teams(Read):
    """Those who sell together; a team may stand below another."""

    queryset = Team.objects.all()
    serializer_class = TeamShape
    filterset_class = TeamFilters
    ordering = "id"

    def get_queryset(self) -> QuerySet[Team]:
        return Team.objects.filter(organization=self.key.organization_id)
