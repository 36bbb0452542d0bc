"""One act on many records: what was chosen, what was asked for, and what came of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.choices import JobStatus, ListNoun
from quotahit import clock
from quotahit.accounts.tenancy import Owned


class BulkJob(Owned):
    """Begun from a list, looked at by who begins it, then done as a whole or not at all. Records stand here by id."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    noun = models.CharField(_("of"), max_length=8, choices=ListNoun.choices)
    act = models.CharField(max_length=24)  # crm.bulk.acts.BulkAct.code
    ids = models.JSONField(default=list)  # the records that were chosen
    answers = models.JSONField(default=dict, blank=True)  # what the act's form was sent, as it was sent
    status = models.CharField(max_length=8, choices=JobStatus.choices, default=JobStatus.DRAFT)
    outcome = models.JSONField(default=dict, blank=True)  # crm.bulk.outcomes.Outcome
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="bulk_newest"),
            models.Index(fields=["created_at"], name="bulk_waiting", condition=models.Q(status=JobStatus.WAITING)),
        ]

    def __str__(self) -> str:
        return f"{self.act} ({len(self.ids)} {self.noun})"
