"""What segments may ask of outreach: who is in a sequence, who was, what ended it, when the last mail left."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.segments.contact_fields import any_of, exists, latest_of
from crm.segments.operators import Ask, Kind, Scope
from crm.segments.registry import SegmentField, register_segment_field
from outreach.choices import EnrollmentStatus, StopReason
from outreach.eligibility import RUNNING
from outreach.models import Delivery, Enrollment, Sequence
from quotahit.accounts.models import Organization
from quotahit.workflow.outgoing import Fate

GROUP = _("Sequences and mail")


def _enrollments(scope: Scope) -> QuerySet[Any]:
    return Enrollment.objects.for_organization(scope.organization)


def _running(scope: Scope) -> QuerySet[Any]:
    return _enrollments(scope).filter(status__in=RUNNING)


def _sent(scope: Scope) -> QuerySet[Any]:
    return Delivery.objects.filter(organization=scope.organization.pk, status=Fate.SENT, settled_at__isnull=False)


def _ended_by(ask: Ask, scope: Scope) -> Q:
    stopped = _enrollments(scope).exclude(stop_reason="")
    return exists(stopped.filter(stop_reason__in=ask.values) if ask.verb == "one_of" else stopped)


def _sequences(organization: Organization) -> list[tuple[str, str]]:
    sequences = Sequence.objects.for_organization(organization).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in sequences]


def _statuses(organization: Organization) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in EnrollmentStatus.choices]


def _reasons(organization: Organization) -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in StopReason.choices]


register_segment_field(
    SegmentField("sequence.in", _("Is in sequence"), GROUP, Kind.CHOICE, any_of(_running, "sequence"), _sequences),
    SegmentField(
        "sequence.had", _("Has been in sequence"), GROUP, Kind.CHOICE, any_of(_enrollments, "sequence"), _sequences
    ),
    SegmentField(
        "sequence.state", _("Has a sequence that is"), GROUP, Kind.CHOICE, any_of(_enrollments, "status"), _statuses
    ),
    SegmentField("sequence.ended_by", _("A sequence ended because"), GROUP, Kind.CHOICE, _ended_by, _reasons),
    SegmentField("mail.last_sent", _("Last mail sent"), GROUP, Kind.MOMENT, latest_of(_sent, "settled_at")),
)
