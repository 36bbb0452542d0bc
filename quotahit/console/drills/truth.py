"""Comparing the product's records with what really happened: each function lists what does not fit, in words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Min, Q

from agents.models import AgentDecision
from crm.choices import Direction, HoldKind
from crm.models import Contact, ContactEmail, Hold, Import, Interaction, Notification
from outreach.choices import EnrollmentStatus, Transport
from outreach.models import Delivery, Enrollment, InboundMessage, SequenceStep
from quotahit.audit.verifying import verify
from quotahit.console.drills.killing import Kill
from quotahit.console.drills.peers.log import PeerLog
from quotahit.console.drills.peers.people import Answer
from quotahit.console.drills.world import World
from quotahit.events.models import Event, RawInbound
from quotahit.workflow.choices import ENDED, RunStatus
from quotahit.workflow.models import Approval, Run, Wait
from quotahit.workflow.outgoing import Fate

STOPPED = (Fate.CANCELLED, Fate.BLOCKED)
MANY = 10  # deaths while a key lives: nobody came to use it
AT_WORK = timedelta(minutes=2)  # how long before its death a process may have taken up what it died over


def runs_not_over() -> Iterator[str]:
    """Runs that have neither ended nor wait for anything that is there."""
    waited_for = Wait.objects.filter(closed_at=None).values("run")
    asked = Approval.objects.waiting().values("run")
    real = Q(status=RunStatus.WAITING, pk__in=waited_for) | Q(status=RunStatus.ASKING, pk__in=asked)
    for run in Run.objects.exclude(Q(status__in=ENDED) | Q(status=RunStatus.SLEEPING) | real):
        yield f"run {run.pk} of {run.chain} is {run.status} at {run.step_name}"
    for run in Run.objects.filter(status=RunStatus.FAILED):
        yield f"run {run.pk} of {run.chain} failed at {run.step_name}: {run.reason}"


def left_in_progress() -> Iterator[str]:
    """Rows that say somebody is at them."""
    yield from (f"delivery {row.pk} is claimed" for row in Delivery.objects.filter(status=Fate.CLAIMED))
    yield from (f"run {row.pk} is claimed" for row in Run.objects.exclude(claim=""))
    for raw in RawInbound.objects.exclude(status=RawInbound.Status.READ):
        yield f"inbound {raw.pk} is {raw.status}: {raw.error}"
    for job in Import.objects.exclude(status=Import.Status.DONE):
        yield f"import {job.pk} is {job.status}: {job.problem}"
    reading = Hold.objects.standing().filter(kind=HoldKind.READING)
    yield from (f"contact {hold.contact_id} is held for reading" for hold in reading)


def sent_twice(log: PeerLog) -> Iterator[str]:
    """Messages that a server took more than once, and steps that a person got more than once."""
    yield from (f"{message} was taken {count} times" for message, count in log.counts().items() if count > 1)
    steps = Delivery.objects.filter(status=Fate.SENT, step__isnull=False).values_list("enrollment", "step")
    yield from (f"step {key} was sent {count} times" for key, count in Counter(steps).items() if count > 1)


def people_left_out(world: World) -> Iterator[str]:
    """Who stood on a list and is not there, is there twice, or was neither enrolled nor left out for a reason."""
    for organization_id, addresses in world.listed.items():
        found = Counter(ContactEmail.objects.filter(organization=organization_id).values_list("address", flat=True))
        yield from (f"{address} is there {found[address]} times" for address in addresses if found[address] != 1)
    refused = AgentDecision.objects.filter(after="not started").values("contact")
    for contact in Contact.objects.exclude(enrollments__isnull=False).exclude(pk__in=refused):
        yield f"contact {contact.pk} was never enrolled, and nobody says why"


def steps_missing() -> Iterator[str]:
    """Enrolments that are not over, or are said to be finished and lack a step that should have been sent.

    A sequence is finished when its last message is planned. What then may still stop that one is its recipient's word
    and nothing else: the death of a process is no reason.
    """
    answered = _first_answers()
    steps: dict[int, set[int]] = defaultdict(set)
    for sequence_id, step_id in SequenceStep.objects.values_list("sequence", "pk"):
        steps[sequence_id].add(step_id)
    settled: dict[int, set[int]] = defaultdict(set)
    for one in Delivery.objects.filter(status__in=[Fate.SENT, *STOPPED], step__isnull=False):
        if one.status == Fate.SENT or _was_answered(one, answered):
            settled[one.enrollment_id or 0].add(one.step_id or 0)
    for row in Enrollment.objects.exclude(status=EnrollmentStatus.STOPPED):
        if row.status != EnrollmentStatus.FINISHED:
            yield f"enrolment {row.pk} is {row.status}: {row.skip_reason}"
        for step_id in steps[row.sequence_id] - settled[row.pk]:
            found = [f"{one.status} {one.reason}" for one in row.deliveries.filter(step=step_id)]
            yield f"enrolment {row.pk} is {row.status}, and its step {step_id} is {found or 'not there'}"


def timeline_differs(log: PeerLog) -> Iterator[str]:
    """Where the records and the servers' log tell two stories."""
    taken = log.counts()
    live = Delivery.objects.exclude(mailbox__transport=Transport.SANDBOX)
    ours = dict(live.filter(status=Fate.SENT).values_list("message_id", "pk"))
    yield from (f"delivery {ours[message]} is said to be sent and is not" for message in ours.keys() - taken)
    yield from (f"{message} was sent and is not recorded" for message in taken.keys() - ours.keys())
    lines = Interaction.objects.filter(direction=Direction.OUTBOUND, outcome="sent")
    in_timeline = Counter(lines.values_list("provider_id", flat=True))
    sent = Counter(Delivery.objects.filter(status=Fate.SENT).values_list("message_id", flat=True))
    yield from (f"{message}: {sent[message]} sent, {in_timeline[message]} in the timeline"
                for message in sent.keys() | in_timeline.keys() if sent[message] != in_timeline[message])  # fmt: skip
    told = Counter(Event.objects.filter(type="email.sent").values_list("payload__delivery_id", flat=True))
    yield from (f"delivery {pk} was told {count} times" for pk, count in told.items() if count > 1)


