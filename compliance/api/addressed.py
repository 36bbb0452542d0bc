"""Rows about an address: found by it, though it stands in none of them."""

from django.db.models import QuerySet

from compliance.addresses import hash_of
from quotahit.accounts.api.filters import Filters, Word

KINDS = ["email", "phone", "linkedin"]


class OfAddress(Filters):
    """Rows of one address, whatever its kind."""

    address = Word(method="of_address", help_text="The whole address: an email, a number with its +, a profile.")

    def of_address(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(address_hash__in={hash_of(kind, value) for kind in (*KINDS, "chat")})
