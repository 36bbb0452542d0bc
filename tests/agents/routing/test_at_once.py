"""Several people and workers act on one lead at the same moment: one answer counts, and one rep is asked at a time."""

from collections.abc import Callable
from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from agents.models import Offer
from agents.orchestrator.routing.route import route
from crm.models import Contact
from quotahit import clock
from quotahit.accounts.models import User
from quotahit.workflow.approvals import expire, resolve
from quotahit.workflow.errors import ApprovalError
from quotahit.workflow.models import Approval
from quotahit.workflow.runs import advance
from tests.agents.routing.conftest import give_out, the_offer, work

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


@pytest.fixture
def midday() -> datetime:
    """No stopped clock: it would stand still in this thread alone."""
    return clock.now()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of the acts ended with, begun together."""
    start, ends = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            ends[number] = act()
        except ApprovalError as problem:
            ends[number] = problem
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


def answers(offer: Offer, choice: str, by: User) -> Callable[[], object]:
    assert offer.approval
    number, shown = offer.approval.pk, offer.approval.fingerprint
    return lambda: resolve(Approval.objects.get(pk=number), choice, actor=by, fingerprint=shown)


def test_of_many_answers_one_counts(dana, bob_sells, rita, bob, alice) -> None:
    give_out(dana)
    offer = the_offer()
    ends = at_once(
        answers(offer, "accept", bob), answers(offer, "pass", bob), answers(offer, "accept", alice), lambda: expire()
    )
    assert sum(isinstance(end, Approval) for end in ends) == 1
    work()
    offer.refresh_from_db()
    assert not offer.is_open
    following = Offer.objects.exclude(pk=offer.pk)
    assert following.count() == (0 if offer.state == "accepted" else 1)


def test_an_answer_and_the_end_of_the_time_are_one_end(dana, bob_sells, rita, bob) -> None:
    give_out(dana)
    offer = the_offer()
    Approval.objects.filter(offer=offer).update(expires_at=clock.now())
    at_once(answers(offer, "accept", bob), expire, expire)
    work()
    offer.refresh_from_db()
    assert offer.state == "expired"
    assert the_offer().rep == rita
    assert Offer.objects.count() == 2


def test_many_occasions_and_many_workers_ask_one_rep(dana, bob_sells, rita) -> None:
    def routes(number: int) -> Callable[[], object]:
        return lambda: route(
            Contact.objects.get(pk=dana.pk), actor="system:test", key=f"occasion:{number}", cause="by hand"
        )

    at_once(*(routes(number) for number in range(4)))
    at_once(*(advance for _ in range(4)))
    work()
    assert Offer.objects.open().count() == 1
    assert Approval.objects.waiting().filter(kind="lead.offer").count() == 1
