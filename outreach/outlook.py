"""What comes next for one contact, as a sentence for people."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet

from crm.models import Contact
from outreach.choices import EnrollmentStatus
from outreach.eligibility import RUNNING
from outreach.models import Enrollment, SequenceStep
from outreach.reasons import explain
from quotahit import clock
from quotahit.workflow.outgoing import Fate


class Outlook:
    """The planned messages, the running enrolment and its step, as query sets that a page may fetch with its others."""

    def __init__(self, contact: Contact) -> None:
        running = Enrollment.objects.filter(contact=contact, status__in=RUNNING)
        steps = SequenceStep.objects.filter(
            sequence__enrollments__contact=contact,
            sequence__enrollments__status=EnrollmentStatus.ACTIVE,
            position=F("sequence__enrollments__position"),
        )
        planned = contact.deliveries.filter(status__in=[Fate.PLANNED, Fate.WAITING])
        self.contact = contact
        self.planned = planned.order_by("not_before")[:1]
        self.enrollments = running.select_related("sequence", "mailbox").order_by("pk")[:1]
        self.steps = steps.select_related("template")[:1]

    @property
    def rows(self) -> tuple[QuerySet[Any], ...]:
        return self.planned, self.enrollments, self.steps

    @property
    def enrollment(self) -> Enrollment | None:
        """The one that runs or is paused."""
        return next(iter(self.enrollments), None)

    def next_act(self) -> str:
        """The next planned message with its time on the contact's clock, or why there is none."""
        delivery, enrollment = next(iter(self.planned), None), self.enrollment
        if delivery is not None and delivery.status == Fate.WAITING:
            return f"A message waits for a person: “{delivery.subject}”."
        if delivery is not None:
            return f"“{delivery.subject or 'A message'}” leaves {_when(self.contact, delivery.not_before)}."
        if enrollment is None or enrollment.status != EnrollmentStatus.ACTIVE:
            return "No message is planned."
        return _of_sequence(self.contact, enrollment, next(iter(self.steps), None))


def _of_sequence(contact: Contact, enrollment: Enrollment, step: SequenceStep | None) -> str:
    if step is None or enrollment.next_at is None:
        return f"Nothing more comes from {enrollment.sequence}."
    when = _when(contact, enrollment.next_at)
    sentence = f"Step {step.position} of {enrollment.sequence}, “{step.template}”, {when}."
    skipped = f" Last time nothing was sent: {explain(enrollment.skip_reason)}" if enrollment.skip_reason else ""
    return sentence + skipped


def _when(contact: Contact, at: datetime) -> str:
    """The time on their clock where we know it, else on the organization's."""
    if at <= clock.now():
        return "within seconds"
    zone = contact.zone or contact.organization.zone
    whose = "their time" if contact.zone else zone
    return f"on {at.astimezone(ZoneInfo(zone)):%A, %d %B, %H:%M} ({whose})"
