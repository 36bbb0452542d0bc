"""Mail through Resend's API as `emulate` stands in for it: a stateful server that nobody here wrote."""

from typing import Any

import httpx2
import pytest

from crm.models import Contact
from outreach.channels import dispatch, handing, plan, send
from outreach.channels.claiming import LEASE, claim, lease_due
from outreach.choices import Transport
from outreach.mailboxes import store_mailbox_secret
from outreach.models import Delivery, Mailbox
from quotahit import clock
from quotahit.workflow.outgoing import Fate
from tests.outreach.test_dispatch import AGENT, a_message
from tests.peers.conftest import Start

pytestmark = [pytest.mark.django_db, pytest.mark.peers]
KEY = "re_test_123"


@pytest.fixture(scope="session")
def address(start: Start) -> str:
    return start("emulate", "start", "--service", "resend")


@pytest.fixture
def mailbox(live: Mailbox, address: str) -> Mailbox:
    """Acme's mailbox, at Resend."""
    live.transport, live.provider = Transport.ANYMAIL, "resend"
    live.settings = {"api_url": f"{address}/", "dmarc_aligned": True}
    live.save()
    store_mailbox_secret(live, "api_key", KEY, actor="system:test")
    return live


def taken(address: str, delivery: Delivery) -> list[dict[str, Any]]:
    """The mails of this delivery that the provider has."""
    mails = httpx2.get(f"{address}/emails", headers={"Authorization": f"Bearer {KEY}"}).json()["data"]
    return [mail for mail in mails if mail["headers"].get("Message-ID") == delivery.message_id]


def test_a_mail_arrives_whole_under_the_id_that_the_provider_gives(
    mailbox: Mailbox, address: str, dana: Contact
) -> None:
    delivery = send(a_message(dana, mailbox), actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.SENT, "")
    (mail,) = taken(address, delivery)
    assert mail["id"] == delivery.provider_id
    assert mail["to"] == ["dana@globex.example"]
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Main Street" in mail["text"]
    assert "/o/" in mail["html"]


def test_what_was_handed_over_before_a_crash_is_handed_over_again_and_arrives_once(
    mailbox: Mailbox, address: str, dana: Contact
) -> None:
    plan([a_message(dana, mailbox)], actor=AGENT)
    (claimed,) = claim(lease_due(10)).to_send
    handed = handing.take(claimed)
    assert handed is not None
    handing.call(handed[1], handed[2])  # the provider has it, and the process dies
    with clock.stopped(clock.now() + 2 * LEASE):
        assert dispatch().sent == 1
    delivery = Delivery.objects.get(pk=claimed.pk)
    (mail,) = taken(address, delivery)
    assert mail["id"] == delivery.provider_id
