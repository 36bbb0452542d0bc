"""Comparing the product's records with what really happened: each function lists what does not fit, in words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from django.db.models import Q

from agents.models import AgentDecision
from crm.choices import Direction, HoldKind
from crm.models import Contact, ContactEmail, Hold, Import, Interaction, Notification
from outreach.channels.registry import may_repeat
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

    A sequence is finished when its last message is planned; an answer or an opt-out may still stop that one.
    """
    steps: dict[int, set[int]] = defaultdict(set)
    for sequence_id, step_id in SequenceStep.objects.values_list("sequence", "pk"):
        steps[sequence_id].add(step_id)
    settled: dict[int, set[int]] = defaultdict(set)
    deliveries = Delivery.objects.filter(Q(status=Fate.SENT) | Q(status__in=STOPPED) & ~Q(reason=""))
    for enrollment_id, step_id in deliveries.values_list("enrollment", "step"):
        settled[enrollment_id].add(step_id)
    for row in Enrollment.objects.exclude(status=EnrollmentStatus.STOPPED):
        if row.status != EnrollmentStatus.FINISHED:
            yield f"enrolment {row.pk} is {row.status}: {row.skip_reason}"
        for step_id in steps[row.sequence_id] - settled[row.pk]:
            found = [str(one.status) for one in row.deliveries.filter(step=step_id)]
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
    """Messages of unknown fate that no kill explains, or that a key would have settled."""
    deaths = [kill.at for kill in kills]
    for delivery in unknown:
        handed = delivery.handed_at
        if _could_have_been_asked(delivery):
            yield f"delivery {delivery.pk} is unknown ({delivery.reason}), although its provider knows keys"
        if handed is None or not any(handed <= death <= handed + AT_WORK for death in deaths):
            yield f"delivery {delivery.pk} is unknown, and nobody died over it"


def _could_have_been_asked(delivery: Delivery) -> bool:
    """Whether its provider knows keys, still knew this one, and nobody had stopped the message by an answer or else."""
    mailbox, enrollment, settled = delivery.mailbox, delivery.enrollment, delivery.settled_at
    if mailbox is None or settled is None or mailbox.transport != Transport.ANYMAIL:
        return False
    was_stopped = enrollment is None or enrollment.status == EnrollmentStatus.STOPPED
    was_answered = InboundMessage.objects.filter(contact=delivery.contact_id).exists()
    return may_repeat(delivery, mailbox, settled) and not was_stopped and not was_answered


def unknown_untold(unknown: Sequence[Delivery]) -> Iterator[str]:
    """Messages of unknown fate that say nothing about what to do, or that nobody was told of."""
    for delivery in unknown:
        told = Notification.objects.filter(key__startswith=f"delivery_unknown:{delivery.pk}:")
        if "send it again" not in delivery.explanation or not told.exists():
            yield f"delivery {delivery.pk} is unknown, and nobody is told what to do"


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
