"""An import of a file: what was mapped, how far it is, what came of each row."""

from pathlib import Path

from django.conf import settings
from django.db import models

from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class Import(Owned):
    """`rows` are read and written so far, all at once or not at all; it is the sum of the four counts after it."""

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
    mapping = models.JSONField(default=dict)  # header of the file -> our field (crm.importing.fields)
    options = models.JSONField(default=dict)  # crm.importing.options.Options
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    error_bytes = models.PositiveBigIntegerField(default=0)  # of the error file that belong to `rows`; 0: there is none
    problem = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    claim = models.CharField(max_length=36, blank=True)  # of the worker that runs it

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "created_at"],
                name="import_to_run",
                condition=models.Q(status__in=["waiting", "running"]),
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file(self) -> Path:
        """The list itself."""
        return settings.HOME / self.path

    @property
    def error_path(self) -> Path:
        """Where the rows are noted that failed or lost a cell, whether there are any or not."""
        return self.file.with_name("errors.csv")

    @property
    def error_file(self) -> Path | None:
        """The error file, where there is one."""
        return self.error_path if self.error_bytes else None

    @property
    def source(self) -> str:
        """The name under which events and evidence refer to this import."""
        return f"import:{self.pk}"

    @property
    def percent(self) -> int:
        """How much of the file is done."""
        return 100 if self.status == self.Status.DONE else 100 * self.rows // max(self.total, 1)
