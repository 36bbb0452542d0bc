"""Acme's own outreach: a sandbox mailbox, three sequences, and as many contacts as a story needs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from crm.models import Contact, ContactEmail
from outreach.choices import MailboxKind, Transport
from outreach.mailboxes import set_up_sandbox
from outreach.models import Mailbox, Sequence
from outreach.starter import set_up_outreach
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization
from tests.outreach.servers import Postbox, smtp_server

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # ten o'clock in New York


@pytest.fixture
def sandbox(acme: Organization) -> Mailbox:
    return set_up_sandbox(acme, actor="system:test")


@pytest.fixture
def engage(acme: Organization, sandbox: Mailbox) -> Sequence:
    set_up_outreach(acme, actor="system:test")
    return Sequence.objects.get(organization=acme, code="engage")


@pytest.fixture
def public_url(settings: Settings) -> str:
    """Recipients can reach us."""
    settings.PUBLIC_URL = "https://sell.acme.example"
    return settings.PUBLIC_URL


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with smtp_server() as server:
        yield server


@pytest.fixture
def live(acme: Organization, postbox: Postbox, public_url: str) -> Mailbox:
    """A mailbox that sends real mail to a real server, freely and at any hour."""
    return Mailbox.objects.create(
        organization=acme,
        name="Alice of Acme",
        address="alice@acme.example",
        kind=MailboxKind.AGENT,
        transport=Transport.SMTP,
        autonomy=Autonomy.AUTONOMOUS,
        settings={
            "smtp_host": "127.0.0.1",
            "smtp_port": postbox.port,
            "smtp_security": "none",
            "dmarc_aligned": True,
        },
        spacing_seconds=0,
        keeps_window=False,
    )


@pytest.fixture
def people(acme: Organization) -> Callable[..., list[Contact]]:
    """`people(3, zone="Europe/Berlin", country="US")`: that many contacts of Acme, each with an address."""

    def make(count: int, **fields: object) -> list[Contact]:
        start = Contact.objects.count()
        rows = [
            Contact(
                organization=acme,
                first_name=f"Pat{start + number}",
                last_name="Example",
                name_key=f"pat{start + number} example",
                **({"country": "US", "state": "NY"} | fields),
            )
            for number in range(count)
        ]
        contacts = Contact.objects.bulk_create(rows)
        ContactEmail.objects.bulk_create(
            ContactEmail(
                organization=acme,
                contact=contact,
                address=f"{contact.first_name.lower()}@people.example",
                key=f"{contact.first_name.lower()}@people.example",
                is_primary=True,
            )
            for contact in contacts
        )
        return contacts

    return make
