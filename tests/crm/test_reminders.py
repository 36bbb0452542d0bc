"""Reminders by the assignee's own clock, once each; and a word in the morning about what is due."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from crm.errors import UnknownFieldError, UnknownPersonError
from crm.models import Contact, Notification, Task
from crm.reminding.jobs import remind, tell_mornings
from crm.reminding.moments import remind_at
from crm.todo import assign_task, complete_task, create_task, reschedule_task, update_task
from quotahit import clock
from quotahit.accounts.models import Membership, Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db
NEW_YORK, BERLIN = "America/New_York", "Europe/Berlin"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch):
    """Set what time it is."""

    def set_to(*parts: int) -> None:
        monkeypatch.setattr(clock, "now", lambda: at(*parts))

    set_to(2026, 3, 2, 6)
    return set_to


def lives_in(user: User, zone: str) -> User:
    user.zone = zone
    user.save(update_fields=["zone"])
    return user


@pytest.mark.parametrize(
    ("due", "reminder", "zone", "expected"),
    [
        (at(2026, 3, 6, 20), "morning", NEW_YORK, at(2026, 3, 6, 13)),
        (at(2026, 3, 7, 3), "morning", NEW_YORK, at(2026, 3, 6, 13)),  # there it is still the sixth
        (at(2026, 3, 6, 12), "morning", NEW_YORK, at(2026, 3, 6, 12)),  # due at seven, before the morning's word
        (at(2026, 3, 6, 20), "hour", NEW_YORK, at(2026, 3, 6, 19)),
        # Clocks leap from two to three on the eighth: noon the day before is 23 hours before.
        (at(2026, 3, 8, 16), "day", NEW_YORK, at(2026, 3, 7, 17)),
        (at(2026, 3, 8, 7, 30), "hour", NEW_YORK, at(2026, 3, 8, 6, 30)),  # 3:30 and 1:30 on the wall
        (at(2026, 3, 8, 16), "morning", NEW_YORK, at(2026, 3, 8, 12)),  # the first morning of summer time
        (at(2026, 3, 9, 6, 30), "day", NEW_YORK, at(2026, 3, 8, 7, 30)),  # 2:30 is leapt over: 3:30
        (at(2026, 11, 1, 17), "day", NEW_YORK, at(2026, 10, 31, 16)),  # 25 hours before
        (at(2026, 10, 26, 1, 30), "day", BERLIN, at(2026, 10, 25, 0, 30)),  # 2:30 comes twice: the first of them
        (at(2026, 3, 6, 20), "none", NEW_YORK, None),
    ],
)
def test_a_reminder_goes_by_the_clock_on_the_wall(due, reminder, zone, expected) -> None:
    assert remind_at(due, reminder, zone) == expected


def test_the_assignee_is_reminded_once(now, acme: Organization, dana: Contact, bob: User) -> None:
    lives_in(bob, NEW_YORK)
    task = create_task(
        acme, title="Call", actor=bob, contact=dana, assignee=bob, due_at=at(2026, 3, 6, 20), reminder="morning"
    )
    now(2026, 3, 6, 12, 59)
    assert remind() == 0
    now(2026, 3, 6, 13)
    assert (remind(), remind()) == (1, 0)
    told = Notification.objects.get(kind="reminder")
    assert (told.user, told.title, told.link) == (bob, "15:00: Call", f"/contacts/{dana.pk}/")
    Task.objects.filter(pk=task.pk).update(reminded_at=None)  # as if the worker had died between the two
    assert remind() == 1
    assert Notification.objects.filter(kind="reminder").count() == 1


def test_a_new_time_or_another_assignee_is_reminded_anew(now, acme: Organization, alice: User, bob: User) -> None:
    lives_in(alice, BERLIN)
    task = create_task(acme, title="Call", actor=bob, assignee=bob, due_at=at(2026, 3, 6, 20), reminder="morning")
    now(2026, 3, 6, 9)
    assert remind() == 1
    assert reschedule_task(task, at(2026, 3, 9, 20), actor=bob) == ["due_at"]
    assert (task.remind_at, task.reminded_at) == (at(2026, 3, 9, 8), None)
    assert assign_task(task, alice, actor=bob)
    assert not assign_task(task, alice, actor=bob)
    assert task.remind_at == at(2026, 3, 9, 7)
    assert assign_task(task, None, actor=bob)
    assert task.remind_at is None
    assert reschedule_task(task, None, actor=bob, reminder="hour") == ["due_at", "reminder"]
    assert [why["fields"] for _, why in events("task.rescheduled")] == [["due_at"], ["due_at", "reminder"]]
    assert [actor for actor, _ in logged("task.assigned")] == [f"user:{bob.pk}"] * 2


def test_what_is_done_late_or_nobodys_reminds_nobody(now, acme: Organization, bob: User) -> None:
    soon = at(2026, 3, 6, 20)
    complete_task(create_task(acme, title="Done", actor=bob, assignee=bob, due_at=soon, reminder="day"), actor=bob)
    create_task(acme, title="Nobody's", actor=bob, due_at=soon, reminder="day")
    late = create_task(acme, title="Late", actor=bob, assignee=bob, due_at=at(2026, 3, 1), reminder="hour")
    assert late.remind_at is None
    now(2026, 3, 6, 19)
    assert remind() == 0


def test_only_a_member_is_given_a_task_and_hears_of_it_from_others(
    now, acme: Organization, alice: User, bob: User, charlie: User
) -> None:
    task = create_task(acme, title="Call", actor=alice, assignee=alice)
    assert not Notification.objects.exists()
    assert assign_task(task, bob, actor=alice)
    assert Notification.objects.get().title == "For you: Call"
    with pytest.raises(UnknownPersonError):
        assign_task(task, charlie, actor=alice)
    with pytest.raises(UnknownFieldError):
        update_task(task, actor=alice, reminded_at=None)


def test_in_the_morning_members_hear_what_is_due_and_only_they(
    now, acme: Organization, rival: Organization, alice: User, bob: User, charlie: User
) -> None:
    lives_in(bob, NEW_YORK), lives_in(alice, BERLIN), lives_in(charlie, NEW_YORK)
    create_task(acme, title="Late", actor=bob, assignee=bob, due_at=at(2026, 3, 5, 20))
    create_task(acme, title="Tonight", actor=bob, assignee=bob, due_at=at(2026, 3, 7, 3))  # 22:00 of the sixth
    create_task(acme, title="Tomorrow", actor=bob, assignee=bob, due_at=at(2026, 3, 7, 6))
    create_task(acme, title="Next week", actor=alice, assignee=alice, due_at=at(2026, 3, 12))
    create_task(rival, title="Theirs", actor=charlie, assignee=charlie, due_at=at(2026, 3, 6, 20))
    now(2026, 3, 6, 12, 59)
    assert tell_mornings() == 0
    now(2026, 3, 6, 13)
    assert (tell_mornings(), tell_mornings()) == (2, 0)
    told = Notification.objects.get(user=bob)
    assert told.title == "Good morning: 1 due today and 1 overdue"
    assert told.body == "5 March 2026 (overdue) Late\n22:00 Tonight"
    assert "Theirs" in Notification.objects.get(user=charlie).body
    assert not Notification.objects.filter(user=alice).exists()
    now(2026, 3, 7, 13)
    assert tell_mornings() == 2  # another day


def test_a_long_list_is_cut_and_a_former_member_hears_nothing(now, acme: Organization, alice: User, bob: User) -> None:
    for number in range(13):
        create_task(acme, title=f"Task {number}", actor=bob, assignee=bob, due_at=at(2026, 3, 6, 20, number))
    create_task(acme, title="Left behind", actor=bob, assignee=alice, due_at=at(2026, 3, 6, 20))
    Membership.objects.filter(user=alice).delete()
    now(2026, 3, 6, 11, 59)
    assert tell_mornings() == 1
    assert Notification.objects.get(kind="morning").body.endswith("20:09 Task 9\nand 3 more")
    now(2026, 3, 7, 12)
    assert tell_mornings() == 0  # the morning is over


def test_the_list_is_narrowed_to_whose_and_when(now, as_alice: Client, acme: Organization, alice, bob) -> None:
    now(2026, 3, 4, 12)  # a Wednesday
    for title, due in (("Yesterday", (3, 3)), ("Evening", (3, 4, 23)), ("Sunday", (3, 8, 23)), ("Monday", (3, 9, 1))):
        create_task(acme, title=title, actor=alice, assignee=alice, due_at=at(2026, *due))
    create_task(acme, title="Bob’s", actor=bob, assignee=bob, due_at=at(2026, 3, 3))

    def listed(**asked: str) -> set[str]:
        page = as_alice.get(reverse("admin:crm_task_changelist"), asked)
        return {task.title for task in page.context["cl"].result_list}

    assert listed(what="overdue") == {"Yesterday", "Bob’s"}
    assert listed(what="today", whose="mine") == {"Yesterday", "Evening"}
    assert listed(what="week", whose="mine") == {"Yesterday", "Evening", "Sunday"}
    assert listed(whose="nobody") == set()


def test_the_form_of_a_task_writes_by_the_verb(as_alice: Client, acme: Organization, alice: User, bob: User) -> None:
    task = create_task(acme, title="Call", actor=alice, assignee=alice)
    due = clock.now() + timedelta(days=9)
    form = {"title": "Call", "kind": "call", "priority": "high", "assignee": bob.pk, "reminder": "day"}
    form |= {"due_at_0": f"{due:%Y-%m-%d}", "due_at_1": "15:00:00"}
    assert as_alice.post(reverse("admin:crm_task_change", args=[task.pk]), form).status_code == 302
    task.refresh_from_db()
    assert (task.kind, task.priority, task.assignee) == ("call", "high", bob)
    assert task.due_at
    assert task.remind_at == task.due_at - timedelta(days=1)
    (entry,) = logged("task.changed")
    assert entry[1]["fields"] == ["assignee", "due_at", "kind", "priority", "reminder"]
    assert Notification.objects.get(user=bob).kind == "task"
