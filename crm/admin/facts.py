"""What contacts told us, and what talks with them came to, as lists."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from crm.models import Fact, Qualification, Recap
from quotahit.accounts.admin_scope import ReadOnlyAdmin


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin):
    list_display = ("at", "contact", "kind", "value", "quote", "manner", "is_contradicted", "holds")
    list_select_related = ("contact",)
    list_filter = ("kind", "manner", "is_contradicted")
    ordering = ("-at",)

    @display(description=_("Holds"), boolean=True)
    def holds(self, fact: Fact) -> bool:
        return fact.replaced_at is None


@admin.register(Qualification)
class QualificationAdmin(ReadOnlyAdmin):
    list_display = ("at", "contact", "verdict", "code", "reason")
    list_select_related = ("contact",)
    list_filter = ("verdict", "code")
    ordering = ("-at",)


@admin.register(Recap)
class RecapAdmin(ReadOnlyAdmin):
    list_display = ("at", "contact", "summary", "appointment", "read_by")
    list_select_related = ("contact",)
    list_filter = ("read_by",)
    ordering = ("-at",)
