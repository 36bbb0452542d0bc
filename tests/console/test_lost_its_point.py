"""What waits for a person's word is taken back, with the reason, once the conversation it belongs to is over."""

from collections.abc import Callable

import pytest
from django.db import transaction

from compliance.models import Suppression
from crm.choices import Lifecycle, StageKind
from crm.contacts import create_contact, update_contact
from crm.deals import create_deal, move_deal
from crm.models import Contact, Deal, Stage, Task
from crm.timeline import timeline
from outreach.choices import StopReason
from outreach.enrollments import stop_enrollments
from outreach.models import Delivery
from outreach.recipients import lock_contacts
from outreach.unsubscribe import unsubscribe_by_link
from quotahit.accounts.models import Organization, User
from quotahit.workflow import settling
from quotahit.workflow.approvals import request, resolve, withdraw_about
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.errors import ApprovalClosed
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate
from tests.beside import TWO_SESSIONS, answer_beside
from tests.console.loop import answer, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def erin(shop: Organization) -> Contact:
    return create_contact(
        shop,
        actor="import:1",
        first_name="Erin",
        title="VP Sales",
        country="US",
        state="NY",
        emails=["e@initech.example"],
    )


@pytest.fixture
def sent(erin: Contact) -> Delivery:
    """Erin was written to and is interested: an answer and a deal wait for Fay's word."""
    work()
    first = Delivery.objects.get(contact=erin)
    answer(first, "This looks great. Could we have a demo on Thursday?")
    assert {one.kind for one in Approval.objects.waiting()} == {"deal.open", "delivery"}
    return first


def open_deal(erin: Contact, founder: User) -> Deal:
    proposal = Approval.objects.get(kind="deal.open")
    resolve(proposal, "approve", actor=founder, fingerprint=proposal.fingerprint)
    return erin.deals.get()


def end(deal: Deal, kind: StageKind, founder: User) -> None:
    move_deal(deal, Stage.objects.get(pipeline=deal.stage.pipeline, kind=kind), actor=founder)
    work()


def drafted(erin: Contact, first: Delivery) -> Delivery:
    return Delivery.objects.filter(contact=erin).exclude(pk=first.pk).get()


def test_a_drafted_answer_does_not_outlive_its_deal(erin: Contact, sent: Delivery, founder: User) -> None:
    end(open_deal(erin, founder), StageKind.LOST, founder)
    draft, question = drafted(erin, sent), Approval.objects.get(kind="delivery")
    assert (draft.status, draft.reason) == (Fate.CANCELLED, "lost")
    assert question.status == ApprovalStatus.WITHDRAWN
    assert any(line.body.endswith("person's word: Deal lost") for line in timeline(erin))
    with pytest.raises(ApprovalClosed, match=r"Withdrawn already: Deal lost\."):
        resolve(question, "approve", actor=founder, fingerprint=question.fingerprint)


@pytest.mark.parametrize(
    "says_stop",
    [
        pytest.param(lambda first: answer(first, "Please take me off your list."), id="in words"),
        pytest.param(lambda first: unsubscribe_by_link(first, source="one_click"), id="by the link"),
    ],
)
def test_whoever_opts_out_is_not_asked_about_any_more(
    erin: Contact, sent: Delivery, says_stop: Callable[[Delivery], None]
) -> None:
    says_stop(sent)
    assert Suppression.objects.active().exists()
    assert drafted(erin, sent).reason == "unsubscribed"
    assert not Approval.objects.waiting().exists()
    assert set(Approval.objects.values_list("why", flat=True)) == {"Unsubscribed"}


def test_who_declines_in_the_end_gets_no_answer_to_what_they_asked_before(erin: Contact, sent: Delivery) -> None:
    answer(sent, "No thanks, we are not interested.")
    assert drafted(erin, sent).reason == "declined"
    assert not Approval.objects.waiting().exists()


def test_a_won_deal_leaves_the_answer_to_be_sent(erin: Contact, sent: Delivery, founder: User) -> None:
    end(open_deal(erin, founder), StageKind.WON, founder)
    assert drafted(erin, sent).status == Fate.WAITING
    erin.refresh_from_db()
    assert erin.lifecycle == Lifecycle.CUSTOMER
    assert Task.objects.filter(contact=erin, title__startswith="Welcome").exists()


def test_one_lost_deal_of_two_ends_no_conversation(erin: Contact, sent: Delivery, founder: User) -> None:
    lost = open_deal(erin, founder)
    create_deal(erin.organization, actor=founder, name="The other one", contact=erin)
    end(lost, StageKind.LOST, founder)
    erin.refresh_from_db()
    assert drafted(erin, sent).status == Fate.WAITING
    assert erin.lifecycle == Lifecycle.QUALIFIED
    assert Task.objects.filter(title__startswith="Why was").exists()


def test_a_customer_who_does_not_buy_again_is_a_customer_still(erin: Contact, sent: Delivery, founder: User) -> None:
    deal = open_deal(erin, founder)
    erin.refresh_from_db()
    update_contact(erin, actor=founder, lifecycle=Lifecycle.CUSTOMER)
    end(deal, StageKind.LOST, founder)
    erin.refresh_from_db()
    assert erin.lifecycle == Lifecycle.CUSTOMER


@TWO_SESSIONS
@pytest.mark.parametrize("kind", ["delivery", "deal.open"])
def test_an_answer_and_a_lost_deal_do_not_wait_for_each_other(
    kind: str, erin: Contact, sent: Delivery, founder: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Approval.objects.get(kind=kind)
    answer_beside(
        kind,
        lambda: resolve(asked, "approve", actor=founder, fingerprint=asked.fingerprint),
        lambda: stop_enrollments([erin.pk], StopReason.LOST, actor="system:test"),
        monkeypatch,
    )
    other = Approval.objects.exclude(pk=asked.pk).get()
    asked.refresh_from_db()
    assert (asked.status, other.status, other.why) == (ApprovalStatus.RESOLVED, ApprovalStatus.WITHDRAWN, "Deal lost")


@TWO_SESSIONS
def test_a_question_about_a_deal_is_answered_after_its_contact_is_locked(
    erin: Contact, sent: Delivery, founder: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    deal = create_deal(erin.organization, actor=founder, name="Big", contact=erin)
    title = "Give a discount?"
    asked = request(erin.organization, kind="test", title=title, content={}, actor="agent:test", subject=deal)
    monkeypatch.setitem(settling._resolvers, "test", lambda approval: lock_contacts([erin.pk]))

    def stop() -> None:
        with transaction.atomic():
            lock_contacts([erin.pk])
            withdraw_about("crm.deal", [deal.pk], actor="system:test")

    answer_beside(
        "test",
        lambda: resolve(asked, "approve", actor=founder, fingerprint=asked.fingerprint),
        stop,
        monkeypatch,
    )
    asked.refresh_from_db()
    assert asked.status == ApprovalStatus.RESOLVED
