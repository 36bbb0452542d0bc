"""A mailbox is tried live: the message to itself leaves by its own server and is seen to arrive by IMAP."""

from datetime import timedelta

import pytest

from outreach.mailbox_trial import try_mailbox
from outreach.mailboxes import store_mailbox_secret
from outreach.models import Mailbox
from quotahit.accounts.models import User
from quotahit.audit.models import AuditEntry
from tests.outreach.dovecot import PASSWORD, USER, Dovecot, dovecot
from tests.outreach.servers import Postbox, smtp_server

pytestmark = pytest.mark.once

__all__ = ["dovecot"]
NO_TIME = timedelta(0)


def outcome(mailbox: Mailbox, actor: User) -> dict[str, tuple[bool, str]]:
    trial = try_mailbox(mailbox, actor=actor, patience=NO_TIME)
    return {finding.name: (finding.ok, finding.detail) for finding in trial.findings}


def with_imap(mailbox: Mailbox, port: int, password: str = PASSWORD) -> Mailbox:
    mailbox.settings |= {"imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none", "imap_login": USER}
    mailbox.save()
    store_mailbox_secret(mailbox, "imap_password", password, actor="system:test")
    return mailbox


def test_a_mailbox_that_works_says_so_and_keeps_the_day(live: Mailbox, postbox: Postbox, alice: User) -> None:
    assert all(ok for ok, _ in outcome(live, alice).values())
    assert postbox.recipients == [live.address]
    assert live.tested_at is not None
    assert AuditEntry.objects.get(action="mailbox.tested").outcome == "done"


def test_the_message_is_seen_to_arrive(live: Mailbox, postbox: Postbox, alice: User, dovecot: Dovecot) -> None:
    with_imap(live, dovecot.port)
    postbox.forward = dovecot.deliver
    assert outcome(live, alice)["See it arrive by IMAP"] == (True, "")


def test_a_message_that_does_not_arrive_is_missed(
    live: Mailbox, postbox: Postbox, alice: User, dovecot: Dovecot
) -> None:
    with_imap(live, dovecot.port)
    ok, detail = outcome(live, alice)["See it arrive by IMAP"]
    assert (ok, detail) == (False, "It did not arrive in INBOX within 0 seconds.")
    assert live.tested_at is None


def test_a_wrong_imap_password_is_told_in_the_servers_words(
    live: Mailbox, postbox: Postbox, alice: User, dovecot: Dovecot
) -> None:
    ok, detail = outcome(with_imap(live, dovecot.port, "wrong"), alice)["See it arrive by IMAP"]
    assert not ok
    assert "Authentication failed" in detail


def test_a_wrong_smtp_password_is_told_in_the_servers_words(live: Mailbox, alice: User) -> None:
    with smtp_server(password="right") as locked:
        live.settings |= {"smtp_port": locked.port, "smtp_login": "sales"}
        live.save()
        store_mailbox_secret(live, "smtp_password", "wrong", actor=alice)
        ok, detail = outcome(live, alice)["Send a message to itself"]
        assert not ok
        assert detail.startswith("The server refused the login: 535")
        assert "refused the login" in live.sending_trouble
        store_mailbox_secret(live, "smtp_password", "right", actor=alice)
        assert outcome(live, alice)["Send a message to itself"] == (True, "")
        assert live.sending_trouble == ""


def test_a_server_that_is_not_there_is_named(live: Mailbox, alice: User) -> None:
    live.settings["smtp_port"] = 1
    live.save()
    ok, detail = outcome(live, alice)["Send a message to itself"]
    assert not ok
    assert detail.startswith("SMTP: no connection to 127.0.0.1:1")


def test_what_the_law_asks_for_is_missed_before_anything_is_sent_to_people(
    live: Mailbox, postbox: Postbox, alice: User, settings
) -> None:
    settings.PUBLIC_URL = ""
    live.settings["dmarc_aligned"] = False
    live.save()
    found = outcome(live, alice)
    assert not found["Public address"][0]
    assert not found["DMARC"][0]
    assert found["Send a message to itself"][0]


def test_the_sandbox_simulates_its_own_test(sandbox: Mailbox, alice: User) -> None:
    assert outcome(sandbox, alice) == {"Send a message to itself": (True, "Simulated.")}
