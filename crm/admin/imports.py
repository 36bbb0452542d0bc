"""Imports that have run, in the console; a new one begins on the console's own page."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.models import Import
from quotahit.accounts.admin_scope import ReadOnlyAdmin

COLOURS = {"draft": "info", "waiting": "info", "running": "primary", "done": "success", "failed": "danger"}


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "state", "rows", "created", "updated", "unchanged", "failed", "by", "created_at")
    list_select_related = ("by",)
    list_filter = ("status",)
    ordering = ("-created_at",)
    fields = (
        ("file_name", "status", "by"),
        ("encoding", "delimiter", "mapping"),
        ("total", "rows", "created", "updated", "unchanged", "failed"),
        ("created_at", "started_at", "finished_at"),
        "problem",
    )

    @display(description=_("Status"), label=COLOURS, ordering="status")
    def state(self, job: Import) -> tuple[str, str]:
        return job.status, job.get_status_display()
