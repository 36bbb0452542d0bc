"""A domain whose DNS server is this machine's, and mailboxes in it."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from outreach.choices import Transport
from outreach.models import Mailbox
from quotahit.accounts.models import Organization
from tests.outreach.domain.servers import NameServer, name_server

Connect = Callable[..., Mailbox]


@pytest.fixture
def dns(settings: Settings) -> Iterator[NameServer]:
    with name_server() as server:
        settings.DNS_SERVERS = [server.address]
        yield server


@pytest.fixture
def connect(acme: Organization) -> Connect:
    """`connect("smtp.gmail.com")`, or `connect(provider="resend")`: a mailbox at acme.example."""

    def make(host: str = "", provider: str = "", address: str = "alice@acme.example") -> Mailbox:
        return Mailbox.objects.create(
            organization=acme,
            name="Alice",
            address=address,
            transport=Transport.ANYMAIL if provider else Transport.SMTP,
            provider=provider,
            settings={"smtp_host": host} if host else {},
        )

    return make
