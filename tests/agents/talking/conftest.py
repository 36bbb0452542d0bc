"""Acme, whose agents are free to write, and Dana, a warm lead to whom they have written once."""

from decimal import Decimal

import pytest

from agents.models import KnowledgeEntry
from crm.contacts import create_contact
from crm.models import Contact, SellerProfile
from crm.profiles import ensure_profile
from outreach.channels import OutgoingMessage, send
from outreach.mailboxes import set_up_sandbox
from outreach.models import Mailbox
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import set_autonomy
from quotahit.workflow.outgoing import Fate
from tests.agents.talking.world import HOSTING, PHONE, PRICE, PROFILE, scored
from tests.console.loop import work


@pytest.fixture
def mailbox(acme: Organization, alice: User) -> Mailbox:
    """Acme sells, its agents are free to write, and it has told them something."""
    ensure_profile(acme)
    SellerProfile.objects.filter(organization=acme).update(
        price_list=[PRICE.model_dump(mode="json")],
        currency="EUR",
        smallest_deal=Decimal(5000),
        description="We plan routes for delivery firms.",
    )
    KnowledgeEntry.objects.create(organization=acme, question="Where is our data stored?", answer=HOSTING)
    set_autonomy(acme, Autonomy.AUTONOMOUS, actor="system:test")
    return set_up_sandbox(acme, actor="system:test")


@pytest.fixture
def dana(acme: Organization, alice: User, mailbox: Mailbox) -> Contact:
    """A warm lead to whom we have written once."""
    ways = {"emails": ["dana@globex.example"], "phones": [PHONE], "linkedin": PROFILE}
    contact = create_contact(acme, actor=alice, first_name="Dana", last_name="Fox", country="US", state="NY", **ways)
    work()
    scored(contact, 55)
    body = "Hello Dana,\n\nmany firms plan their routes on paper. Is that a matter for you?"
    first = OutgoingMessage(contact.pk, mailbox, key="first", subject="Routes", body=body)
    assert send(first, actor="agent:outreach").status == Fate.SENT
    return contact
