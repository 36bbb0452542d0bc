"""The log behind the caps: every attempt on a phone channel that the gate let through, whatever became of it."""

from django.db import models

from compliance.choices import Channel
from compliance.models.addressed import Addressed


class LoggedAttempt(Addressed):
    """One attempt. Asked about again for the same subject, the gate counts it once."""

    channel = models.CharField(max_length=10, choices=Channel.choices)
    at = models.DateTimeField()
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["organization", "address_hash", "at"], name="logged_attempt_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject_type", "subject_id"], name="logged_attempt_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} at {self.at:%Y-%m-%d %H:%M}"
