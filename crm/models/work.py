"""What was said and what is to be done."""

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm.choices import Channel, Direction, Reminder, ReplyClass, Sentiment, TaskKind, TaskPriority
from crm.models.deals import Deal
from crm.models.noticing import NotificationMail
from crm.models.people import Company, Contact
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet, unchecked_organization

GRACE = timedelta(days=3)


class Interaction(Owned):
    """One thing said or done on any channel: the line of the timeline."""

    organization = unchecked_organization(db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="interactions", db_index=False)
    deal = models.ForeignKey(Deal, on_delete=models.SET_NULL, null=True, blank=True, related_name="interactions")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    direction = models.CharField(max_length=8, choices=Direction.choices)
    at = models.DateTimeField(default=clock.now)
    subject = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    outcome = models.CharField(max_length=40, blank=True)  # sent, bounced, opened, answered …
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices, blank=True)
    intent = models.CharField(max_length=16, choices=ReplyClass.choices, blank=True)
    actor = models.CharField(max_length=80, blank=True)
    provider_id = models.CharField(max_length=255, blank=True)
    detail = models.JSONField(default=dict, blank=True)  # confidence, layer and reason of a reading; ids of the act

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-at"], name="interaction_timeline"),
            models.Index(fields=["organization", "-at"], name="interaction_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.get_channel_display()}: {self.subject}"

    @property
    def is_theirs(self) -> bool:
        """Whether the contact said it, and nobody who answered in their place."""
        return self.direction == Direction.INBOUND and not self.detail.get("by_another")

    @property
    def said(self) -> str:
        """What a reader is shown: a call's or meeting's summary before all that was said, a message itself."""
        short = self.channel in (Channel.VOICE, Channel.VOICE_LIVE, Channel.MEETING) and self.summary
        return short or self.body or self.summary


class TaskQuerySet(OwnedQuerySet):
    def ahead(self) -> Self:
        """Open ones whose day is still to come, or came so lately that a person may be about to do them."""
        return self.filter(done_at=None, due_at__gt=clock.now() - GRACE)

    def to_remind_of(self) -> Self:
        """Open ones whose assignee is to be told by now, and has not been."""
        waiting = self.filter(done_at=None, reminded_at=None, remind_at__lte=clock.now())
        return waiting.filter(assignee__isnull=False)


class Task(Owned):
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, null=True, blank=True, related_name="tasks")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=8, choices=TaskKind.choices, default=TaskKind.TODO)
    priority = models.CharField(max_length=8, choices=TaskPriority.choices, default=TaskPriority.NORMAL)
    due_at = models.DateTimeField(null=True, blank=True)
    reminder = models.CharField(max_length=8, choices=Reminder.choices, default=Reminder.NONE)
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)  # what `reminder` comes to
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    key = models.CharField(max_length=160, null=True, blank=True, editable=False)  # an agent never asks twice
    created_by = models.CharField(max_length=80, editable=False, default="")
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="task_key_once")]
        indexes = [
            models.Index(fields=["organization", "due_at"], name="task_open", condition=models.Q(done_at__isnull=True)),
            models.Index(fields=["organization", "due_at", "id"], name="task_due"),
            models.Index(
                fields=["remind_at"],
                name="task_to_remind_of",
                condition=models.Q(done_at__isnull=True, reminded_at__isnull=True, remind_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Note(Owned):
    body = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    company = models.ForeignKey(Company, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, null=True, blank=True, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at", "-id"], name="note_newest")]

    def __str__(self) -> str:
        return self.body[:60]


class Notification(Owned):
    """Something one member should know; the bell in the header counts the unread."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    urgency = models.CharField(
        max_length=8,
        choices=[("low", _("Low")), ("normal", _("Normal")), ("high", _("High")), ("urgent", _("Urgent"))],
        default="normal",
    )
    key = models.CharField(max_length=160, null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    mail_at = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # when it is to be mailed; None: not, or it is
    mail = models.ForeignKey(
        NotificationMail, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="notices"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notification_key_once")]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["mail_at"], name="notification_to_mail", condition=models.Q(mail_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title
