"""The stage of a drill in real time: the seller, the other side, and the product's processes between them."""

import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.db.models import Q

from crm.models import Contact, Hold
from outreach import sandbox
from outreach.models import Delivery, Enrollment
from quotahit.console.drills import truth
from quotahit.console.drills.killing import Kill
from quotahit.console.drills.peers.log import PeerLog
from quotahit.console.drills.peers.people import People, people
from quotahit.console.drills.peers.postbox import postbox
from quotahit.console.drills.peers.provider import provider
from quotahit.console.drills.processes import Product, product
from quotahit.console.drills.reconciling import Reconciler
from quotahit.console.drills.world import World, build, hurry
from quotahit.workflow.outgoing import Fate

BACKLOG, LIST = 20, 10  # people in a sequence at a time, and on each list
ANSWER, SANDBOX_ANSWERS = 0.15, 2  # part of the mails that are answered, and how many in the sandbox each time


@dataclass(frozen=True)
class Stage:
    """All who take part, and all that is random."""

    world: World
    log: PeerLog
    crowd: People
    product: Product
    reconciler: Reconciler
    chance: random.Random
    closing: ExitStack  # what is to be undone at the end

    def feed(self) -> None:
        """Keep the product busy: a new list whenever few of the people on the last ones are still to be written to,
        answers, and the operator's word on messages of unknown fate."""
        self.reconciler.settle()
        for organization in (self.world.live, self.world.sandboxed):
            listed = len(self.world.listed.get(organization.pk, ()))
            over = Q(pk__in=Enrollment.objects.exclude(ended_at=None).values("contact"))
            away = Q(pk__in=Hold.objects.standing().exclude(contact=None).values("contact"))
            if listed - Contact.objects.for_organization(organization).filter(over | away).count() < BACKLOG:
                self.world.import_leads(organization, LIST)
        self._answer_in_the_sandbox()
        for mail in self.log.news():
            if self.chance.random() < ANSWER:
                self.crowd.answer(mail)

    def problems(self, kills: Sequence[Kill] | None) -> Iterator[str]:
        """Where the records and what happened differ; without `kills` other misfortunes explain what is unknown."""
        yield from truth.runs_not_over()
        yield from truth.left_in_progress()
        yield from truth.sent_twice(self.log)
        yield from truth.people_left_out(self.world)
        yield from truth.steps_missing()
        yield from truth.timeline_differs(self.log)
        yield from truth.unknown_untold(self.reconciler.seen)
        yield from truth.lost_in_the_sandbox()
        if kills is not None:
            yield from truth.unknown_without_cause(self.reconciler.seen, kills)
        yield from truth.answers_unheard(self.crowd.given)
        yield from truth.log_broken()
        yield from (f"the product refused an answer with {status}" for status in self.crowd.refused)

    def _answer_in_the_sandbox(self) -> None:
        sent = Delivery.objects.for_organization(self.world.sandboxed).filter(status=Fate.SENT)
        for delivery in sent.order_by("-pk")[:SANDBOX_ANSWERS]:
            sandbox.answer_as_prospect(delivery, self.chance.choice(sandbox.ready_answers()))


@contextmanager
def stage(seed: int) -> Iterator[Stage]:
    """Everything is in place, and no process of the product runs yet."""
    log, chance = PeerLog(), random.Random(seed)
    with provider(log) as there, postbox(log) as smtp_port, product() as ours:
        world = build(smtp_port, there.url)
        hurry()
        address = f"http://127.0.0.1:{ours.port}/hooks/email/resend/inbound/{world.resend.pk}/"
        with people(there, address, world.resend.address, chance) as crowd, ExitStack() as closing:
            yield Stage(world, log, crowd, ours, Reconciler(log, world), chance, closing)
