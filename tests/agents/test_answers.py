"""An answer leaves by itself where agents may close alone and all it claims is approved; else a person is asked."""

from decimal import Decimal
from typing import Any

import pytest

from crm.models import Contact, SellerProfile
from crm.price_list import PriceLine
from crm.profiles import ensure_profile
from outreach.channels import OutgoingMessage, send
from outreach.mailboxes import set_up_sandbox
from outreach.models import Delivery
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import set_autonomy
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate
from tests.console.loop import answer
from tests.llm.server import ModelServer

pytestmark = pytest.mark.django_db(transaction=True)

PRICE = PriceLine(item="Team plan", price=Decimal(49), currency="USD", unit="user and month", floor=Decimal(39))
APPROVED = "Hello Dana,\n\nThank you for asking. Team plan: 49 USD per user and month\n\nBest regards"
INVENTED = "Hello Dana,\n\nTeam plan: 39 USD per user and month, with SOC 2.\n\nBest regards"


@pytest.fixture
def first_mail(acme: Organization, alice: User, dana: Contact) -> Delivery:
    """What Dana answers, from an organization whose agents are free."""
    ensure_profile(acme)
    profile = SellerProfile.objects.filter(organization=acme)
    profile.update(price_list=[PRICE.model_dump(mode="json")], may_close_alone=True)
    set_autonomy(acme, Autonomy.AUTONOMOUS, actor="system:test")
    mailbox = set_up_sandbox(acme, actor="system:test")
    first = OutgoingMessage(dana.pk, mailbox, key="first", subject="Your quotes", body="Hello Dana, shall we talk?")
    return send(first, actor="agent:outreach")


def drafting(model_server: ModelServer, body: str) -> None:
    """The model drafts this, and gives no answer that fits to anything else."""

    def obeys(question: dict[str, Any]) -> dict[str, str]:
        schema = question["response_format"]["json_schema"]["schema"]
        return {"body": body} if "body" in schema["properties"] else {}

    model_server.obeys = obeys


def drafted(first_mail: Delivery, text: str = "What does it cost?") -> Delivery:
    """What the product makes of Dana's question."""
    answer(first_mail, text)
    return Delivery.objects.exclude(pk=first_mail.pk).get()


def test_what_is_approved_leaves_by_itself(first_mail: Delivery, model_server: ModelServer) -> None:
    drafting(model_server, APPROVED)
    delivery = drafted(first_mail)
    assert (delivery.status, delivery.body) == (Fate.SENT, APPROVED)


def test_an_invented_claim_is_shown_to_a_person_with_what_to_look_at(
    first_mail: Delivery, model_server: ModelServer
) -> None:
    drafting(model_server, INVENTED)
    delivery = drafted(first_mail)
    assert delivery.status == Fate.WAITING
    assert "a number that neither your price list" in Approval.objects.get(kind="delivery").content["why"]


def test_without_autonomous_closing_every_answer_waits(first_mail: Delivery, model_server: ModelServer) -> None:
    SellerProfile.objects.update(may_close_alone=False)
    drafting(model_server, APPROVED)
    assert drafted(first_mail).status == Fate.WAITING
    assert "why" not in Approval.objects.get(kind="delivery").content


def test_without_a_model_what_only_a_person_knows_waits_for_one(first_mail: Delivery) -> None:
    delivery = drafted(first_mail, "Does it work with our bookkeeping?")
    assert delivery.status == Fate.WAITING
    assert "only a person can fill in" in Approval.objects.get(kind="delivery").content["why"]


def test_without_a_model_a_question_about_the_price_is_answered_from_the_list(first_mail: Delivery) -> None:
    delivery = drafted(first_mail)
    assert delivery.status == Fate.SENT
    assert PRICE.said in delivery.body
    assert "39" not in delivery.body


def test_without_a_model_the_same_is_not_said_twice(first_mail: Delivery) -> None:
    dana = Contact.objects.get(pk=first_mail.contact_id)
    answer(first_mail, "Sounds good, let us talk.")
    said = Delivery.objects.filter(contact=dana).latest("pk")
    assert (said.status, "Which two times" in said.body) == (Fate.SENT, True)
    answer(said, "Yes please, I am keen to see it.")
    again = Delivery.objects.filter(contact=dana).latest("pk")
    assert again.pk != said.pk
    assert again.status == Fate.WAITING
    assert "Which two times" not in again.body
    assert Approval.objects.waiting().filter(kind="deal.open").count() == 1
