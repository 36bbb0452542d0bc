"""Two people merge at the same time: records of one pair, or of pairs that share a record."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from crm.contacts import create_contact
from crm.errors import NotMergeableError
from crm.merging.merge import merge_contacts
from crm.merging.undo import undo_merge
from crm.models import Contact, ContactEmail, Merge
from crm.todo import add_note
from quotahit.accounts.models import Organization, User

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each of the acts ended with, begun together."""
    start, ends = Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            ends[number] = act()
        except (NotMergeableError, OperationalError) as problem:
            ends[number] = problem
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


@pytest.fixture
def three(acme: Organization, bob: User) -> list[Contact]:
    return [
        create_contact(acme, actor=bob, first_name="Dana", emails=[f"dana{number}@globex.example"])
        for number in range(3)
    ]


def merge(winner: Contact, loser: Contact, bob: User) -> Callable[[], Any]:
    return lambda: merge_contacts(Contact.objects.get(pk=winner.pk), Contact.objects.get(pk=loser.pk), actor=bob)


def test_two_into_each_other_leave_one(three, bob) -> None:
    one, two, _ = three
    ends = at_once(merge(one, two, bob), merge(two, one, bob))
    assert sorted(type(end).__name__ for end in ends) == ["Merge", "NotMergeableError"]
    assert Contact.objects.count() == 2
    assert ContactEmail.objects.count() == 3


def test_overlapping_pairs_lose_nothing(three, bob) -> None:
    one, two, three_ = three
    ends = at_once(merge(one, two, bob), merge(two, three_, bob), merge(three_, one, bob))
    merges = [end for end in ends if isinstance(end, Merge)]
    assert len(merges) >= 1
    assert all(isinstance(end, Merge | NotMergeableError) for end in ends)
    assert Contact.objects.count() == 3 - len(merges)
    assert ContactEmail.objects.count() == 3
    assert set(Merge.objects.values_list("contact_id", flat=True)) <= set(Contact.objects.values_list("pk", flat=True))


def test_an_undo_takes_effect_once(three, bob) -> None:
    one, two, _ = three
    merged = merge_contacts(one, two, actor=bob)
    ends = at_once(*(lambda: undo_merge(Merge.objects.get(pk=merged.pk), actor=bob),) * 2)
    assert sorted(type(end).__name__ for end in ends) == ["Contact", "NotMergeableError"]
    assert Contact.objects.count() == 3


def test_a_note_that_is_written_meanwhile_is_not_lost(acme, three, bob) -> None:
    """Who has begun to write about the loser commits first, and the merge takes that along."""
    one, two, _ = three
    begun, may_end = Barrier(2), Barrier(2)

    def write() -> None:
        with transaction.atomic():
            add_note(acme, "Likes tea.", actor=bob, contact=Contact.objects.get(pk=two.pk))
            begun.wait()
            may_end.wait(1)

    def take_in() -> object:
        begun.wait()
        may_end.wait(1)
        return merge(one, two, bob)()

    at_once(write, take_in)
    assert [note.body for note in one.notes.all()] == ["Likes tea."]
