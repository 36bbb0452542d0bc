"""Finding leads in the REST API: a search begun and followed, and a word on each lead that it found."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from agents.choices import CandidateState, LeadSource, SearchState
from agents.models import Candidate, LeadSearch
from agents.scout.deciding import ACCEPT, REJECT, decide_candidates
from agents.scout.searching import MOST_WANTED, begin_search
from quotahit.accounts.api.filters import Filters, Id, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import Shape, Strict
from quotahit.accounts.api.writes import Made, read_input
from quotahit.accounts.models import Membership


class SearchShape(Shape):
    left_out = serializers.JSONField(read_only=True, help_text="How many were left out, by reason.")
    trouble = serializers.CharField(read_only=True, help_text="What stands, or stood, in its way; empty for nothing.")

    class Meta:
        model = LeadSearch
        fields = (
            *("id", "source", "state", "wanted", "credits", "spent", "seen", "left_out", "trouble", "by"),
            *("started_at", "ended_at"),
        )
        read_only_fields = fields


class NewSearch(Strict):
    source = serializers.ChoiceField(choices=LeadSource.choices)
    wanted = serializers.IntegerField(min_value=1, max_value=MOST_WANTED, default=25)
    credits = serializers.IntegerField(
        min_value=0, max_value=1000, default=0, help_text="The most that it may spend at Apollo."
    )


class SearchFilters(Filters):
    source = rest.ChoiceFilter(choices=LeadSource.choices)
    state = rest.ChoiceFilter(choices=SearchState.choices)
    started_since = Since("started_at")


@noun("lead_searches")
class LeadSearches(Made, Read):
    """What the scout looked for, what it saw and spent. Whom it found stands in `candidates`."""

    queryset = LeadSearch.objects.all()
    serializer_class = SearchShape
    new = NewSearch
    filterset_class = SearchFilters
    orderings: ClassVar[dict[str, str]] = {"id": "pk", "started_at": "started_at"}

    def create_row(self, values: dict[str, Any]) -> LeadSearch:
        return begin_search(self.organization, actor=self.actor, **values)


class CandidateShape(Shape):
    name = serializers.CharField(source="__str__", read_only=True)
    lead = serializers.JSONField(read_only=True, help_text="What the source tells; empty once it is a contact.")
    lines = serializers.JSONField(read_only=True, help_text="Why the fit is what it is, signal by signal.")
    parts = serializers.JSONField(read_only=True, help_text="Why it is alike, part by part.")

    class Meta:
        model = Candidate
        fields = (
            *("id", "search", "contact", "name", "lead", "fit", "lines", "likeness", "parts", "state", "remark"),
            *("decided_by", "decided_at"),
        )
        read_only_fields = fields


class CandidateFilters(Filters):
    search = Id()
    contact = Id()
    state = rest.ChoiceFilter(choices=CandidateState.choices)


class Rejecting(Strict):
    remark = serializers.CharField(max_length=500, allow_blank=True, default="", help_text="Why not.")


@noun("candidates")
class Candidates(Read):
    """Leads that were found and are not ours yet. A word on one counts once."""

    queryset = Candidate.objects.select_related("contact", "search__organization")
    serializer_class = CandidateShape
    filterset_class = CandidateFilters
    orderings: ClassVar[dict[str, str]] = {"id": "pk", "fit": "fit"}

    def narrowed(self, rows: QuerySet, membership: Membership) -> QuerySet:
        return super().narrowed(rows, membership).exclude(state=CandidateState.LEFT_OUT)

    @extend_schema(request=None, responses={200: CandidateShape})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: int) -> Response:
        """Take the lead in: it is researched, scored and worked from now on."""
        return self._decide(pk, ACCEPT, "")

    @extend_schema(request=Rejecting, responses={200: CandidateShape})
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, pk: int) -> Response:
        """Leave the lead alone: no later search proposes it."""
        return self._decide(pk, REJECT, read_input(self, Rejecting)["remark"])

    def _decide(self, pk: int, choice: str, remark: str) -> Response:
        candidate = self.row(pk)
        decide_candidates(candidate.search, [candidate.pk], choice, actor=self.actor, remark=remark)
        return self.told(self.row(pk))
