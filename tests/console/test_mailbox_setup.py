"""Connecting a mailbox on its page: what the server says, what the domain lacks, and who may see it."""

import pytest
from django.test import Client
from django.urls import reverse

from outreach.mailboxes import settings_of, store_mailbox_secret
from outreach.models import Mailbox
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.console.setup_path import way_of
from quotahit.console.setup_rows import SetUpRows
from tests.outreach.conftest import live, postbox, public_url
from tests.outreach.domain.conftest import dns
from tests.outreach.domain.servers import NameServer
from tests.outreach.dovecot import PASSWORD, USER, Dovecot, dovecot
from tests.outreach.servers import Postbox, smtp_server

__all__ = ["dns", "dovecot", "live", "postbox", "public_url"]
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(mailbox: Mailbox, part: str = "setup") -> str:
    return reverse(f"admin:console_mailbox_{part}", args=[mailbox.pk])


def do(client: Client, mailbox: Mailbox, act: str, **values: str) -> str:
    return client.post(page_of(mailbox, "do"), {"do": act, **values}, follow=True).content.decode()


def test_the_way_leads_to_the_page_and_the_page_asks_the_dns_afterwards(
    as_alice: Client, acme: Organization, live: Mailbox
) -> None:
    step = next(step for step in way_of(SetUpRows(acme)) if step.title == "A mailbox")
    assert (step.is_done, step.link) == (False, page_of(live))
    shown = as_alice.get(step.link).content.decode()
    assert f'hx-get="{page_of(live, "records")}"' in shown
    assert "Check again" in shown
    assert page_of(live) in as_alice.get(reverse("admin:outreach_mailbox_change", args=[live.pk])).content.decode()


def test_what_is_missing_stands_there_ready_to_be_copied(as_alice: Client, live: Mailbox, dns: NameServer) -> None:
    shown = as_alice.get(page_of(live, "records")).content.decode()
    assert "v=DMARC1; p=none; rua=mailto:alice@acme.example" in shown
    assert 'data-copy="qh-value-3"' in shown
    assert "passes DMARC" not in shown


def test_that_a_domain_passes_is_noted_when_the_dns_says_so(as_alice: Client, live: Mailbox, dns: NameServer) -> None:
    live.settings |= {"dmarc_aligned": False}
    live.save()
    assert "does not say so" in do(as_alice, live, "dmarc")
    dns.zone |= {
        ("default._domainkey.acme.example", "TXT"): ["v=DKIM1; p=key"],
        ("_dmarc.acme.example", "TXT"): ["v=DMARC1; p=none"],
    }
    assert "Note that the domain passes DMARC" in as_alice.get(page_of(live, "records")).content.decode()
    assert "Noted" in do(as_alice, live, "dmarc")
    live.refresh_from_db()
    assert settings_of(live).dmarc_aligned


def test_what_the_host_told_is_kept_or_refused_whole(as_alice: Client, live: Mailbox) -> None:
    assert "include:spf.host.example" in do(as_alice, live, "tell", spf="v=spf1 -all", dkim_selector="s1")
    live.refresh_from_db()
    assert settings_of(live).domain.dkim_selector == ""
    assert 'value="s1"' in do(as_alice, live, "tell", spf="include:spf.x.example", dkim_selector="s1")
    live.refresh_from_db()
    assert settings_of(live).domain.spf == "include:spf.x.example"


def test_signing_in_sends_nothing_and_is_told_part_by_part(
    as_alice: Client, live: Mailbox, postbox: Postbox, dovecot: Dovecot
) -> None:
    without = do(as_alice, live, "sign_in")
    assert "IMAP is not set up" in without
    live.settings |= {
        "imap_host": "127.0.0.1", "imap_port": dovecot.port, "imap_security": "none", "imap_login": USER,
    }  # fmt: skip
    live.save()
    store_mailbox_secret(live, "imap_password", "wrong", actor="system:test")
    assert "Authentication failed" in do(as_alice, live, "sign_in")
    store_mailbox_secret(live, "imap_password", PASSWORD, actor="system:test")
    assert "It signs in. Nothing was sent" in do(as_alice, live, "sign_in")
    live.refresh_from_db()
    assert [finding["ok"] for finding in live.test_result["findings"]] == [True, True]
    assert (live.tested_at, postbox.raw) == (None, [])
    outcomes = AuditEntry.objects.filter(action="mailbox.sign_in_tested").order_by("pk")
    assert list(outcomes.values_list("outcome", flat=True)) == ["failed", "failed", "done"]


def test_a_wrong_password_of_smtp_is_told_in_the_servers_words(as_alice: Client, live: Mailbox) -> None:
    with smtp_server(password="right") as locked:
        live.settings |= {"smtp_port": locked.port, "smtp_login": "sales"}
        live.save()
        store_mailbox_secret(live, "smtp_password", "wrong", actor="system:test")
        assert "The server refused the login" in do(as_alice, live, "sign_in")


def test_a_message_to_itself_is_the_test_that_counts(as_alice: Client, live: Mailbox, postbox: Postbox) -> None:
    assert "It works" in do(as_alice, live, "send")
    live.refresh_from_db()
    assert (live.tested_at is not None, postbox.recipients) == (True, [live.address])


def test_it_is_for_managers_of_the_organization(client: Client, live: Mailbox, bob: User, charlie: User) -> None:
    client.force_login(bob)
    assert client.get(page_of(live)).status_code == 403
    client.force_login(charlie)
    for part in ("setup", "records"):
        assert client.get(page_of(live, part)).status_code == 404
    assert client.post(page_of(live, "do"), {"do": "send"}).status_code == 404


def test_an_unknown_act_is_none(as_alice: Client, live: Mailbox) -> None:
    assert as_alice.post(page_of(live, "do"), {"do": "delete"}).status_code == 404
