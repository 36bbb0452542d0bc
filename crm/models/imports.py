"""An import of a file: what was mapped, how far it is, what came of each row."""

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet

if TYPE_CHECKING:
    from crm.models.undoing import ImportUndo


class ImportGroup(Owned):
    """Several files that belong together: planned, run and undone as one, in the order of their places."""

    plan = models.JSONField(default=dict)  # crm.importing.grouping.plan: what was counted last
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return gettext("Files {number}").format(number=self.pk)


class Import(Owned):
    """`rows` are read and written so far, all at once or not at all; it is the sum of the four counts after it."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        WAITING = "waiting", _("Waiting to run")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    file_name = models.CharField(max_length=255)
    path = models.CharField(max_length=500)  # below QUOTAHIT_HOME
    encoding = models.CharField(max_length=40, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    mapping = models.JSONField(default=dict)  # header of the file -> our field (crm.importing.fields)
    options = models.JSONField(default=dict)  # crm.importing.options.Options
    group = models.ForeignKey(ImportGroup, on_delete=models.CASCADE, null=True, related_name="files")
    place = models.PositiveSmallIntegerField(default=0)  # in its group: it runs when those before it are done
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
    def undoing(self) -> "ImportUndo | None":
        """Its undo, where one was begun."""
        return getattr(self, "undo", None)

    @property
    def can_be_undone(self) -> bool:
        """Whether it has written anything, has come to an end, and was not undone; an undo that stopped may go on."""
        is_over = self.status in (self.Status.DONE, self.Status.FAILED) and self.rows > 0
        return is_over and (self.undoing is None or self.undoing.status == "failed")

    @property
    def percent(self) -> int:
        """How much of the file is done."""
        return 100 if self.status == self.Status.DONE else 100 * self.rows // max(self.total, 1)


class SavedMapping(Owned):
    """How a file with certain headers was read last, for the next one that has them."""

    headers = models.CharField(max_length=64)  # SHA-256 of the headers, folded and sorted
    mapping = models.JSONField(default=dict)  # folded header -> our field, those left out too
    used_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "headers"], name="saved_mapping_once")]

    def __str__(self) -> str:
        return gettext("{count} columns").format(count=len(self.mapping))
