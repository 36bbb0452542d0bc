"""Whole segments put into sequences, once or for as long as they stand."""

from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Segment
from outreach.models import SegmentEnrollment, Sequence
from outreach.segment_enrollments import end_segment_enrollment, enroll_segment, outlook, results_of
from quotahit.accounts.api.filters import Filters, Flag, Id, Since
from quotahit.accounts.api.nouns import Noun, Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import MemberField, RowField, Shape, Strict
from quotahit.accounts.api.writes import Made
from quotahit.accounts.choices import Role


class SegmentEnrollmentShape(Shape):
    by = MemberField(read_only=True, allow_null=True)

    class Meta:
        model = SegmentEnrollment
        fields = ("id", "segment", "sequence", "stands", "by", "problem", "created_at", "ended_at")
        read_only_fields = fields


class SegmentEnrollmentFilters(Filters):
    segment = Id()
    sequence = Id()
    is_under_way = Flag(field_name="ended_at", lookup_expr="isnull")
    created_since = Since("created_at")


class NewSegmentEnrollment(Strict):
    segment = RowField(queryset=Segment.objects.select_related("organization"))
    sequence = RowField(queryset=Sequence.objects.filter(is_active=True))
    stands = serializers.BooleanField(default=False, help_text="Whoever comes into it later too; for managers.")


class OfSegmentAndSequence(serializers.Serializer):
    segment = RowField(queryset=Segment.objects.select_related("organization"))
    sequence = RowField(queryset=Sequence.objects.all())


class Outlook(serializers.Serializer):
    """Who would begin, of the first thousand in the segment, and why the others would not."""

    total = serializers.IntegerField(source="total.value")
    is_exact = serializers.BooleanField(source="total.is_exact")
    looked_at = serializers.IntegerField()
    beginning = serializers.IntegerField()
    reasons = serializers.DictField(child=serializers.IntegerField())


class SegmentResult(serializers.Serializer):
    enrolled = serializers.IntegerField()
    skipped = serializers.DictField(child=serializers.IntegerField(), help_text="How many, by reason.")


class SegmentEnrollmentActs(Noun):
    """Looking ahead, what came of it, and the end."""

    @extend_schema(parameters=[OfSegmentAndSequence], responses={200: Outlook})
    @action(detail=False, methods=["get"], asks=OfSegmentAndSequence)
    def outlook(self, request: Request) -> Response:
        """What enrolling a segment would do now; nothing is changed."""
        seen = outlook(**self.asked(), by=self.key.membership)
        return Response(Outlook(seen).data)

    @extend_schema(responses={200: SegmentResult})
    @action(detail=True, methods=["get"])
    def result(self, request: Request, pk: int) -> Response:
        """How many were enrolled so far, and why not the others; of those whom the key sees."""
        enrolled, skipped = results_of(self.row(pk), by=self.key.membership)
        return Response({"enrolled": enrolled, "skipped": skipped})

    @extend_schema(request=None, responses={200: SegmentEnrollmentShape})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: int) -> Response:
        """Enrol nobody more. Who is in the sequence stays in it."""
        row = self.row(pk)
        self._check_stands(row.stands)
        end_segment_enrollment(row, actor=self.actor)
        return self.told(row)

    def _check_stands(self, stands: bool) -> None:
        """What stands is for managers, as on the console's page."""
        if stands and not self.key.membership.may(Role.MANAGER):
            raise PermissionDenied


@noun("segment_enrollments")
class SegmentEnrollments(Made, SegmentEnrollmentActs, Read):
    """Everybody in a segment, a thousand at a time. What is written passes autonomy and the gate, as ever."""

    queryset = SegmentEnrollment.objects.select_related("by", "segment", "sequence")
    serializer_class = SegmentEnrollmentShape
    filterset_class = SegmentEnrollmentFilters
    new = NewSegmentEnrollment

    def create_row(self, values: dict[str, Any]) -> SegmentEnrollment:
        self._check_stands(values["stands"])
        return enroll_segment(**values, by=self.key.membership, actor=self.actor)
