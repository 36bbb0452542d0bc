"""Enrolling a segment: who would begin and who not, before; what came of it, after."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from crm.errors import BadSegmentError
from crm.models import Segment
from crm.segments.compiling import segment_contacts
from outreach.errors import NotSendable
from outreach.models import SegmentEnrollment, Sequence
from outreach.reasons import explain
from outreach.segment_enrollments import (
    end_segment_enrollment,
    enroll_segment,
    outlook,
    results_of,
)
from quotahit.accounts.choices import Role
from quotahit.console.pages import show
from quotahit.console.views.segments import the_segment
from quotahit.ids import id_in


def enroll_page(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Choose a sequence and start; who would begin and why others would not is looked up after the page is there."""
    segment, membership = the_segment(request, segment_id), request.membership  # type: ignore[attr-defined]
    sequences = list(_sequences(segment))
    chosen = id_in((request.POST or request.GET).get("sequence", ""))
    sequence = next((one for one in sequences if one.pk == chosen), None)
    try:
        segment_contacts(segment, segment.organization)
        if request.method == "POST" and sequence is not None:
            stands = request.POST.get("stands") == "1" and membership.may(Role.MANAGER)
            row = enroll_segment(segment, sequence, by=membership, stands=stands)
            messages.success(request, gettext("They are being enrolled."))
            return redirect("admin:console_segment_enrollment", row.pk)
    except (BadSegmentError, NotSendable) as problem:
        messages.error(request, str(problem))
        return redirect("admin:console_segment", segment.pk)
    return show(
        request,
        "console/segment_enroll.html",
        gettext("Enrol {segment}").format(segment=segment),
        segment=segment,
        sequences=sequences,
        sequence=sequence,
        may_stand=membership.may(Role.MANAGER),
    )


def outlook_part(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Who would begin in a sequence, and why the others would not."""
    segment = the_segment(request, segment_id)
    sequence = get_object_or_404(_sequences(segment), pk=id_in(request.GET.get("sequence", "")))
    try:
        seen = outlook(segment, sequence, by=request.membership)  # type: ignore[attr-defined]
    except BadSegmentError as problem:
        return render(request, "console/segment_outlook.html", {"problem": str(problem)})
    return render(request, "console/segment_outlook.html", {"seen": seen, "reasons": _explained(seen.reasons)})


def enrollment_page(request: HttpRequest, segment_enrollment_id: int) -> HttpResponse:
    """How far it is, and what came of it."""
    row = _the_row(request, segment_enrollment_id)
    return show(request, "console/segment_enrollment.html", str(row), **_result(request, row))


def enrollment_part(request: HttpRequest, segment_enrollment_id: int) -> HttpResponse:
    """The same without the frame."""
    row = _the_row(request, segment_enrollment_id)
    return render(request, "console/segment_enrollment_part.html", _result(request, row))


@require_POST
def end(request: HttpRequest, segment_enrollment_id: int) -> HttpResponse:
    """Enrol nobody more."""
    row = _the_row(request, segment_enrollment_id)
    if row.stands and not request.membership.may(Role.MANAGER):  # type: ignore[attr-defined]
        raise PermissionDenied
    if end_segment_enrollment(row, actor=request.user):
        messages.success(request, gettext("Nobody more is enrolled. Who is in the sequence stays in it."))
    return redirect("admin:console_segment_enrollment", row.pk)


def _sequences(segment: Segment) -> QuerySet[Sequence]:
    mine = Sequence.objects.for_organization(segment.organization)
    return mine.filter(is_active=True).order_by("name")


def _the_row(request: HttpRequest, row_id: int) -> SegmentEnrollment:
    mine = SegmentEnrollment.objects.for_organization(request.organization)  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("segment", "sequence", "by"), pk=row_id)


def _result(request: HttpRequest, row: SegmentEnrollment) -> dict[str, object]:
    membership = request.membership  # type: ignore[attr-defined]
    enrolled, reasons = results_of(row, by=membership)
    may_act = membership.may(Role.MANAGER if row.stands else Role.REP)
    return {"row": row, "enrolled": enrolled, "reasons": _explained(reasons), "may_act": may_act}


def _explained(reasons: dict[str, int]) -> list[tuple[str, int]]:
    return [(explain(reason), count) for reason, count in reasons.items()]
