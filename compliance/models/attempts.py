"""The log behind the caps: every attempt on a phone channel that the gate let through, whatever became of it."""

from django.db import models
from django.utils.translation import gettext

from compliance.choices import Channel
from compliance.models.addressed import Addressed
from compliance.models.decisions import Decision
from quotahit.moments import MOMENT, written


class LoggedAttempt(Addressed):
    """One attempt, counted from the decision that let it through."""

    # The database does not check it, for decisions will be let go by whole parts of their table.
    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="counted", db_constraint=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "address_hash", "at"], name="logged_attempt_address")]

    def __str__(self) -> str:
        return gettext("{channel} at {at}").format(channel=self.get_channel_display(), at=written(self.at, MOMENT))
