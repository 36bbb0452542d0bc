import pytest

from crm.errors import WrongOrganizationError
from crm.models import Contact, Notification
from crm.notify import mark_read, notify, notify_role
from crm.todo import add_note, complete_task, create_task, reopen_task
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db


def test_a_task_is_made_once_for_its_key_and_done_once(acme: Organization, dana: Contact, bob: User) -> None:
    task = create_task(acme, title="Call Dana", actor="agent:orchestrator", contact=dana, assignee=bob, key="call:1")
    assert create_task(acme, title="Call again", actor="agent:orchestrator", key="call:1") == task
    assert complete_task(task, actor=bob)
    assert not complete_task(task, actor=bob)
    assert reopen_task(task, actor=bob)
    assert task.done_at is None
    assert [type_ for type_, _ in events()] == ["task.created", "task.done", "task.reopened"]
    assert logged("task.created")[0][0] == "agent:orchestrator"


def test_a_note_knows_its_author_and_stays_in_its_organization(
    acme: Organization, rival: Organization, dana: Contact, bob: User
) -> None:
    note = add_note(acme, "Prefers calls after four.", actor=bob, contact=dana)
    assert (note.author, note.contact) == (bob, dana)
    assert events("note.added")[0][1]["contact_id"] == dana.pk
    with pytest.raises(WrongOrganizationError):
        add_note(rival, "Not theirs", actor="agent:researcher", contact=dana)


def test_only_members_are_told_and_nobody_twice(acme: Organization, alice: User, bob: User, charlie: User) -> None:
    told = notify(acme, [alice, bob, charlie, None], kind="reply", title="Dana answered", key="reply:1")
    assert {row.user for row in told} == {alice, bob}
    assert notify(acme, [alice, bob], kind="reply", title="Dana answered", key="reply:1") == []
    assert len(notify(acme, [alice], kind="reply", title="Dana answered again")) == 1
    assert logged("members.notified") == [
        ("system:notify", {"kind": "reply", "count": 2}),
        ("system:notify", {"kind": "reply", "count": 1}),
    ]
    assert mark_read(alice, acme) == 2
    assert mark_read(alice, acme) == 0


def test_a_role_and_those_above_it_are_told(acme: Organization, alice: User, bob: User, victor: User) -> None:
    notify_role(acme, Role.REP, kind="alarm", title="Mailbox fails", urgency="high")
    assert set(Notification.objects.values_list("user", "urgency")) == {(alice.pk, "high"), (bob.pk, "high")}
