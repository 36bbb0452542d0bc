"""The append-only log. Organization and subject are plain ids, so that nothing above can cascade into it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One act: who did what to which row, why and how it ended. Ids, codes and numbers only, never names or text."""

    organization_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)  # "user:7", "agent:outreach", "system:tick", "contact:12"
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True)
    why = models.JSONField(default=dict)
    outcome = models.CharField(max_length=40)
    mac = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_entry"
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["organization_id", "id"], name="audit_entry_org"),
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject_type}:{self.subject_id} {self.outcome}"


class AuditSeal(models.Model):
    """A batch of committed entries, chained to the batch before it in the same organization."""

    organization_id = models.BigIntegerField(null=True)
    number = models.BigIntegerField()  # 1, 2, 3 … in each organization
    at = models.DateTimeField()
    entries = models.JSONField()  # ordered [entry id, digest of the entry] pairs
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_seal"
        constraints = [
            models.UniqueConstraint(fields=["organization_id", "number"], name="audit_seal_number"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(organization_id=None), name="audit_seal_number_of_none"
            ),
        ]

    def __str__(self) -> str:
        return gettext("seal {number} of organization {organization_id}").format(
            number=self.number, organization_id=self.organization_id
        )


class Unsealed(models.Model):
    """The sealer's worklist, no part of the log: a trigger adds each new entry, the sealer removes it.

    It makes sealing exact although ids commit out of order, and gives away an entry whose seal was cut off.
    """

    entry_id = models.BigIntegerField(primary_key=True)

    class Meta:
        db_table = "unsealed_entry"

    def __str__(self) -> str:
        return gettext("entry {entry_id}").format(entry_id=self.entry_id)