def unknown_without_cause(unknown: Sequence[Delivery], kills: Iterable[Kill]) -> Iterator[str]:
    """Messages of unknown fate that no kill explains, or that a key would have settled.

    A key settles by asking the provider again, which sends what it has not got. So it must not be used once the
    recipient has answered (`docs/decisions/0009-what-may-have-left-is-unknown.md`), be the sequence stopped by that or
    finished before; nor after its time, which can run out unused only while one process after another dies.
    """
    answered = _first_answers()
    deaths = [kill.at for kill in kills]
    for delivery in unknown:
        handed = delivery.handed_at
        died = sum(handed <= death <= delivery.settled_at for death in deaths) if handed and delivery.settled_at else 0
        if _knows_keys(delivery) and not _was_answered(delivery, answered) and died < MANY:
            yield f"delivery {delivery.pk} is unknown ({delivery.reason}), although its provider knows keys"
        if handed is None or not any(handed <= death <= handed + AT_WORK for death in deaths):
            yield f"delivery {delivery.pk} is unknown, and nobody died over it"


def _knows_keys(delivery: Delivery) -> bool:
    return delivery.mailbox is not None and delivery.mailbox.transport == Transport.ANYMAIL


def _first_answers() -> dict[int, datetime]:
    """When each contact first wrote to us: from then on they are held until it is read, which may be much later."""
    return dict(Hold.objects.filter(kind=HoldKind.READING).values_list("contact").annotate(first=Min("created_at")))


def _was_answered(delivery: Delivery, answered: dict[int, datetime]) -> bool:
    """Whether its recipient had written to us before its fate was written down."""
    first = answered.get(delivery.contact_id)
    return first is not None and delivery.settled_at is not None and first <= delivery.settled_at


def unknown_untold(unknown: Sequence[Delivery]) -> Iterator[str]:
    """Messages of unknown fate that say nothing about what to do, or that nobody was told of."""
    for delivery in unknown:
        told = Notification.objects.filter(key__startswith=f"delivery_unknown:{delivery.pk}:")
        if "send it again" not in delivery.explanation or not told.exists():
            yield f"delivery {delivery.pk} is unknown, and nobody is told what to do"


def lost_in_the_sandbox() -> Iterator[str]:
    """Messages of unknown fate where sending is a line in our own database."""
    lost = Delivery.objects.filter(status=Fate.UNKNOWN, mailbox__transport=Transport.SANDBOX)
    yield from (f"delivery {row.pk} is unknown, in the sandbox" for row in lost)


def answers_unheard(answers: Sequence[Answer]) -> Iterator[str]:
    """What people wrote and was not read once."""
    read = Counter(InboundMessage.objects.values_list("message_id", flat=True))
    for answer in answers:
        if (count := read[f"<{answer.id}@people.example>"]) != 1:
            yield f"answer {answer.id} was read {count} times"
    suppressed = {answer.sender for answer in answers if answer.kind == "unsubscribe"}
    going_on = Enrollment.objects.filter(status=EnrollmentStatus.ACTIVE, contact__emails__address__in=suppressed)
    yield from (f"enrolment {row.pk} goes on after an opt-out" for row in going_on)


def log_broken() -> Iterator[str]:
    """Faults of the audit log."""
    yield from (f"audit entry {fault.entry_id}: {fault.why}" for fault in verify().faults)
