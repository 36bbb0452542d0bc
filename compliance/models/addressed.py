"""Rows about an address that do not name it."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class AddressedQuerySet(OwnedQuerySet):
    def of_addresses(self, organizations: Iterable[int], hashes: Iterable[str]) -> Self:
        """Rows of any of these addresses, in one parameter however many there are."""
        return self.filter(organization__in=set(organizations), address_hash__one_of=set(hashes))


class Addressed(Owned):
    """A row of one address in one organization: HMAC-SHA256 of its comparable form (compliance.addresses)."""

    address_hash = models.CharField(_("address"), max_length=64)

    objects = AddressedQuerySet.as_manager()

    class Meta:
        abstract = True
