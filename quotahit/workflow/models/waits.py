"""What a run is waiting for."""

from django.db import models
from django.db.models import Q

from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet
from quotahit.workflow.models.runs import Run


class Wait(Owned):
    """A run's wait for one event about a subject; `event_id` is what came, `closed_at` when the run took notice."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="waits")
    event_type = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    match = models.JSONField(default=dict)  # values that the event's payload must carry
    since = models.DateTimeField()
    timeout_at = models.DateTimeField(null=True)
    event_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run"], name="wait_one_open", condition=Q(closed_at=None)),
        ]
        indexes = [
            models.Index(fields=["subject_id", "event_type"], name="wait_open", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"run {self.run_id} waits for {self.event_type}"
