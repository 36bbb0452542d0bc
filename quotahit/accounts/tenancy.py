"""Every row belongs to an organization, and is reached through it."""

from typing import Self

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
