"""What comes next for one contact, as a sentence for people."""

from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext

from crm.models import Contact
from outreach.choices import EnrollmentStatus
from outreach.eligibility import RUNNING
from outreach.models import Enrollment, SequenceStep
from outreach.reasons import explain
from quotahit import clock
from quotahit.moments import COMING, on_both_clocks
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
            return gettext("A message waits for a person: “{subject}”.").format(subject=delivery.subject)
        if delivery is not None:
            when = _when(self.contact, delivery.not_before)
            if not delivery.subject:
                return gettext("A message leaves {when}.").format(when=when)
            return gettext("“{subject}” leaves {when}.").format(subject=delivery.subject, when=when)
        if enrollment is None or enrollment.status != EnrollmentStatus.ACTIVE:
            return gettext("No message is planned.")
        return _of_sequence(self.contact, enrollment, next(iter(self.steps), None))


def _of_sequence(contact: Contact, enrollment: Enrollment, step: SequenceStep | None) -> str:
    if step is None or enrollment.next_at is None:
        return gettext("Nothing more comes from {sequence}.").format(sequence=enrollment.sequence)
    when = _when(contact, enrollment.next_at)
    sentence = gettext("Step {position} of {sequence}, “{template}”, {when}.").format(
        position=step.position, sequence=enrollment.sequence, template=step.template, when=when
    )
    if not enrollment.skip_reason:
        return sentence
    skipped = gettext("Last time nothing was sent: {reason}").format(reason=explain(enrollment.skip_reason))
    return f"{sentence} {skipped}"


def _when(contact: Contact, at: datetime) -> str:
    """The time on the reader's clock, with that of the contact beside it where we know it."""
    if at <= clock.now():
        return gettext("within seconds")
    return gettext("on {day}").format(day=on_both_clocks(at, contact.zone, COMING))
