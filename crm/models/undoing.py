"""An import that is taken back, and what an import added beside the records that were there before it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.importing.undoing.outcome import Outcome
from crm.models.deals import Deal
from crm.models.imports import Import
from crm.models.people import Company, Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class ImportUndo(Owned):
    """How far the taking back is: activities, deals, contacts, companies, by rising id. An import is undone once."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting to be undone")
        RUNNING = "running", _("Being undone")
        DONE = "done", _("Undone")
        FAILED = "failed", _("Undoing has stopped")

    job = models.OneToOneField(Import, on_delete=models.CASCADE, related_name="undo")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    phase = models.CharField(max_length=8, default="contact")
    cursor = models.BigIntegerField(default=0)  # the last id of this phase that is dealt with
    total = models.PositiveIntegerField(default=0)
    handled = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # crm.importing.undoing.outcome.Outcome
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=36, blank=True)  # of the worker that runs it

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "created_at"],
                name="import_undo_to_run",
                condition=models.Q(status__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return gettext("Undo of import {job_id}").format(job_id=self.job_id)

    @property
    def source(self) -> str:
        """The name under which events and field history refer to it."""
        return f"undo:import:{self.job_id}"

    @property
    def percent(self) -> int:
        return 100 if self.status == self.Status.DONE else min(100, 100 * self.handled // max(self.total, 1))

    @property
    def is_settled(self) -> bool:
        return self.status in (self.Status.DONE, self.Status.FAILED)

    @property
    def outcome(self) -> Outcome:
        """What has come of it so far."""
        return Outcome.load(self.counts)


class ImportTrace(Owned):
    """What one batch of an import hung on a record that was there before: addresses by hash, notes by digest.

    The record's own fields are in its field history.
    """

    job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="traces")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, related_name="import_traces")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, related_name="import_traces")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, null=True, related_name="import_traces")
    added = models.JSONField(default=dict)  # crm.importing.traces

    def __str__(self) -> str:
        return gettext("Import {job_id} on {value}").format(
            job_id=self.job_id, value=self.contact_id or self.company_id or self.deal_id
        )
