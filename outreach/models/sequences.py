"""Templates, the sequences made of them, and who is in one."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from crm.models import Contact
from outreach.choices import EnrollmentStatus, StopReason, WhenCold
from outreach.models.mailboxes import Mailbox
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet


class Template(Owned):
    """A message with variables (Jinja2, sandboxed and strict). A change of text is a new version."""

    name = models.CharField(max_length=120)
    subject = models.CharField(max_length=300)
    body = models.TextField(
        help_text=_("Plain text; a blank line starts a paragraph. Variables stand in {{ braces }}.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    history = HistoricalRecords()
    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="template_once")]

    def __str__(self) -> str:
        return self.name


class Sequence(Owned):
    """Messages in order; sent within the recipient's own window of the day."""

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=200, blank=True)
    code = models.SlugField(max_length=40, blank=True)  # nurture, engage, fast-track: what the rules start
    window_from = models.TimeField(_("from"), default="09:00")
    window_until = models.TimeField(_("until"), default="17:00")
    weekdays_only = models.BooleanField(default=True)
    when_cold = models.CharField(
        _("who goes cold"),
        max_length=4,
        choices=WhenCold.choices,
        default=WhenCold.SLOW,
        help_text=_("Who says no, or takes no notice of five messages in a row, is cold."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="sequence_once"),
            models.UniqueConstraint(
                fields=["organization", "code"], name="sequence_code_once", condition=~models.Q(code="")
            ),
            models.CheckConstraint(
                condition=models.Q(window_until__gt=models.F("window_from")), name="sequence_window_opens_first"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SequenceStep(Owned):
    """One message of a sequence, so many days after the one before (the first: after enrolment)."""

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    template = models.ForeignKey(Template, on_delete=models.RESTRICT, related_name="steps")
    delay_days = models.DecimalField(_("days after the one before"), max_digits=6, decimal_places=3, default=0)
    same_thread = models.BooleanField(default=True, help_text=_("A follow-up answers the message before it."))

    class Meta:
        ordering = ["sequence", "position"]
        constraints = [models.UniqueConstraint(fields=["sequence", "position"], name="sequence_step_once")]

    def __str__(self) -> str:
        return gettext("{sequence}, step {position}").format(sequence=self.sequence, position=self.position)


class Enrollment(Owned):
    """A contact in a sequence. `next_at` is when the step at `position` is due; only active ones are ever claimed."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="enrollments")
    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="enrollments")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.SET_NULL, null=True, blank=True, related_name="enrollments")
    status = models.CharField(max_length=8, choices=EnrollmentStatus.choices, default=EnrollmentStatus.ACTIVE)
    position = models.PositiveSmallIntegerField(default=1)
    next_at = models.DateTimeField(null=True, default=clock.now)
    stop_reason = models.CharField(max_length=12, choices=StopReason.choices, blank=True)
    skip_reason = models.CharField(max_length=80, blank=True)  # why the last look at it sent nothing
    enrolled_by = models.CharField(max_length=80)
    enrolled_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], name="enrollment_one_active", condition=models.Q(status__in=["active", "paused"])
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "next_at"], name="enrollment_due", condition=models.Q(status="active")
            ),
            models.Index(fields=["ended_at"], name="enrollment_finished", condition=models.Q(status="finished")),
            models.Index(
                fields=["organization", "ended_at"],
                name="enrollment_ended",
                condition=models.Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return gettext("{contact} in {sequence}").format(contact=self.contact, sequence=self.sequence)
