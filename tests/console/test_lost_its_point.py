"""What waits for a person's word is taken back, with the reason, once the conversation it belongs to is over."""

from collections.abc import Callable

import pytest

from compliance.models import Suppression
from crm.choices import Lifecycle, StageKind
from crm.contacts import create_contact, update_contact
from crm.deals import create_deal, move_deal
from crm.models import Contact, Deal, Stage, Task
from crm.timeline import timeline
from outreach.models import Delivery
from outreach.unsubscribe import unsubscribe_by_link
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.workflow.approvals import resolve
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.errors import ApprovalClosed
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate
from tests.console.loop import answer, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def founder() -> User:
    return User.objects.create_user("fay@founder.example", "correct horse battery", first_name="Fay")


@pytest.fixture
def shop(founder: User) -> Organization:
    return create_organization("Shop", owner=founder, country="US", zone="America/New_York")


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
