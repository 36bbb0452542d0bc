"""A sales floor: Acme with two reps, Bob at home in New York and Rita in Germany, and Dana as the lead."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agents.models import Offer
from agents.orchestrator.routing.route import route
from crm.models import Contact, Rep
from crm.organizations import set_up_organization
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User
from quotahit.workflow.approvals import expire, resolve
from quotahit.workflow.models import Approval
from quotahit.workflow.runs import advance

MIDDAY = datetime(2026, 11, 25, 15, tzinfo=UTC)  # a Wednesday: ten in New York, four in Berlin


@pytest.fixture
def midday():
    with clock.stopped(MIDDAY):
        yield MIDDAY


@pytest.fixture
def floor(acme: Organization, alice: User, midday: datetime) -> Organization:
    set_up_organization(acme)
    return acme


def member(organization: Organization, first_name: str, **traits: Any) -> Rep:
    """One more member who is a rep."""
    user = User.objects.create_user(f"{first_name.lower()}@acme.example", first_name=first_name, is_staff=True)
    Membership.objects.create(user=user, organization=organization, role=Role.REP)
    return Rep.objects.create(organization=organization, user=user, **traits)


@pytest.fixture
def bob_sells(floor: Organization, bob: User) -> Rep:
    near = {"territory": ["US-NY"], "expertise": ["Software"], "languages": ["en"], "zone": "America/New_York"}
    return Rep.objects.create(organization=floor, user=bob, **near)


@pytest.fixture
def rita(floor: Organization) -> Rep:
    return member(floor, "Rita", territory=["DE"], languages=["de", "en"], zone="Europe/Berlin")


def give_out(dana: Contact, key: str = "test") -> None:
    """Route the lead, and let the chains go as far as they can."""
    route(dana, actor="system:test", key=key, cause="by hand")
    work()


def work() -> None:
    while advance():
        pass


def the_offer() -> Offer:
    return Offer.objects.open().select_related("rep__user", "approval", "briefing", "contact").get()


def answer(offer: Offer, choice: str, by: User, remark: str = "") -> Approval:
    assert offer.approval
    settled = resolve(offer.approval, choice, actor=by, fingerprint=offer.approval.fingerprint, remark=remark)
    work()
    return settled


def let_expire() -> int:
    expired = expire()
    work()
    return expired
