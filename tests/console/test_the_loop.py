"""The main job, end to end: a lead comes in, is scored, written to, answers, is understood and moved on."""

import pytest

from agents.models import AgentDecision
from crm.contacts import create_contact
from crm.models import Contact, Task
from outreach.channels import dispatch
from outreach.choices import EnrollmentStatus
from outreach.inbound.process import process_waiting
from outreach.models import Delivery, Enrollment, InboundMessage
from outreach.tick import tick
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.workflow.models import Run
from quotahit.workflow.outgoing import Fate
from quotahit.workflow.runs import advance

pytestmark = pytest.mark.django_db(transaction=True)


def work() -> None:
    """What worker and scheduler do, until nothing moves any more."""
    for _ in range(30):
        if not sum((advance(100), tick(100), dispatch(100).looked_at, process_waiting(100))):
            return
    raise AssertionError("The loop does not come to rest.")


@pytest.fixture
def founder() -> User:
    return User.objects.create_user("fay@founder.example", "correct horse battery", first_name="Fay")


@pytest.fixture
def shop(founder: User) -> Organization:
    """A new organization, as anybody gets it."""
    return create_organization("Shop", owner=founder, country="US", zone="America/New_York")


@pytest.fixture
def erin(shop: Organization) -> Contact:
    return create_contact(
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


def test_a_new_lead_is_scored_enrolled_and_written_to(shop, erin):
    work()
    erin.refresh_from_db()
    assert erin.fit is not None
    assert AgentDecision.objects.filter(contact=erin, rule="new-contact").exists()
    assert Enrollment.objects.get(contact=erin).status == EnrollmentStatus.ACTIVE
    assert Delivery.objects.get(contact=erin).status == Fate.SENT
    assert not Run.objects.filter(status="failed").exists()
