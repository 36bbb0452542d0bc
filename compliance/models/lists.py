"""Do-not-call: the person's own request to us, and public registries copied from files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from compliance.models.addressed import Addressed, AddressedQuerySet
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.moments import DAY, written


class RegistryCopyQuerySet(OwnedQuerySet):
    def complete(self) -> "RegistryCopyQuerySet":
        return self.exclude(completed_at=None)


class RegistryCopy(Owned):
    """One copy of a public registry. It counts from the moment it is complete, and replaces the copy before it."""

    registry = models.CharField(max_length=8)  # "US", "US-TX", "CA", "GB"
    copied_at = models.DateTimeField(help_text=_("When the registry handed the file out."))
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64, blank=True)
    numbers = models.PositiveBigIntegerField(default=0)
    imported_by = models.CharField(max_length=80)
    completed_at = models.DateTimeField(null=True)

    objects = RegistryCopyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("registry copies")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "registry"], name="registry_copy_once", condition=~Q(completed_at=None)
            )
        ]

    def __str__(self) -> str:
        return gettext("{registry} of {copied_at}").format(
            registry=self.registry, copied_at=written(self.copied_at, DAY)
        )


class DoNotCallQuerySet(AddressedQuerySet):
    def in_force(self) -> "DoNotCallQuerySet":
        """Own requests, and the lines of complete copies."""
        return self.filter(Q(copy=None) | Q(copy__completed_at__isnull=False))


class DoNotCall(Addressed):
    """A number or address on a list: the person's own request (no copy), or a line of a registry's copy."""

    copy = models.ForeignKey(RegistryCopy, on_delete=models.CASCADE, null=True, related_name="lines")
    requested_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=200, blank=True)
    recorded_by = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField(default=clock.now)

    objects = DoNotCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("do-not-call entry")
        verbose_name_plural = _("do-not-call entries")
        indexes = [models.Index(fields=["organization", "address_hash"], name="do_not_call_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "address_hash"], name="own_do_not_call_once", condition=Q(copy=None)
            ),
            models.CheckConstraint(
                condition=Q(copy__isnull=False) | Q(requested_at__isnull=False), name="own_do_not_call_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return (
            gettext("own request of {requested_at}").format(requested_at=written(self.requested_at, DAY))
            if self.requested_at
            else gettext("registry line")
        )
