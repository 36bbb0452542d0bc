"""What a contact's conversation has come to so far, in a few sentences that are written anew as it goes on."""

from django.db import models
from django.db.models import Q

from crm.choices import Topic
from crm.models.people import Contact
from crm.models.work import Interaction
from quotahit import clock
from quotahit.accounts.tenancy import Owned


class Recap(Owned):
    """One for each contact who was heard from, over all channels.

    `due_at` stands while a worker is still to look whether a model knows it better than the rules.
    """

    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="recap")
    summary = models.TextField(blank=True)
    topics = models.JSONField(default=list, blank=True)  # of `Topic`; read it by `talked_about`
    appointment = models.CharField(max_length=300, blank=True)  # their own words
    appointment_in = models.ForeignKey(
        Interaction, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    read_by = models.CharField(max_length=8, blank=True)  # model, offline
    at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)
    claimed_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "due_at"], name="recap_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.summary[:80]

    @property
    def talked_about(self) -> tuple[Topic, ...]:
        """The topics; what an older version called otherwise is left out."""
        return tuple(Topic(code) for code in self.topics if code in Topic.values)
