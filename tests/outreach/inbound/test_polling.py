"""IMAP polling against a real server: nothing lost, nothing twice, trouble told."""

from email.message import EmailMessage

import pytest

from crm.models import Notification
from outreach.choices import MailboxKind
from outreach.inbound.poll import coverage_of, poll_mailbox
from outreach.models import Mailbox
from quotahit.events.models import RawInbound

pytestmark = [pytest.mark.django_db, pytest.mark.peers]


def mail(number: int, sender: str = "dana@globex.example", **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "sales@acme.example", f"Mail {number}"
    message["Message-ID"] = f"<{number}@globex.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Could we talk on Thursday?")
    return message.as_bytes()


def subjects() -> list[str]:
    rows = RawInbound.objects.order_by("pk").values_list("body", flat=True)
    return [line[9:].decode() for row in rows for line in bytes(row).splitlines() if line.startswith(b"Subject: ")]


def test_what_stood_in_the_folder_before_is_none_of_ours(imap_mailbox, dovecot):
    dovecot.deliver(mail(1))
    assert poll_mailbox(imap_mailbox) == 0
    dovecot.deliver(mail(2))
    assert poll_mailbox(imap_mailbox) == 1
    assert subjects() == ["Mail 2"]


def test_a_second_round_brings_only_what_is_new(imap_mailbox, dovecot):
    poll_mailbox(imap_mailbox)
    for number in range(60):
        dovecot.deliver(mail(number))
    assert poll_mailbox(imap_mailbox) == 60
    assert poll_mailbox(imap_mailbox) == 0
    assert RawInbound.objects.count() == 60


def test_mail_stays_unread_in_the_mailbox(imap_mailbox, dovecot):
    poll_mailbox(imap_mailbox)
    dovecot.deliver(mail(1))
    poll_mailbox(imap_mailbox)
    with dovecot.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search("UNSEEN") == [1]


def test_every_folder_is_covered_and_says_until_when(imap_mailbox, dovecot):
    imap_mailbox.settings |= {"imap_folders": ["INBOX", "Junk"]}
    imap_mailbox.save()
    dovecot.deliver(mail(0), "Junk")
    poll_mailbox(imap_mailbox)
    dovecot.deliver(mail(1), "Junk")
    assert poll_mailbox(imap_mailbox) == 1
    imap_mailbox.refresh_from_db()
    covered = coverage_of(imap_mailbox)
    assert (covered["INBOX"].uid, covered["Junk"].uid) == (0, 2)
    assert imap_mailbox.polled_at is not None


def test_a_renumbered_folder_is_read_again_and_stores_nothing_twice(imap_mailbox, dovecot):
    poll_mailbox(imap_mailbox)
    dovecot.deliver(mail(1))
    poll_mailbox(imap_mailbox)
    folder = imap_mailbox.coverage["INBOX"]
    Mailbox.objects.update(coverage={"INBOX": folder | {"validity": folder["validity"] - 1}})
    imap_mailbox.refresh_from_db()
    poll_mailbox(imap_mailbox)
    assert subjects() == ["Mail 1"]


def test_a_person_s_own_mailbox_gives_us_only_what_concerns_us(imap_mailbox, dovecot, dana):
    imap_mailbox.kind = MailboxKind.REP
    imap_mailbox.save()
    poll_mailbox(imap_mailbox)
    dovecot.deliver(mail(1, "grandma@family.example"))
    dovecot.deliver(mail(2, "dana@globex.example"))
    assert poll_mailbox(imap_mailbox) == 1
    assert subjects() == ["Mail 2"]


def test_a_wrong_password_is_kept_as_trouble_and_told_once(imap_mailbox, dovecot, alice):
    imap_mailbox.settings |= {"imap_login": "nobody@nowhere.example"}
    imap_mailbox.save()
    dovecot.stop()
    for _ in range(2):
        assert poll_mailbox(imap_mailbox) == 0
    imap_mailbox.refresh_from_db()
    assert imap_mailbox.trouble.startswith("IMAP at 127.0.0.1:")
    assert Notification.objects.filter(user=alice, kind="mailbox_trouble").count() == 1
    dovecot.start()
    imap_mailbox.settings |= {"imap_login": ""}
    poll_mailbox(imap_mailbox)
    imap_mailbox.refresh_from_db()
    assert imap_mailbox.trouble == ""
