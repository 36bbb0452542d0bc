"""What outreach does by itself when something happens. Listeners write rows only, set-based."""

from django.db.models import Exists, OuterRef, Q

from compliance.choices import Bar
from compliance.suppressions import suppress
from crm.addresses import invalidate_email
from crm.choices import Channel, Trend
from crm.holds import release_hold
from crm.models import Task
from outreach.choices import EnrollmentStatus, StopReason
from outreach.enrollments import stop_enrollments
from outreach.inbound.alarms import KEY as NEEDS_PERSON
from outreach.inbound.alarms import standing
from outreach.inbound.bounce_status import action_for, status_of
from outreach.inbound.reading import BounceAction
from outreach.models import Delivery, Enrollment
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.outgoing import Fate

ACTOR = "system:dispatch"
TAKEN_OVER = "TAKEN_OVER"


@listens_to("organization.created")
def furnish(events: list[Event]) -> None:
    """A new organization gets its sequences and a sandbox mailbox."""
    for event in events:
        set_up_outreach(event.organization, actor="system:set_up")


@listens_to("contact.taken_over")
def rest(events: list[Event]) -> None:
    """While a person has taken over, the contact's sequence rests, and says so."""
    running = Enrollment.objects.filter(contact__in=_contacts(events), status=EnrollmentStatus.ACTIVE)
    running.update(status=EnrollmentStatus.PAUSED, skip_reason=TAKEN_OVER)


@listens_to("contact.handed_back")
def go_on(events: list[Event]) -> None:
    """What rested because of the take-over goes on; what a person paused stays paused."""
    resting = Enrollment.objects.filter(contact__in=_contacts(events), status=EnrollmentStatus.PAUSED)
    resting.filter(skip_reason=TAKEN_OVER).update(status=EnrollmentStatus.ACTIVE, skip_reason="")


@listens_to("hold.released")
def look_again(events: list[Event]) -> None:
    """What waited for the end of a hold need not wait for it any longer."""
    now = clock.now()
    held = Q(contact__in=_contacts(events)) | Q(
        organization__in=[row.organization_id for row in events if not row.subject_id]
    )
    active = Enrollment.objects.filter(held, status=EnrollmentStatus.ACTIVE, skip_reason__startswith="HELD")
    active.filter(next_at__gt=now).update(next_at=now)
    Delivery.objects.filter(held, status=Fate.PLANNED, reason="HELD", not_before__gt=now).update(not_before=now)


@listens_to("engagement.trend_changed")
def hurry(events: list[Event]) -> None:
    """Who has become hot is looked at now, for their next message comes sooner; a first message has its own time."""
    hot = [event.subject_id for event in events if event.payload["trend"] == Trend.HOT]
    begun = Exists(Delivery.objects.filter(enrollment=OuterRef("pk")))
    now = clock.now()
    if hot:
        active = Enrollment.objects.filter(begun, contact__in=hot, status=EnrollmentStatus.ACTIVE)
        active.filter(next_at__gt=now).update(next_at=now)


@listens_to("task.done")
def seen_to(events: list[Event]) -> None:
    """Whoever ticks off that somebody needs a person has seen to them."""
    ids = [event.payload["task_id"] for event in events]
    for task in Task.objects.filter(pk__in=ids, key__startswith=NEEDS_PERSON).select_related("contact"):
        for hold in standing(task.organization_id, [task.contact_id] if task.contact_id else []):
            if hold.key == task.key:
                release_hold(hold, by=ACTOR)


@listens_to("email.failed")
def end_refused(events: list[Event]) -> None:
    """An address that the recipient's server refused in so many words is as dead as one whose mail came back."""
    refused = [event.payload["delivery_id"] for event in events if event.payload.get("reason") == "RECIPIENT_REFUSED"]
    for delivery in Delivery.objects.filter(pk__in=refused).select_related("organization"):
        if action_for(status_of("", delivery.explanation)) == BounceAction.SUPPRESS:
            _end(delivery)


def _contacts(events: list[Event]) -> set[int | None]:
    return {event.subject_id for event in events}


def _end(delivery: Delivery) -> None:
    source = f"delivery:{delivery.pk}"
    suppress(delivery.organization, Channel.EMAIL, delivery.address, reason=Bar.HARD_BOUNCE, source=source, actor=ACTOR)
    invalidate_email(delivery.organization, delivery.address, actor=ACTOR)
    stop_enrollments([delivery.contact_id], StopReason.BOUNCED, actor=ACTOR)
