"""A segment put into a sequence, once or for as long as it stands, and whom it has looked at."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.models import Contact, Segment
from outreach.models.sequences import Sequence
from quotahit import clock
from quotahit.accounts.tenancy import Owned, OwnedQuerySet, unchecked_organization


class SegmentEnrollmentQuerySet(OwnedQuerySet):
    def under_way(self) -> Self:
        """Those that the scheduler looks at: one that is not through yet, and every one that stands."""
        return self.filter(ended_at=None)


class SegmentEnrollment(Owned):
    """Everybody who is in the segment is enrolled; where it `stands`, whoever comes into it later too, each once.

    `after` is the contact up to whom the present round has come; a round begins again when `next_at` has come.
    """

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="enrollments")
    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="segment_enrollments")
    stands = models.BooleanField(default=False)
    after = models.BigIntegerField(default=0)
    next_at = models.DateTimeField(default=clock.now)
    is_narrow = models.BooleanField(default=False)  # who started it does not see all: only what they see is enrolled
    problem = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    actor = models.CharField(max_length=80, default="", editable=False)  # the program that started it for them
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    objects = SegmentEnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "sequence"], name="segment_enrollment_once", condition=models.Q(ended_at=None)
            )
        ]
        indexes = [
            models.Index(
                fields=["organization", "next_at"], name="segment_enrollment_due", condition=models.Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return gettext("{segment} into {sequence}").format(segment=self.segment, sequence=self.sequence)


class SegmentEntry(Owned):
    """A contact whom a segment's enrolment has looked at: enrolled (no reason), or why not."""

    organization = unchecked_organization(db_index=False)
    enrollment = models.ForeignKey(SegmentEnrollment, on_delete=models.CASCADE, related_name="entries", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="segment_entries")
    reason = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField(default=clock.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("segment entries")
        constraints = [models.UniqueConstraint(fields=["enrollment", "contact"], name="segment_entry_once")]
        indexes = [models.Index(fields=["enrollment", "reason"], name="segment_entry_reason")]

    def __str__(self) -> str:
        return self.reason or "enrolled"
