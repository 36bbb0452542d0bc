"""Where values came from, as a list."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.models import Provenance
from quotahit.accounts.admin_scope import ReadOnlyAdmin


@admin.register(Provenance)
class ProvenanceAdmin(ReadOnlyAdmin):
    list_display = ("at", "contact", "company", "field", "value", "source", "method", "confidence", "holds")
    list_select_related = ("contact", "company")
    list_filter = ("source", "field")
    ordering = ("-at",)

    @display(description=_("Holds"), boolean=True)
    def holds(self, row: Provenance) -> bool:
        return row.replaced_at is None
