"""What came in and who sees to it."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from crm.choices import Channel
from crm.models.people import Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class ConversationQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        """Those that nobody has put away, and that do not rest until later."""
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=clock.now()), done_at=None)

    def unread(self) -> Self:
        return self.open().filter(read_at=None)

    def snoozed(self) -> Self:
        return self.filter(snoozed_until__gt=clock.now(), done_at=None)


class Conversation(Owned):
    """One contact's place in the inbox, over all channels; there once something was heard from them.

    A new word opens it again, unread, whoever had put it away.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="conversations", db_index=False)
    heard_at = models.DateTimeField()
    interaction_id = models.BigIntegerField()  # the last that was heard, without a foreign key to it
    channel = models.CharField(max_length=10, choices=Channel.choices)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact"], name="conversation_once")]
        indexes = [
            models.Index(
                fields=["organization", "-heard_at", "-id"], name="conversation_open", condition=Q(done_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.contact)

    @property
    def is_unread(self) -> bool:
        return self.read_at is None

    def rests(self, now: datetime) -> bool:
        """Whether it is out of sight until later."""
        return self.snoozed_until is not None and self.snoozed_until > now
