"""What comes next for one contact, as a sentence for people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from crm.models import Contact
from outreach.choices import EnrollmentStatus
from outreach.models import Enrollment, SequenceStep
from outreach.reasons import explain
from quotahit import clock
from quotahit.workflow.outgoing import Fate


def next_act(contact: Contact) -> str:
    """The next planned message with its time on the contact's clock, or why there is none."""
    delivery = contact.deliveries.filter(status__in=[Fate.PLANNED, Fate.WAITING]).order_by("not_before").first()
    if delivery is not None and delivery.status == Fate.WAITING:
        return f"A message waits for a person: “{delivery.subject}”."
    if delivery is not None:
        return f"“{delivery.subject or 'A message'}” leaves {_when(contact, delivery.not_before)}."
    enrollment = contact.enrollments.filter(status=EnrollmentStatus.ACTIVE).select_related("sequence").first()
    return _of_sequence(contact, enrollment) if enrollment else "Nothing is planned."


def _of_sequence(contact: Contact, enrollment: Enrollment) -> str:
    steps = SequenceStep.objects.filter(sequence=enrollment.sequence_id, position=enrollment.position)
    step = steps.select_related("template").first()
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
