"""Mails to members: what is due, gathered and held back, and that each leaves once whatever happens."""

import smtplib
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail as outbox_of
from django.core.mail.backends.locmem import EmailBackend
from pytest_django import Settings

from crm.models import Contact, Notification, NotificationMail
from crm.noticing import mailing
from crm.noticing.choosing import choose
from crm.noticing.gathering import gather
from crm.noticing.mailing import LEASE, send_due
from crm.notify import mark_read, notify
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.workflow.outgoing import Fate
from tests.crm.helpers import logged

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 10, tzinfo=UTC)  # in Berlin, where Alice is
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def in_berlin(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(zone="Europe/Berlin")
    alice.refresh_from_db()


@pytest.fixture
def tell(acme: Organization, alice: User) -> Callable[..., Notification]:
    def told(title: str, urgency: str = "high", kind: str = "needs_person", **more: str) -> Notification:
        return notify(acme, [alice], kind=kind, title=title, urgency=urgency, **more)[0]

    return told


def work(at: datetime) -> list[str]:
    """Let the worker do what it does, and return the subjects of what left."""
    before = len(outbox_of.outbox)
    with clock.stopped(at):
        while gather():
            pass
        while send_due():
            pass
    return [message.subject for message in outbox_of.outbox[before:]]


def test_what_is_urgent_leaves_at_once_and_once(tell: Callable[..., Notification], alice: User) -> None:
    with clock.stopped(NOON):
        tell("Dana needs an answer", "urgent", link="/inbox/7/", body="She wrote at nine.")
    assert work(NOON) == ["Dana needs an answer"]
    assert work(NOON + HOUR) == []
    message = outbox_of.outbox[0]
    assert message.to == ["alice@acme.example"]
    assert "She wrote at nine." in message.body
    assert "/inbox/7/" in message.body
    assert "/notifications/settings/" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    row = NotificationMail.objects.get()
    assert (row.status, row.settled_at, Notification.objects.get().mail) == (Fate.SENT, NOON, row)
    assert row.idempotency_key in message.extra_headers["Message-ID"]
    why = {"mail_id": row.pk, "user_id": alice.pk, "reason": ""}
    assert logged("member.mailed") == [("system:notify", why)]


def test_what_is_not_urgent_comes_in_one_mail_in_the_morning(tell: Callable[..., Notification]) -> None:
    with clock.stopped(NOON):
        tell("A deal is won", "low", "deal")
        tell("Another deal is won", "normal", "deal")
        tell("For you: a task", "normal", "task")
    assert work(NOON + HOUR) == []
    assert work(NOON + 20 * HOUR) == ["2 notices from Acme Analytics"]
    assert "For you" not in outbox_of.outbox[0].body


def test_what_was_read_in_the_bell_is_not_mailed(
    tell: Callable[..., Notification], acme: Organization, alice: User
) -> None:
    with clock.stopped(NOON):
        tell("A deal is won", "low", "deal")
        mark_read(alice, acme)
    assert work(NOON + 48 * HOUR) == []


def test_quiet_hours_hold_mail_back_and_lose_none(
    tell: Callable[..., Notification], acme: Organization, alice: User
) -> None:
    night = NOON + 12 * HOUR
    choose(acme, alice, {}, quiet_from=time(22), quiet_until=time(7))
    with clock.stopped(night):
        tell("Dana needs an answer", "urgent")
        tell("Pat needs an answer", "urgent")
    assert work(night) == work(night + 5 * HOUR) == []
    assert work(night + 9 * HOUR) == ["2 notices from Acme Analytics"]


def test_the_urgent_passes_quiet_hours_where_the_member_says_so(
    tell: Callable[..., Notification], acme: Organization, alice: User
) -> None:
    night = NOON + 12 * HOUR
    choose(acme, alice, {}, quiet_from=time(22), quiet_until=time(7), urgent_any_time=True)
    with clock.stopped(night):
        tell("Dana needs an answer", "urgent")
        tell("A deal is large", "urgent", "escalation")
    assert work(night) == ["Dana needs an answer"]
    assert work(night + 9 * HOUR) == ["A deal is large"]


def test_quiet_hours_that_are_chosen_later_hold_for_what_waits(
    tell: Callable[..., Notification], acme: Organization, alice: User
) -> None:
    night = NOON + 12 * HOUR
    with clock.stopped(night):
        tell("Dana needs an answer")
    choose(acme, alice, {}, quiet_from=time(22), quiet_until=time(7))
    assert work(night) == []
    assert work(night + 9 * HOUR) == ["Dana needs an answer"]


def test_what_is_over_the_cap_comes_together_in_the_next_hour_that_has_room(
    tell: Callable[..., Notification], acme: Organization, alice: User
) -> None:
    choose(acme, alice, {}, hourly_cap=2)
    for minute in range(6):
        with clock.stopped(NOON + minute * MINUTE):
            tell(f"Number {minute}")
        assert work(NOON + minute * MINUTE) == ([f"Number {minute}"] if minute < 2 else [])
    assert work(NOON + HOUR - MINUTE) == []
    assert work(NOON + HOUR) == ["4 notices from Acme Analytics"]
    assert Notification.objects.filter(mail=None).count() == 0


def test_one_members_cap_is_nobody_elses(acme: Organization, alice: User, bob: User) -> None:
    choose(acme, alice, {}, hourly_cap=1)
    with clock.stopped(NOON):
        for number in range(2):
            notify(acme, [alice, bob], kind="needs_person", title=f"Number {number}", urgency="high")
            while gather():
                pass
    assert sorted(NotificationMail.objects.values_list("user", flat=True)) == sorted([alice.pk, bob.pk, bob.pk])


def test_who_has_left_is_mailed_nothing(tell: Callable[..., Notification], alice: User) -> None:
    with clock.stopped(NOON):
        tell("Dana needs an answer")
    alice.memberships.all().delete()
    assert work(NOON) == []
    assert not Notification.objects.exclude(mail_at=None).exists()


def test_a_bell_that_is_off_is_mailed_all_the_same_and_stands_in_the_list(
    tell: Callable[..., Notification], acme: Organization, alice: User
) -> None:
    choose(acme, alice, {"needs_person": (False, True)})
    with clock.stopped(NOON):
        row = tell("Dana needs an answer")
    assert row.read_at == NOON
    assert work(NOON) == ["Dana needs an answer"]


def test_it_is_in_the_readers_language(tell: Callable[..., Notification], alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="de")
    with clock.stopped(NOON):
        tell("Eins")
        tell("Zwei")
    assert work(NOON) == ["2 Meldungen von Acme Analytics"]


class Line(EmailBackend):
    """A mail server of which each test says how it behaves."""

    opens: BaseException | None = None
    takes: BaseException | None = None

    def open(self) -> None:
        if Line.opens:
            raise Line.opens

    def send_messages(self, messages: list) -> int:
        if Line.takes:
            raise Line.takes
        return super().send_messages(messages)


@pytest.fixture
def line(settings: Settings) -> type[Line]:
    settings.EMAIL_BACKEND = f"{__name__}.Line"
    Line.opens = Line.takes = None
    return Line


def test_a_server_that_is_down_is_asked_again_until_it_answers(
    tell: Callable[..., Notification], line: type[Line]
) -> None:
    line.opens = ConnectionRefusedError()
    with clock.stopped(NOON):
        tell("Dana needs an answer")
    assert work(NOON) == []
    assert NotificationMail.objects.get().attempts == 1
    line.opens = None
    assert work(NOON + MINUTE) == []
    assert work(NOON + 3 * MINUTE) == ["Dana needs an answer"]


@pytest.mark.parametrize(
    ("problem", "fate", "reason"),
    [
        (smtplib.SMTPRecipientsRefused({"alice@acme.example": (550, b"no such user")}), Fate.FAILED, "REFUSED"),
        (smtplib.SMTPDataError(451, b"try later"), Fate.PLANNED, "NOT_NOW"),
        (smtplib.SMTPServerDisconnected("gone"), Fate.UNKNOWN, "NO_ANSWER"),
    ],
)
def test_what_the_server_says_is_written_down(
    tell: Callable[..., Notification], line: type[Line], problem: Exception, fate: Fate, reason: str
) -> None:
    line.takes = problem
    with clock.stopped(NOON):
        tell("Dana needs an answer")
    work(NOON)
    row = NotificationMail.objects.get()
    assert (row.status, row.reason) == (fate, reason)


class Killed(BaseException):
    """The process ends here."""


def test_a_worker_that_dies_before_it_hands_over_has_sent_nothing_and_another_sends_it(
    tell: Callable[..., Notification], monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.stopped(NOON):
        tell("Dana needs an answer")
        gather()
        with monkeypatch.context() as patch:
            patch.setattr(mailing, "get_connection", lambda: SimpleNamespace(open=_die))
            with pytest.raises(Killed):
                send_due()
    assert work(NOON + MINUTE) == []
    assert work(NOON + LEASE) == ["Dana needs an answer"]


def test_a_mail_that_may_have_left_is_never_sent_again_and_stands_in_the_bell(
    tell: Callable[..., Notification], line: type[Line]
) -> None:
    line.takes = Killed()
    with clock.stopped(NOON):
        tell("Dana needs an answer")
    with pytest.raises(Killed):
        work(NOON)
    line.takes = None
    assert work(NOON + LEASE) == work(NOON + 24 * HOUR) == []
    assert NotificationMail.objects.get().status == Fate.UNKNOWN
    assert Notification.objects.get().read_at is None


def test_a_worker_whose_lease_was_taken_over_sends_nothing(tell: Callable[..., Notification]) -> None:
    with clock.stopped(NOON):
        tell("Dana needs an answer")
        gather()
    row = NotificationMail.objects.select_related("user", "organization").get()
    row.claim = "somebody else's"
    mailing.send(row)
    assert outbox_of.outbox == []


def test_of_an_erased_person_nothing_is_mailed(tell: Callable[..., Notification], dana: Contact) -> None:
    with clock.stopped(NOON):
        tell("Dana needs an answer", link=f"/contacts/{dana.pk}/")
        gather()
    Notification.objects.all().delete()
    assert work(NOON) == []
    assert NotificationMail.objects.get().status == Fate.CANCELLED


def _die() -> None:
    raise Killed
