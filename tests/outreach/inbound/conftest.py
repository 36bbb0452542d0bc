"""A mail that Acme sent to Dana, and a mailbox behind a real IMAP server."""

import pytest

from crm.models import Contact
from outreach.channels import OutgoingMessage, send
from outreach.choices import Transport
from outreach.mailboxes import store_mailbox_secret
from outreach.models import Delivery, Mailbox
from quotahit.accounts.models import Organization
from quotahit.workflow.outgoing import Fate
from tests.outreach.dovecot import PASSWORD, USER, Dovecot, dovecot

__all__ = ["dovecot"]


@pytest.fixture
def mail_to_dana(sandbox: Mailbox, dana: Contact) -> Delivery:
    """Sent from the sandbox, in a conversation of its own."""
    message = OutgoingMessage(dana.pk, sandbox, key="first", subject="Your quotes", body="Hello Dana, shall we talk?")
    delivery = send(message, actor="agent:outreach")
    assert delivery.status == Fate.SENT, delivery.explanation
    return delivery


@pytest.fixture
def imap_mailbox(acme: Organization, dovecot: Dovecot) -> Mailbox:
    """A live mailbox that is read over the wire."""
    mailbox = Mailbox.objects.create(
        organization=acme,
        name="Acme",
        address=USER,
        transport=Transport.SMTP,
        settings={"imap_host": dovecot.host, "imap_port": dovecot.port, "imap_security": "none"},
    )
    store_mailbox_secret(mailbox, "imap_password", PASSWORD, actor="system:test")
    return mailbox
