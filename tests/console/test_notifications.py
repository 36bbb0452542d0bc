"""The bell's page: what one was told, by kind; one by one and all at once read; and how one wishes to be told."""

from datetime import time

import pytest
from django.test import Client
from django.urls import reverse

from crm.models import Notification, NotificationPreferences
from crm.noticing.kinds import KINDS
from crm.notify import notify
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PAGE = "/notifications/"


def shown(client: Client, **asked: str) -> str:
    return client.get(PAGE, asked).content.decode()


@pytest.fixture
def told(acme: Organization, alice: User) -> list[Notification]:
    return [
        *notify(acme, [alice], kind="hot_lead", title="Dana is hot", link="/board/"),
        *notify(acme, [alice], kind="mailbox_trouble", title="No mail is read"),
        *notify(acme, [alice], kind="import", title="A list is in"),
    ]


def test_the_list_is_narrowed_to_a_kind_and_to_the_unread(as_alice: Client, told: list[Notification]) -> None:
    assert all(row.title in shown(as_alice) for row in told)
    trouble, rest = shown(as_alice, kind="trouble"), shown(as_alice, kind="other")
    assert [row.title in trouble for row in told] == [False, True, False]
    assert [row.title in rest for row in told] == [False, False, True]
    as_alice.post(reverse("admin:console_notifications_read"), {"kind": "trouble"})
    assert [row.title in shown(as_alice, unread="1") for row in told] == [True, False, True]


def test_opening_one_marks_it_as_read_and_leads_where_it_leads(
    as_alice: Client, as_bob: Client, told: list[Notification]
) -> None:
    hot, trouble, _ = told
    address = reverse("admin:console_notification_open", args=[hot.pk])
    assert as_bob.post(address).status_code == 404
    assert as_alice.get(address).status_code == 405
    assert as_alice.post(address).url == "/board/"
    assert as_alice.post(reverse("admin:console_notification_open", args=[trouble.pk]), {"stay": "1"}).url == PAGE
    assert set(Notification.objects.filter(read_at=None).values_list("kind", flat=True)) == {"import"}


def test_the_bell_alone_counts_what_is_unread(as_alice: Client, told: list[Notification]) -> None:
    bell = as_alice.get(reverse("admin:console_notifications_bell")).content.decode()
    assert 'class="qh-count">3<' in bell
    assert 'data-live="notifications"' in shown(as_alice)


def test_one_chooses_what_rings_what_is_mailed_and_when(as_alice: Client, acme: Organization, alice: User) -> None:
    page = reverse("admin:console_notification_settings")
    assert 'name="bell_hot_lead"' in as_alice.get(page).content.decode()
    form = {f"bell_{code}": "on" for code in KINDS} | {
        "email_task": "on",
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }
    del form["bell_other"]
    as_alice.post(page, form | {"digest_at": "09:30", "hourly_cap": "3", "urgent_any_time": "on"})
    wishes = NotificationPreferences.objects.get(organization=acme, user=alice)
    assert (wishes.quiet_from, wishes.quiet_until, wishes.digest_at) == (time(22), time(7), time(9, 30))
    assert (wishes.hourly_cap, wishes.urgent_any_time) == (3, True)
    assert wishes.kinds["task"] == {"bell": True, "email": True}
    assert wishes.kinds["other"] == {"bell": False, "email": False}
    assert AuditEntry.objects.filter(action="notification_preferences.changed").count() == 1
    silent = notify(acme, [alice], kind="import", title="A list is in")[0]
    assert (silent.read_at, silent.mail_at) == (silent.created_at, None)


@pytest.mark.parametrize(
    "wrong", [{"quiet_from": "22:00"}, {"quiet_from": "07:00", "quiet_until": "07:00"}, {"hourly_cap": "0"}]
)
def test_what_makes_no_sense_is_said_and_not_kept(as_alice: Client, wrong: dict[str, str]) -> None:
    form = {"digest_at": "08:00", "hourly_cap": "4"} | wrong
    answer = as_alice.post(reverse("admin:console_notification_settings"), form)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not NotificationPreferences.objects.exists()
