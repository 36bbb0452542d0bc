"""Enrolments in the console: who is in what, why nothing was sent last time, and the buttons to stop or rest."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from outreach import enrollments
from outreach.admin.acts import Button, ButtonsAdmin
from outreach.choices import EnrollmentStatus, StopReason
from outreach.eligibility import RUNNING
from outreach.models import Enrollment
from outreach.reasons import explain
from quotahit.accounts.admin_scope import ReadOnlyAdmin

COLOURS = {
    EnrollmentStatus.ACTIVE: "success",
    EnrollmentStatus.PAUSED: "warning",
    EnrollmentStatus.FINISHED: "info",
    EnrollmentStatus.STOPPED: "default",
}


def _pause(row: Enrollment, user: Any) -> str:
    enrollments.pause_enrollment(row, actor=user)
    return gettext("The sequence rests.")


def _resume(row: Enrollment, user: Any) -> str:
    enrollments.resume_enrollment(row, actor=user)
    return gettext("The sequence goes on.")


def _stop(row: Enrollment, user: Any) -> str:
    enrollments.stop_enrollments([row.contact_id], StopReason.REMOVED, actor=user)
    return gettext("The sequence has ended for this contact.")


@admin.register(Enrollment)
class EnrollmentAdmin(ButtonsAdmin, ReadOnlyAdmin):
    """Enrolling is done from a contact's page, or for many from a sequence's preview."""

    list_display = ("contact", "sequence", "state", "position", "next_at", "why_not", "mailbox")
    list_select_related = ("contact", "sequence", "mailbox")
    list_filter = ("status", "sequence", "stop_reason")
    search_fields = ("contact__name_key__startswith",)
    ordering = ("-pk",)
    fields = (
        ("contact", "sequence"),
        ("status", "stop_reason"),
        ("position", "next_at"),
        "why_not",
        "mailbox",
        ("enrolled_by", "enrolled_at", "ended_at"),
    )
    buttons = (
        Button("pause", _("Let it rest"), _pause, lambda row: row.status == EnrollmentStatus.ACTIVE),
        Button("resume", _("Go on"), _resume, lambda row: row.status == EnrollmentStatus.PAUSED, is_primary=True),
        Button("stop", _("Stop"), _stop, lambda row: row.status in RUNNING, confirm=_("End it for good?")),
    )

    @display(description=_("State"), ordering="status", label=COLOURS)
    def state(self, row: Enrollment) -> tuple[str, str]:
        why = f": {row.get_stop_reason_display().lower()}" if row.stop_reason else ""
        return row.status, f"{row.get_status_display()}{why}"

    @display(description=_("Why nothing was sent last time"))
    def why_not(self, row: Enrollment) -> str:
        return explain(row.skip_reason) if row.skip_reason else ""
