"""What must hold at every send, by a book of the drill's own: kept from what people did, not from our records."""

from bisect import bisect
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from outreach.choices import Purpose
from outreach.models import Delivery
from quotahit.events.models import Event
from quotahit.events.record import listens_to
from quotahit.workflow.outgoing import Fate

OPENS, CLOSES, SATURDAY = time(9), time(17), 5  # the starter sequences' hours


@dataclass
class Person:
    """What one person has said, and what a colleague of ours has said about them."""

    gone_for_good: str = ""  # why nothing may ever go out to them again
    deaf_enrollments: set[int] = field(default_factory=set)  # sequences that an answer has ended
    taken_over: bool = False
    back_on: date | None = None
    sender: int | None = None


@dataclass
class Ledger:
    """Hears of every message that is sent, once its transaction stands, and writes down what it must not have been.

    It looks at them when `look` is called, before anybody does anything else: what it asks the database itself must not
    be among the statements at which a process dies.
    """

    zone_of: dict[str, str]  # of each person's state
    people: dict[int, Person] = field(default_factory=lambda: defaultdict(Person))
    sends: int = 0
    faults: list[str] = field(default_factory=list)
    fresh: list[Delivery] = field(default_factory=list)  # sent since somebody last asked
    _steps: set[tuple[int, int]] = field(default_factory=set)
    _per_day: Counter[tuple[int, date]] = field(default_factory=Counter)
    _times: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _heard: list[int] = field(default_factory=list)

    def listen(self) -> None:
        """Be told of every send from now on."""
        listens_to("email.sent")(self._hear)

    def _hear(self, events: list[Event]) -> None:
        ids = [event.payload["delivery_id"] for event in events]
        transaction.on_commit(lambda: self._heard.extend(ids))

    def look(self) -> None:
        """Check what was sent since the last time."""
        if not self._heard:
            return
        rows = Delivery.objects.filter(pk__one_of=self._heard)
        rows = rows.select_related("mailbox__organization", "contact", "enrollment")
        self._heard = []
        for row in rows.order_by("pk"):
            self.sends += 1
            self.fresh.append(row)
            self.faults += [f"delivery {row.pk}: {fault}" for fault in self._faults(row)]

    def _faults(self, row: Delivery) -> list[str]:
        person, mailbox, at = self.people[row.contact_id], row.mailbox, row.settled_at
        if mailbox is None or at is None:
            return ["it was sent from nowhere, at no time"]
        found = []
        if row.status != Fate.SENT:
            found.append(f"it is told to be sent and is {row.status}")
        if person.gone_for_good:
            found.append(f"sent after {person.gone_for_good}")
        if person.taken_over:
            found.append("sent while a colleague has taken over")
        if person.back_on and self._local(row, at).date() < person.back_on:
            found.append(f"sent to somebody who is away until {person.back_on}")
        if row.enrollment_id in person.deaf_enrollments:
            found.append("sent by a sequence that was answered")
        if person.sender not in (None, mailbox.pk):
            found.append(f"sent by mailbox {mailbox.pk} after mailbox {person.sender}")
        person.sender = mailbox.pk
        return found + self._faults_of_time(row, mailbox.pk, at) + self._faults_of_step(row)

    def _faults_of_time(self, row: Delivery, mailbox_id: int, at: datetime) -> list[str]:
        mailbox = row.mailbox
        if mailbox is None or row.purpose == Purpose.REPLY:
            return []
        found, local = [], self._local(row, at)
        if local.weekday() >= SATURDAY or not OPENS <= local.time() < CLOSES:
            found.append(f"sent at {local:%A %H:%M} of the recipient's clock")
        day = mailbox_id, at.astimezone(ZoneInfo(mailbox.organization.zone)).date()
        self._per_day[day] += 1
        if self._per_day[day] > mailbox.daily_cap:
            found.append(f"sent as number {self._per_day[day]} of {mailbox.daily_cap} a day")
        if (nearest := self._distance(mailbox_id, at)) < timedelta(seconds=mailbox.spacing_seconds):
            found.append(f"sent {nearest} from another")
        return found

    def _distance(self, mailbox_id: int, at: datetime) -> timedelta:
        """To the nearest send of this mailbox. Not always the last: of what was unknown one learns later."""
        times = self._times[mailbox_id]
        place = bisect(times, at)
        around = times[max(place - 1, 0) : place + 1]
        times.insert(place, at)
        return min((abs(other - at) for other in around), default=timedelta.max)

    def _local(self, row: Delivery, at: datetime) -> datetime:
        """By the recipient's clock."""
        return at.astimezone(ZoneInfo(self.zone_of[row.contact.state]))

    def _faults_of_step(self, row: Delivery) -> list[str]:
        if row.step_id is None:
            return []
        step = row.contact_id, row.step_id
        if step in self._steps:
            return [f"step {row.step_id} was sent before"]
        self._steps.add(step)
        return []
