"""What interest leads to: a rep where there are reps, the payment link for who asks to buy, else a person."""

import pytest

from agents.choices import OfferState
from agents.models import AgentDecision, Offer
from agents.orchestrator.routing.candidates import load_reps
from crm.contacts import create_contact, update_contact
from crm.deals import create_deal
from crm.models import Contact, Rep, SellerProfile, Task
from outreach.models import Delivery
from quotahit import clock
from quotahit.accounts.models import Membership, Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.outgoing import Fate
from tests.console.loop import answer, work

pytestmark = pytest.mark.django_db(transaction=True)
INTERESTED = "This looks great. Could we have a demo on Thursday?"
BUYS = "This looks great. Please send me the contract, we are ready to sign."


@pytest.fixture
def founder() -> User:
    return User.objects.create_user("fay@founder.example", first_name="Fay")


@pytest.fixture
def shop(founder: User) -> Organization:
    return create_organization("Shop", owner=founder, country="US", zone="America/New_York")


@pytest.fixture
def erin(shop: Organization) -> Contact:
    lead = create_contact(
        shop,
        actor="import:1",
        first_name="Erin",
        last_name="Ek",
        title="VP Sales",
        country="US",
        state="NY",
        emails=["erin@initech.example"],
        company_name="Initech",
    )
    work()
    return lead


@pytest.fixture
def rita(shop: Organization) -> Rep:
    user = User.objects.create_user("rita@shop.example", first_name="Rita", is_staff=True)
    Membership.objects.create(user=user, organization=shop, role="rep")
    return Rep.objects.create(organization=shop, user=user, work_days=[1, 2, 3, 4, 5, 6, 7])


def says(erin: Contact, text: str) -> None:
    answer(Delivery.objects.filter(contact=erin)[0], text)
    erin.refresh_from_db()


def self_serve(shop: Organization) -> None:
    SellerProfile.objects.filter(organization=shop).update(may_self_serve=True, payment_link="https://pay.example/go")


def test_interest_is_offered_to_the_rep_and_still_drafted_and_proposed(erin, rita):
    says(erin, INTERESTED)
    offer = Offer.objects.get(contact=erin)
    assert (offer.rep, erin.owner, erin.lifecycle) == (rita, rita.user, "engaged")
    assert "Wants a next step." in offer.routing.reason
    assert offer.briefing.statements
    assert {one.kind for one in Approval.objects.waiting()} == {"deal.open", "delivery", "lead.offer"}
    assert not Task.objects.filter(contact=erin).exists()
    assert not Run.objects.filter(status="failed").exists()


def test_without_reps_a_person_gets_the_task_as_before(erin, founder):
    says(erin, INTERESTED)
    assert not Offer.objects.exists()
    assert Task.objects.get(contact=erin).assignee == founder


def test_a_lead_that_somebody_owns_stays_theirs(erin, rita, founder):
    update_contact(erin, actor=founder, owner=founder)
    says(erin, INTERESTED)
    assert not Offer.objects.exists()
    assert Task.objects.get(contact=erin).assignee == founder


def test_who_asks_to_buy_gets_the_payment_link_in_the_same_conversation_and_no_second_answer(erin, rita, shop):
    self_serve(shop)
    says(erin, BUYS)
    first, link = Delivery.objects.filter(contact=erin).order_by("pk")
    assert "https://pay.example/go" in link.body
    assert (link.status, link.thread_id) == (Fate.SENT, first.thread_id)
    assert AgentDecision.objects.get(kind="route").after == "self_service"
    assert not Offer.objects.exists()
    assert {one.kind for one in Approval.objects.waiting()} == {"deal.open"}


def test_the_link_waits_for_a_person_where_agents_may_not_write_alone(erin, rita, shop):
    self_serve(shop)
    shop.autonomy = "approve"
    shop.save()
    says(erin, BUYS)
    assert {one.kind for one in Approval.objects.waiting()} >= {"delivery"}
    link = Delivery.objects.filter(contact=erin).order_by("pk").last()
    assert (link.status, "https://pay.example/go" in link.body) == (Fate.WAITING, True)


def test_interest_alone_gets_no_payment_link(erin, rita, shop):
    self_serve(shop)
    says(erin, INTERESTED)
    assert Offer.objects.get().rep == rita
    assert not Delivery.objects.filter(body__contains="pay.example").exists()


def test_a_refusal_while_the_lead_is_before_a_rep_takes_it_back(erin, rita):
    says(erin, INTERESTED)
    says(erin, "No thanks, we are not interested after all.")
    assert Offer.objects.get().state == OfferState.WITHDRAWN
    assert erin.owner is None
    assert not Approval.objects.waiting().filter(kind="lead.offer").exists()


def test_open_work_is_what_a_rep_has_in_hand(erin, rita, shop, founder):
    assert load_reps(shop)[0].open == 0
    says(erin, INTERESTED)
    (busy,) = load_reps(shop)
    assert (busy.open, busy.last_given <= clock.now()) == (1, True)
    create_deal(shop, actor=founder, name="Initech", contact=erin, owner=rita.user)
    assert load_reps(shop)[0].open == 1  # the deal, and no more the contact beside it
