"""Who would get what and when, and who would be skipped and why: the tick played through without writing anything.

It looks with the tick's own eyes and books in the same calendars, so it says what the tick will do, as long as nobody
answers, holds or edits in between. For each contact it ends with the first message that may not go.
"""

import heapq
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from crm.models import Contact
from outreach.channels.parties import Parties
from outreach.choices import EnrollmentStatus
from outreach.eligibility import reasons_against, senders_for
from outreach.looks import Look, Past, book, judge, look_for, past_of, steps_of
from outreach.models import Enrollment, Mailbox, Sequence, SequenceStep
from outreach.pace import delay, planned
from outreach.pacing import open_calendars
from outreach.recipients import Recipient, load_recipients
from quotahit import clock
from quotahit.workflow.outgoing import Fate

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class PlannedLine:
    """One message of the preview, or the reason code why there is none."""

    contact: Contact | None  # None for an id that is no contact of this organization
    step: SequenceStep | None = None
    at: datetime | None = None
    mailbox: Mailbox | None = None
    skip_reason: str = ""
    subject: str = ""
    body: str = ""


@dataclass
class Course:
    """What one contact would go through."""

    enrollment: Enrollment
    past: list[Past]
    looks: list[Look] = field(default_factory=list)


def preview_sequence(
    sequence: Sequence,
    contact_ids: Collection[int],
    *,
    actor: object = "agent:outreach",
    mailbox: Mailbox | None = None,
) -> list[PlannedLine]:
    """Lines in the order of their time, the skipped last. Contacts already in the sequence go on where they are."""
    now = clock.now()
    recipients = {
        pk: found
        for pk, found in load_recipients(contact_ids).items()
        if found.organization_id == sequence.organization_id
    }
    contacts = Contact.objects.in_bulk(list(recipients))
    steps = steps_of([sequence.pk]).get(sequence.pk, [])
    if not steps:
        return [PlannedLine(contacts.get(pk), skip_reason="NO_STEPS") for pk in contact_ids]
    running = _running(sequence, recipients)
    fresh = {pk: found for pk, found in recipients.items() if pk not in running}
    skipped = {pk: "NOT_FOUND" for pk in contact_ids if pk not in recipients}
    skipped |= reasons_against(sequence.organization, fresh, sequence, actor, replace=False)
    senders = senders_for(sequence.organization, [found for pk, found in fresh.items() if pk not in skipped], mailbox)
    begun = [_begin(sequence, steps[0], pk, sender, now) for pk, sender in senders.items() if sender]
    skipped |= {pk: "NO_MAILBOX" for pk, sender in senders.items() if sender is None}
    courses = _play([*running.values(), *begun], steps, recipients, now)
    lines = [_line(look, contacts) for course in courses for look in course.looks if look.delivery or look.against]
    lines.sort(key=lambda line: (line.at is None, line.at or now))
    return lines + [PlannedLine(contacts.get(pk), skip_reason=reason) for pk, reason in sorted(skipped.items())]


def _running(sequence: Sequence, recipients: dict[int, Recipient]) -> dict[int, Enrollment]:
    active = Enrollment.objects.filter(sequence=sequence, contact__in=recipients, status=EnrollmentStatus.ACTIVE)
    return {row.contact_id: row for row in active.order_by("next_at", "pk")}


def _begin(sequence: Sequence, first: SequenceStep, contact_id: int, sender: Mailbox, now: datetime) -> Enrollment:
    return Enrollment(
        organization_id=sequence.organization_id,
        contact_id=contact_id,
        sequence=sequence,
        mailbox=sender,
        position=first.position,
        next_at=now + planned(first),
    )


def _play(
    enrollments: Iterable[Enrollment], steps: list[SequenceStep], recipients: dict[int, Recipient], now: datetime
) -> list[Course]:
    """Look ahead message by message, all contacts at once, then put everything into the calendars by time."""
    rows = list(enrollments)
    past = past_of([row.pk for row in rows if row.pk])
    mailboxes = Mailbox.objects.in_bulk({row.mailbox_id for row in rows if row.mailbox_id})
    courses = [Course(row, list(past.get(row.pk or 0, []))) for row in rows]
    open_, everybody = courses, None
    while open_:
        looks = [
            look_for(
                course.enrollment,
                steps,
                course.past,
                mailboxes,
                recipients[course.enrollment.contact_id],
                max(course.enrollment.next_at or now, now),
            )
            for course in open_
        ]
        parties = judge(looks, recipients, record=False)
        everybody = everybody or parties
        open_ = [course for course, look in zip(open_, looks, strict=True) if _advance(course, look)]
    if everybody is not None:
        _book_all(courses, everybody, now)
    return courses


def _advance(course: Course, look: Look) -> bool:
    """Take in one look; True while another message follows it."""
    course.looks.append(look)
    if look.delivery is None or look.against is not None or look.step is None or look.next_step is None:
        return False
    delivery = look.delivery
    course.past.append(
        Past(0, look.step.pk, Fate.SENT, LONG_AGO, None, delivery.subject, delivery.message_id, delivery.references)
    )
    course.enrollment.position = look.next_step.position
    return True


def _book_all(courses: list[Course], parties: Parties, now: datetime) -> None:
    """Book in the order in which the tick would come to them."""
    zones = {pk: organization.zone for pk, organization in parties.organizations.items()}
    calendars = open_calendars(parties.mailboxes.values(), zones, lock=False)
    due = [(max(course.enrollment.next_at or now, now), order, 0) for order, course in enumerate(courses)]
    heapq.heapify(due)
    while due:
        at, order, index = heapq.heappop(due)
        look = courses[order].looks[index]
        book(look, parties, calendars, at)
        if look.slot and index + 1 < len(courses[order].looks):
            following = courses[order].looks[index + 1]
            heapq.heappush(due, (look.slot + delay(following.step or look.steps[0], look.trend), order, index + 1))


def _line(look: Look, contacts: dict[int, Contact]) -> PlannedLine:
    delivery, against = look.delivery, look.against
    return PlannedLine(
        contact=contacts[look.enrollment.contact_id],
        step=look.step,
        at=look.slot or (against.look_again if against else None),
        mailbox=look.enrollment.mailbox,
        skip_reason=f"{against.reason} {against.detail}".strip() if against else "",
        subject=delivery.subject if delivery else "",
        body=delivery.body if delivery else "",
    )
