"""An import of a file: what was mapped, how far it is, what came of each row."""

from django.conf import settings
from django.db import models

from quotahit import clock
from quotahit.accounts.tenancy import Owned


class Import(Owned):
    class Status(models.TextChoices):
        DRAFT = "draft", "Being prepared"
        WAITING = "waiting", "Waiting to run"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500)  # below QUOTAHIT_HOME
    encoding = models.CharField(max_length=40, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    mapping = models.JSONField(default=dict)  # header of the file -> our field
    options = models.JSONField(default=dict)  # consent evidence for the file, tags, owner
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)  # read so far
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    error_file = models.CharField(max_length=500, blank=True)
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.file_name
