"""One look at enrolments whose time has come: which message is next for each, and what stands against it.

The tick acts on what it sees here, and the preview shows it: both ask the same questions in the same order.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from outreach.channels.clearing import Objection, clear
from outreach.channels.messages import Earlier, OutgoingMessage
from outreach.channels.parties import Parties, parties_of
from outreach.channels.planning import build
from outreach.models import Delivery, Enrollment, Mailbox, SequenceStep
from outreach.pace import too_early
from outreach.pacing import Calendar
from outreach.recipients import Recipient
from outreach.windows import ALWAYS, Window, window_of
from quotahit.workflow.outgoing import Fate

TICK = "system:tick"
SOON, LATER = timedelta(hours=1), timedelta(days=1)
ON_ITS_WAY = (Fate.WAITING, Fate.PLANNED, Fate.CLAIMED)


class Past(NamedTuple):
    """A delivery that an enrolment has had."""

    enrollment_id: int
    step_id: int
    status: str
    at: datetime  # its slot, or when it left
    thread_id: int | None
    subject: str
    message_id: str
    references: str

    @property
    def earlier(self) -> Earlier:
        return Earlier(self.thread_id, self.subject, self.message_id, self.references)


PAST_COLUMNS = tuple("not_before" if name == "at" else name for name in Past._fields)


@dataclass
class Look:
    """What was found for one enrolment: a message to send, or an objection, or (without a step) that it is over."""

    enrollment: Enrollment
    steps: Sequence[SequenceStep]
    step: SequenceStep | None = None
    delivery: Delivery | None = None
    against: Objection | None = None
    slot: datetime | None = None
    trend: str = ""  # of their engagement

    @property
    def next_step(self) -> SequenceStep | None:
        """The one after `step`."""
        return next((other for other in self.steps if self.step and other.position > self.step.position), None)

    @property
    def sequence_code(self) -> str:
        return self.steps[0].sequence.code if self.steps else ""


def look_at(
    enrollments: Sequence[Enrollment], recipients: dict[int, Recipient], *, at: datetime, record: bool
) -> tuple[list[Look], Parties]:
    """Look at each enrolment as of `at`. With `record` the gate's decisions are kept."""
    steps = steps_of({row.sequence_id for row in enrollments})
    past = past_of({row.pk for row in enrollments if row.pk})
    mailboxes = Mailbox.objects.in_bulk({row.mailbox_id for row in enrollments if row.mailbox_id})
    looks = []
    for row in enrollments:
        ours, had = steps.get(row.sequence_id, []), past.get(row.pk or 0, [])
        looks.append(look_for(row, ours, had, mailboxes, recipients[row.contact_id], at))
    parties = judge(looks, recipients, record=record)
    return looks, parties


def look_for(
    enrollment: Enrollment,
    steps: Sequence[SequenceStep],
    past: Sequence[Past],
    mailboxes: dict[int, Mailbox],
    recipient: Recipient,
    at: datetime,
) -> Look:
    """The next step of one enrolment and its unsaved delivery, before anybody is asked about it."""
    had = {row.step_id for row in past}
    step = next((step for step in steps if step.position >= enrollment.position and step.pk not in had), None)
    look = Look(enrollment, steps, step, trend=recipient.engagement_trend)
    if step is None:
        return look
    mailbox = mailboxes.get(enrollment.mailbox_id or 0)
    look.against = _own_objection(step, past, mailbox, look.trend, at)
    if look.against is None and mailbox is not None:
        message = OutgoingMessage(
            contact_id=enrollment.contact_id,
            mailbox=mailbox,
            key=f"enrollment:{enrollment.pk}:step:{step.pk}",
            template=step.template,
            follows=past[-1].earlier if past and step.same_thread else None,
            enrollment_id=enrollment.pk,
            step_id=step.pk,
        )
        look.delivery = build(message, recipient, TICK, at)
    return look


def judge(looks: Sequence[Look], recipients: dict[int, Recipient], *, record: bool) -> Parties:
    """Fill in each message and what stands against it."""
    open_ = [look for look in looks if look.delivery is not None]
    deliveries = [look.delivery for look in open_ if look.delivery is not None]
    parties = parties_of(deliveries, recipients=recipients)
    for look, against in zip(open_, clear(deliveries, parties, record=record), strict=True):
        look.against = against
    return parties


def book(look: Look, parties: Parties, calendars: dict[int, Calendar], earliest: datetime) -> None:
    """Give the message its slot, in the recipient's hours if the mailbox keeps them."""
    delivery, step = look.delivery, look.step
    if delivery is None or step is None or look.against is not None:
        return
    mailbox = parties.mailboxes[delivery.mailbox_id or 0]
    look.slot = calendars[mailbox.pk].book(earliest, _window(step, mailbox, parties, delivery))
    if look.slot is None:
        look.against = Objection("NO_SLOT")
    else:
        delivery.not_before = look.slot


def steps_of(sequence_ids: Collection[int]) -> dict[int, list[SequenceStep]]:
    """The steps of each sequence in order, with their templates."""
    steps: dict[int, list[SequenceStep]] = defaultdict(list)
    for step in SequenceStep.objects.filter(sequence__in=sequence_ids).select_related("template", "sequence"):
        steps[step.sequence_id].append(step)
    return steps


def past_of(enrollment_ids: Collection[int]) -> dict[int, list[Past]]:
    """What each enrolment has sent or planned before, oldest first."""
    past: dict[int, list[Past]] = defaultdict(list)
    deliveries = Delivery.objects.filter(enrollment__one_of=enrollment_ids).order_by("pk")
    for row in deliveries.values_list(*PAST_COLUMNS):
        past[row[0]].append(Past(*row))
    return past


def _own_objection(
    step: SequenceStep, past: Sequence[Past], mailbox: Mailbox | None, trend: str, at: datetime
) -> Objection | None:
    """What the sequence itself has against the next message."""
    if not step.sequence.is_active:
        return Objection("SEQUENCE_OFF")
    if mailbox is None:
        return Objection("MAILBOX_OFF")
    if not past:
        return None
    if past[-1].status == Fate.SENT:
        return too_early(step, trend, past[-1].at, at)
    if past[-1].status in ON_ITS_WAY:
        return Objection("PREVIOUS_NOT_SENT", look_again=at + SOON)
    return Objection("PREVIOUS_STUCK")


def _window(step: SequenceStep, mailbox: Mailbox, parties: Parties, delivery: Delivery) -> Window:
    if not mailbox.keeps_window:
        return ALWAYS
    return window_of(
        step.sequence, parties.recipients[delivery.contact_id], fallback=parties.organization(delivery).zone
    )
