"""What the evidence pages share: rows that name no address are found by typing one."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from compliance.addresses import hash_of
from quotahit.accounts.admin_scope import ReadOnlyAdmin


class EvidenceAdmin(ReadOnlyAdmin):
    """Evidence about addresses, newest first."""

    search_fields = ("address_hash",)
    search_help_text = _("The whole address: an email, a number with its +, or a LinkedIn profile.")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        hashes = {hash_of(kind, search_term) for kind in ("email", "phone", "linkedin", "chat")}
        return queryset.filter(address_hash__in=hashes), False


class VerbAdmin:
    """A page whose changes are made by verbs: those log what they do, so the page itself does not."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The verb has logged it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The verb has logged it."""
