"""Letting the product come to rest: waiting while it works, and skipping its clock where it waits for a later hour."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from crm.models import Import
from outreach.choices import EnrollmentStatus
from outreach.models import Delivery, Enrollment
from quotahit import clock
from quotahit.audit.models import Unsealed
from quotahit.console.drills.stage import Stage
from quotahit.events.models import RawInbound
from quotahit.workflow.models import Run
from quotahit.workflow.outgoing import Fate

OUTAGE = timedelta(minutes=70)  # longer than any lease, and than a sequence waits for the message before
LOOK = 0.05  # seconds between two looks
PATIENCE = 60.0  # seconds in which something has to move
SHORTEST, FARTHEST = timedelta(minutes=15), timedelta(days=1)  # skipped at once
LONGEST = timedelta(days=120)  # of the product's clock: by then the longest sequence is over
# All that the product still has to do, with the field that says when.
WORK: dict[str, tuple[QuerySet, str]] = {
    "enrolments": (Enrollment.objects.filter(status=EnrollmentStatus.ACTIVE), "next_at"),
    "deliveries": (Delivery.objects.filter(status=Fate.PLANNED), "not_before"),
    "runs": (Run.objects.awake(), "wake_at"),
    "inbound": (RawInbound.objects.filter(status=RawInbound.Status.WAITING), "received_at"),
    "imports": (Import.objects.filter(status__in=[Import.Status.WAITING, Import.Status.RUNNING]), "created_at"),
}
CLAIMED = Delivery.objects.filter(status=Fate.CLAIMED)


def settle(on: Stage, say: Callable[[str], None]) -> Iterator[str]:
    """Start what is down, let everything come to rest and stop it; yields what does not."""
    on.product.start()
    on.product.until_up()
    until = time.monotonic() + PATIENCE
    while not on.crowd.all_delivered and time.monotonic() < until:
        time.sleep(LOOK)
    if open_work := come_to_rest(on.reconciler.settle):
        say(f"It does not come to rest. What the processes say:\n{on.product.last_words()}")
        yield f"not at rest: {open_work}"
    if not on.crowd.all_delivered:
        yield "the product does not take every answer"
    on.product.stop()


def let_time_pass(seconds: float) -> None:
    """Skip an hour once no worker holds anything, should that be so within these seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not _is_held():
            return clock.skip(OUTAGE)
        time.sleep(LOOK)


def come_to_rest(meanwhile: Callable[[], object]) -> str:
    """Wait until nothing is left to do; returns "" or what is still open when nothing has moved for too long.

    `meanwhile` is called at every look. The clock is skipped only while no worker holds anything: nobody's lease runs
    out under their hands. It is skipped the farther the longer nothing has moved, for a person's hold is asked about
    every minute and may last for days.
    """
    began, moved, stood, stride = clock.now(), time.monotonic(), _open_work(), SHORTEST
    while time.monotonic() - moved < PATIENCE and clock.now() - began < LONGEST:
        meanwhile()
        next_at, now = next_work_at(), clock.now()
        if next_at is None and not _is_held() and not Unsealed.objects.exists():
            return ""
        if next_at is not None and next_at > now and not _is_held():
            clock.skip(max(next_at - now, stride))
            stride = min(2 * stride, FARTHEST)
        else:
            time.sleep(LOOK)
        if stood != (stood := _open_work()):
            moved, stride = time.monotonic(), SHORTEST
    return stood or "entries without a seal"


def _open_work() -> str:
    counts = {name: rows.all().count() for name, (rows, _) in WORK.items()} | {"claimed": CLAIMED.all().count()}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def next_work_at() -> datetime | None:
    """When the next piece of work is due: now or earlier means that a worker is wanted."""
    times = []
    for rows, due in WORK.values():
        free = Greatest(F(due), Coalesce(F("claimed_until"), F(due))) if _is_leased(rows) else F(due)
        times.append(rows.all().aggregate(at=Min(free))["at"])
    return min((at for at in times if at is not None), default=None)


def _is_held() -> bool:
    """Whether a worker holds something just now. What failed to be read waits under a lease too: nobody holds that."""
    now = clock.now()
    held = Q(claimed_until__gt=now)
    return CLAIMED.all().exists() or any(
        rows.all().filter(held).exclude(**({"attempts__gt": 0} if name == "inbound" else {"pk": None})).exists()
        for name, (rows, _) in WORK.items()
        if _is_leased(rows)
    )


def _is_leased(rows: QuerySet) -> bool:
    """Whether a worker takes these under a lease; enrolments are taken for one transaction."""
    return any(field.name == "claimed_until" for field in rows.model._meta.get_fields())
