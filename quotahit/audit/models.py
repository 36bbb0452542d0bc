"""The append-only log. Organization and subject are plain ids, so that nothing above can cascade into it."""

from django.db import models


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
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["organization_id", "id"], name="audit_entry_org"),
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_entry_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject_type}:{self.subject_id} {self.outcome}"


class AuditSeal(models.Model):
    """A batch of committed entries, chained to the batch before it in the same organization."""

    organization_id = models.BigIntegerField(null=True)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    entries = models.JSONField()  # ordered [entry id, digest of the entry] pairs
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_seal"
        constraints = [
            models.UniqueConstraint(
                fields=["organization_id", "number"], name="audit_seal_number", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"seal {self.number} of organization {self.organization_id}"
