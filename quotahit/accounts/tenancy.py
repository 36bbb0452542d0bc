"""Every row belongs to an organization, and is reached through it."""

from typing import Any, Self

from django.db import models

from quotahit import lookups  # noqa: F401  (registers `one_of`)
from quotahit.accounts.models import Organization


class OwnedQuerySet(models.QuerySet):
    """A query set that is narrowed to one organization before anything else."""

    def for_organization(self, organization: Organization | int) -> Self:
        return self.filter(organization=organization)


class Owned(models.Model):
    """A row of one organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


def unchecked_organization(**options: Any) -> models.ForeignKey:
    """The organization of a kind of row of which one message makes several: the database does not check it.

    A check at commit for each row costs as much as the row itself, and all of them lock the organization's one row.
    What such a row hangs on, its contact, is of the organization and is checked.
    """
    return models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", db_constraint=False, **options)
