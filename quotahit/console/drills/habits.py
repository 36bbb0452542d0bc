"""What people do with the mail that they get, and what our own people do about it: drawn by chance, at a later hour."""

import heapq
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm.choices import ReplyClass
from crm.holds import hand_back, take_over
from outreach import sandbox
from outreach.models import Delivery, Enrollment
from quotahit import clock
from quotahit.accounts.models import User
from quotahit.console.drills.ledger import Ledger

# Of a hundred mails so many lead to this; the rest lies unanswered.
HABITS = {
    "interested": 2, "question": 2, "objection": 1, "refusal": 2, "opt_out": 3, "one_click": 2, "out_of_office": 4,
    "bounce": 2, "soft_bounce": 1, "complaint": 1, "take_over": 2,
}  # fmt: skip
SOONEST, LATEST = timedelta(minutes=2), timedelta(days=3)
DAYS_AWAY, DAYS_TAKEN_OVER = (2, 12), (1, 6)
LABELS = {
    "interested": ReplyClass.INTERESTED,
    "question": ReplyClass.QUESTION,
    "objection": ReplyClass.OBJECTION,
    "refusal": ReplyClass.NOT_INTERESTED,
    "opt_out": ReplyClass.UNSUBSCRIBE,
}


@dataclass(order=True)
class Intent:
    """An act that somebody will do."""

    at: datetime
    number: int
    kind: str = field(compare=False)
    delivery: Delivery = field(compare=False)


class Habits:
    """Draws what follows each mail, and does it when its hour has come; the ledger learns of it at that moment."""

    def __init__(self, ledger: Ledger, colleague: User, chance: random.Random) -> None:
        self._ledger, self._colleague, self._chance = ledger, colleague, chance
        self._intents: list[Intent] = []
        self.done: Counter[str] = Counter()

    @property
    def next_at(self) -> datetime | None:
        return self._intents[0].at if self._intents else None

    def react(self) -> None:
        """Draw what follows the mails that were sent since the last time."""
        for delivery in self._ledger.fresh:
            kinds = [*HABITS, ""]
            kind = self._chance.choices(kinds, [*HABITS.values(), 100 - sum(HABITS.values())])[0]
            if kind:
                self._intend(kind, delivery, self._chance.uniform(SOONEST / LATEST, 1) * LATEST)
        self._ledger.fresh.clear()

    def act(self, at_risk: Callable[[Callable[[], object]], bool], look: Callable[[], None]) -> None:
        """Do all that is due now; who dies over it does it again. `look` is called after each act, before it counts."""
        now = clock.now()
        while self._intents and self._intents[0].at <= now:
            intent = heapq.heappop(self._intents)
            while not at_risk(lambda intent=intent: self._do(intent.kind, intent.delivery)):  # type: ignore[misc]
                continue
            look()
            self.done[intent.kind] += 1
            self._note(intent.kind, intent.delivery)

    def _intend(self, kind: str, delivery: Delivery, after: timedelta) -> None:
        heapq.heappush(self._intents, Intent(clock.now() + after, delivery.pk, kind, delivery))

    def _do(self, kind: str, delivery: Delivery) -> None:
        if kind in LABELS:
            sandbox.answer_as_prospect(delivery, sandbox.ready_answer(LABELS[kind]))
        elif kind == "one_click":
            sandbox.unsubscribe(delivery)
        elif kind == "out_of_office":
            sandbox.out_of_office(delivery, clock.now().date() + timedelta(days=self._days(delivery)))
        elif kind in ("bounce", "soft_bounce"):
            sandbox.bounce_back(delivery, "5.1.1" if kind == "bounce" else "4.4.1")
        elif kind == "complaint":
            sandbox.complain(delivery)
        elif kind == "take_over":
            take_over(delivery.contact, by=self._colleague)
        elif kind == "hand_back":
            hand_back(delivery.contact, by=self._colleague)

    def _note(self, kind: str, delivery: Delivery) -> None:
        """What the ledger is to know from now on."""
        person = self._ledger.people[delivery.contact_id]
        if kind in ("opt_out", "one_click", "bounce", "complaint", "refusal"):
            person.gone_for_good = person.gone_for_good or f"{kind} at {clock.now()}"
        elif kind in LABELS:
            running = Enrollment.objects.filter(contact=delivery.contact_id, enrolled_at__lte=clock.now())
            person.deaf_enrollments |= set(running.values_list("pk", flat=True))
        elif kind == "out_of_office":
            back = clock.now().date() + timedelta(days=self._days(delivery))
            person.back_on = max(person.back_on or back, back)
        elif kind == "take_over" and not person.taken_over:
            person.taken_over = True
            self._intend("hand_back", delivery, timedelta(days=self._chance.randint(*DAYS_TAKEN_OVER)))
        elif kind == "hand_back":
            person.taken_over = False

    def _days(self, delivery: Delivery) -> int:
        """How long this person will be away: the same at every asking."""
        shortest, longest = DAYS_AWAY
        return shortest + delivery.pk % (longest - shortest + 1)
