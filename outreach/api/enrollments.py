"""Who is in which sequence."""

from django_filters import rest_framework as rest
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from crm.models import Contact
from outreach.choices import EnrollmentStatus, StopReason
from outreach.enrollments import enroll, pause_enrollment, resume_enrollment, stop_enrollments
from outreach.models import Enrollment, Mailbox, Sequence
from quotahit.accounts.api.filters import Filters, Id, Since
from quotahit.accounts.api.nouns import Read
from quotahit.accounts.api.registry import noun
from quotahit.accounts.api.shapes import RowField, Shape, Strict
from quotahit.accounts.api.writes import read_input


class EnrollmentShape(Shape):
    class Meta:
        model = Enrollment
        fields = (
            *("id", "contact", "sequence", "mailbox", "status", "position", "next_at", "stop_reason", "skip_reason"),
            *("enrolled_by", "enrolled_at", "ended_at"),
        )
        read_only_fields = fields


class EnrollmentFilters(Filters):
    contact = Id()
    sequence = Id()
    mailbox = Id()
    status = rest.ChoiceFilter(choices=EnrollmentStatus.choices)
    enrolled_since = Since("enrolled_at")


class Enrolling(Strict):
    sequence = RowField(queryset=Sequence.objects.all())
    contacts = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), min_length=1, max_length=500
    )
    mailbox = RowField(queryset=Mailbox.objects.for_mail(), required=False, allow_null=True, default=None)
    replace = serializers.BooleanField(default=False, help_text="Take contacts out of the sequence they are in.")


class Enrolled(serializers.Serializer):
    """How many began, and why not the others."""

    enrolled = serializers.IntegerField()
    skipped = serializers.DictField(child=serializers.CharField(), help_text="A reason for each contact's id.")


@noun("enrollments")
class Enrollments(Read):
    """Contacts in sequences. What a sequence writes passes autonomy and the gate, as ever."""

    queryset = Enrollment.objects.all()
    serializer_class = EnrollmentShape
    filterset_class = EnrollmentFilters

    @extend_schema(request=Enrolling, responses={200: Enrolled})
    @action(detail=False, methods=["post"])
    def enroll(self, request: Request) -> Response:
        """Start a sequence for up to five hundred contacts."""
        values = read_input(self, Enrolling)
        wanted = values["contacts"]
        mine = Contact.objects.for_organization(self.organization).filter(pk__in=wanted)
        seen = list(self.narrowed(mine, self.key.membership).values_list("pk", flat=True))
        result = enroll(
            self.organization,
            seen,
            values["sequence"],
            actor=self.actor,
            mailbox=values["mailbox"],
            replace=values["replace"],
        )
        skipped = dict.fromkeys(set(wanted) - set(seen), "NOT_FOUND") | result.skipped
        return Response({"enrolled": result.enrolled, "skipped": {str(pk): skipped[pk] for pk in sorted(skipped)}})

    @extend_schema(request=None, responses={200: EnrollmentShape})
    @action(detail=True, methods=["post"])
    def stop(self, request: Request, pk: int) -> Response:
        """Take the contact out of the sequence; what was planned is cancelled."""
        row = self.row(pk)
        if row.ended_at is None:
            stop_enrollments([row.contact_id], StopReason.REMOVED, actor=self.actor)
        return self.told(row)

    @extend_schema(request=None, responses={200: EnrollmentShape})
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: int) -> Response:
        """Let it rest until it is resumed."""
        row = self.row(pk)
        pause_enrollment(row, actor=self.actor)
        return self.told(row)

    @extend_schema(request=None, responses={200: EnrollmentShape})
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: int) -> Response:
        """Go on where it was paused."""
        row = self.row(pk)
        resume_enrollment(row, actor=self.actor)
        return self.told(row)
