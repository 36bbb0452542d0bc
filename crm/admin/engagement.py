"""The engagement ledger in the console: what was earned, and what is left of it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.engagement import worth
from crm.models import EngagementEntry
from quotahit import clock
from quotahit.accounts.admin_scope import ReadOnlyAdmin


@admin.register(EngagementEntry)
class EngagementEntryAdmin(ReadOnlyAdmin):
    list_display = ("at", "contact", "kind", "points", "left", "is_machine", "source")
    list_select_related = ("contact",)
    list_filter = ("kind", "is_machine")
    ordering = ("-at",)

    @display(description=_("Worth now"))
    def left(self, entry: EngagementEntry) -> int:
        return worth(entry.points, clock.now() - entry.at)
