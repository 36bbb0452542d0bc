"""What the agents began about a contact goes on about the one that it was merged into."""

import pytest

from agents.orchestrator.facts import situations
from crm.contacts import create_contact
from crm.merging.merge import merge_contacts
from crm.models import Contact, Deal
from outreach.models import Enrollment
from outreach.starter import set_up_outreach
from quotahit.accounts.models import Organization, User
from quotahit.events.models import Event
from quotahit.workflow.approvals import request, resolve
from quotahit.workflow.models import Run
from tests.console.loop import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(acme: Organization, bob: User) -> tuple[Contact, Contact]:
    mine, theirs = (create_contact(acme, actor=bob, first_name="Dana", last_name=name) for name in ("Diaz", "Dias"))
    return mine, theirs


def test_an_event_of_the_former_contact_is_about_the_one_that_stays(pair, bob) -> None:
    mine, theirs = pair
    merge_contacts(mine, theirs, actor=bob)
    event = Event.objects.get(type="contact.created", subject_id=theirs.pk)
    assert situations([event])[0].contact == mine


def test_a_proposal_opens_its_deal_with_the_one_that_stays(acme, pair, alice, bob) -> None:
    mine, theirs = pair
    content = {"contact_id": theirs.pk, "name": "Deal"}
    asked = request(acme, kind="deal.open", title="Open?", content=content, actor="agent:x", subject=theirs)
    merge_contacts(mine, theirs, actor=bob)
    asked.refresh_from_db()
    resolve(asked, "approve", actor=alice, fingerprint=asked.fingerprint)
    assert Deal.objects.get().contact == mine


def test_runs_of_both_come_to_their_end(acme, pair, bob) -> None:
    set_up_outreach(acme, actor="system:test")
    mine, theirs = pair
    merge_contacts(mine, theirs, actor=bob)
    work()
    assert not Run.objects.open().exists()
    assert not Run.objects.filter(status="failed").exists()
    assert not Enrollment.objects.exclude(contact=mine).exists()
