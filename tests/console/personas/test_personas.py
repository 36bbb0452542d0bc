"""Scripted prospects from the first mail to the end: each is understood, judged and routed as its script says."""

import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agents.models import AgentDecision
from compliance.models import Suppression
from crm.contacts import create_contact
from crm.models import Contact, Hold, Rep, SellerProfile, Task
from outreach.chat.widgets import save_widget
from outreach.models import ChatWidget, Delivery
from quotahit import clock
from quotahit.accounts.models import Membership, Organization, User
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.outgoing import Fate
from tests.chat_visitor import SITE, Visitor
from tests.console.loop import answer, work

pytestmark = pytest.mark.django_db(transaction=True)
A_WHILE = timedelta(days=45)  # by then a sequence is through


@dataclass(frozen=True)
class Persona:
    """Who writes, what, and what has to come of it."""

    name: str
    title: str
    company: str
    turns: list[str]
    expect: dict[str, Any] = field(default_factory=dict)


PERSONAS = [Persona(**line) for line in tomllib.loads((Path(__file__).parent / "personas.toml").read_text())["persona"]]
WHO_WRITE = [persona for persona in PERSONAS if persona.turns]  # a visitor who says nothing is nobody


@pytest.fixture
def floor(shop: Organization) -> Organization:
    """A seller of route planning who leaves interested people to a rep, and lets agents answer what is covered."""
    SellerProfile.objects.filter(organization=shop).update(
        product="Waybill plans delivery routes for fleets of five to two hundred vans.",
        smallest_deal=Decimal(5000),
        currency="USD",
        may_route_to_rep=True,
        may_close_alone=False,
    )
    user = User.objects.create_user("rita@shop.example", first_name="Rita", is_staff=True)
    Membership.objects.create(user=user, organization=shop, role="rep")
    Rep.objects.create(organization=shop, user=user, work_days=[1, 2, 3, 4, 5, 6, 7])
    return shop


def lead(floor: Organization, persona: Persona) -> Contact:
    first = persona.name.split()[0].title()
    contact = create_contact(
        floor,
        actor="import:1",
        first_name=first,
        last_name="Prospect",
        title=persona.title,
        country="US",
        state="NY",
        emails=[f"{first.lower()}@{persona.company.split()[0].lower()}.example"],
        company_name=persona.company,
    )
    work()
    return contact


def written_by_agents(contact: Contact) -> set[int]:
    """What left without anybody of ours having said so."""
    return set(Delivery.objects.filter(contact=contact, status=Fate.SENT).values_list("pk", flat=True))


@pytest.mark.parametrize("persona", PERSONAS, ids=[one.name for one in PERSONAS])
def test_a_prospect_ends_as_written(floor: Organization, persona: Persona) -> None:
    contact = lead(floor, persona)
    assert written_by_agents(contact), "somebody wrote to them"
    for turn in persona.turns:
        answer(Delivery.objects.filter(contact=contact, status=Fate.SENT).latest("pk"), turn)
    it_ends_as_written(contact, persona.expect)


@pytest.mark.parametrize("persona", WHO_WRITE, ids=[one.name for one in WHO_WRITE])
def test_a_visitor_of_the_website_ends_as_written(floor: Organization, persona: Persona) -> None:
    widget = save_widget(ChatWidget(organization=floor, name="Website", origins=[SITE]), actor="system:test")
    visitor = Visitor(widget).begin()
    for turn in persona.turns:
        visitor.say(turn)
        work()
    it_ends_as_written(visitor.contact, persona.expect)


def it_ends_as_written(contact: Contact, expect: dict[str, Any]) -> None:
    """A while later everything is as the script has it."""
    before = written_by_agents(contact)
    with clock.stopped(clock.now() + A_WHILE):
        work()
    contact.refresh_from_db()
    if "verdict" in expect:
        judged = contact.qualifications.order_by("-pk").first()
        assert (judged.verdict if judged else "") == expect["verdict"], judged and judged.reason
    routed = AgentDecision.objects.filter(contact=contact, kind="route").order_by("-pk").first()
    assert (routed.after if routed else "") == expect["way"]
    if "asked" in expect:
        assert is_asked(contact) == expect["asked"]
    if "suppressed" in expect:
        assert Suppression.objects.active().exists() == expect["suppressed"]
    if expect.get("agents_write") is False:
        assert written_by_agents(contact) == before
    if expect.get("reveals_nothing"):
        nothing_is_given_away(contact)
    assert not Run.objects.filter(status="failed").exists()


def is_asked(contact: Contact) -> bool:
    """Whether a person of ours is before them: by a task, a question, or a hold until one has looked."""
    return (
        Task.objects.filter(contact=contact, done_at=None).exists()
        or Approval.objects.waiting().exists()
        or Hold.objects.standing().filter(contact=contact).exists()
    )


def nothing_is_given_away(contact: Contact) -> None:
    """No discount, no address of somebody else, and no deal that a message made or moved."""
    said = " ".join(Delivery.objects.filter(contact=contact, status=Fate.SENT).values_list("body", flat=True))
    assert "95" not in said
    assert "discount" not in said.lower()
    assert not contact.deals.exists()
