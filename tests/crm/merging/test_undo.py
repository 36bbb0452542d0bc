"""A merge is taken back: every row is as it was, but for what came later."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.choices import Lifecycle
from crm.contacts import update_contact
from crm.errors import NotMergeableError
from crm.merging.fields import ADDRESSES, CONTACT_FIELDS
from crm.merging.merge import merge_companies, merge_contacts
from crm.merging.undo import undo_merge
from crm.models import Company, Contact, DuplicatePair, Merge
from crm.todo import add_note
from outreach.models import Enrollment, Sequence
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.accounts.retention import apply_retention
from tests.crm.helpers import events, logged
from tests.crm.merging.twins import all_rows, burden, dana_of, differing, enrol
from tests.outreach.conftest import engage, sandbox  # noqa: F401

pytestmark = pytest.mark.django_db

words = st.sampled_from(["", "One", "Two"])
sides = st.fixed_dictionaries(
    {
        **dict.fromkeys(("first_name", "title", "city", "lead_status", "language"), words),
        "lifecycle": st.sampled_from(Lifecycle.values),
        "custom": st.dictionaries(st.sampled_from(["size", "shoe"]), st.sampled_from(["M", 38, ["a"]]), max_size=2),
        "phones": st.lists(st.sampled_from(["+12125550101", "+12125550102"]), unique=True),
        "tags": st.lists(st.sampled_from(["buyer", "fair"]), unique=True),
        "is_burdened": st.booleans(),
        "is_enrolled": st.booleans(),
        "has_mail": st.booleans(),
        "has_firm": st.booleans(),
    }
)
choices = st.dictionaries(
    st.sampled_from([*CONTACT_FIELDS, *ADDRESSES, "custom:size"]), st.sampled_from(["winner", "loser"])
)


def made(acme: Organization, bob: User, engage: Sequence, mark: str, side: dict) -> Contact:  # noqa: F811
    side = dict(side)
    burdened, enrolled, mail, firm = (side.pop(k) for k in ("is_burdened", "is_enrolled", "has_mail", "has_firm"))
    company = Company.objects.create(organization=acme, name=mark, name_key=mark) if firm else None
    emails = [f"{mark}@globex.example"] if mail else []
    contact = dana_of(acme, bob, emails=emails, company=company, **side)
    if enrolled:
        enrol(contact, engage, bob)
    if burdened:
        burden(contact, bob, mark)
    return contact


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sides, sides, choices)
def test_a_merge_that_is_undone_has_never_been(acme, bob, engage, mine, theirs, chosen) -> None:  # noqa: F811
    with transaction.atomic():
        merge_and_undo(acme, bob, engage, mine, theirs, chosen)
        transaction.set_rollback(True)


def merge_and_undo(acme, bob, engage, mine, theirs, chosen) -> None:  # noqa: F811
    first, second = (made(acme, bob, engage, mark, side) for mark, side in (("one", mine), ("two", theirs)))
    DuplicatePair.objects.get_or_create(organization=acme, kind="contact", low_id=first.pk, high_id=second.pk)
    chosen = {name: choice for name, choice in chosen.items() if name != "custom:size" or "size" in first.custom}
    before = all_rows()
    merge = merge_contacts(first, second, chosen, actor=bob)
    assert not Contact.objects.filter(pk=second.pk).exists()
    undo_merge(merge, actor=bob)
    assert differing(before, all_rows()) == {}


@pytest.fixture
def pair(acme: Organization, bob: User) -> tuple[Contact, Contact]:
    return (
        dana_of(acme, bob, emails=["dana@globex.example"], title="VP"),
        dana_of(acme, bob, emails=["diaz@globex.example"], title="Vice President", city="Albany"),
    )


def test_what_came_after_the_merge_stays_with_the_winner(acme, pair, bob) -> None:
    first, second = pair
    add_note(acme, "Before.", actor=bob, contact=second)
    merge = merge_contacts(first, second, actor=bob)
    add_note(acme, "After.", actor=bob, contact=first)
    update_contact(first, actor=bob, city="Troy")
    second = undo_merge(merge, actor=bob)
    first.refresh_from_db()
    assert [note.body for note in second.notes.all()] == ["Before."]
    assert [note.body for note in first.notes.all()] == ["After."]
    assert (first.city, second.city) == ("Troy", "Albany")


def test_an_undo_is_an_event_and_a_line_in_the_log(pair, bob) -> None:
    first, second = pair
    merge = merge_contacts(first, second, actor=bob)
    undo_merge(merge, actor=bob)
    payload = {"merge_id": merge.pk, "contact_id": first.pk, "loser_id": second.pk}
    assert events("contact.unmerged") == [("contact.unmerged", payload)]
    assert logged("contact.unmerged") == [(f"user:{bob.pk}", payload)]
    merge.refresh_from_db()
    assert (merge.record, merge.rejected) == ({}, {})


def test_it_is_taken_back_once_and_within_thirty_days(pair, bob) -> None:
    first, second = pair
    merge = merge_contacts(first, second, actor=bob)
    undo_merge(merge, actor=bob)
    with pytest.raises(NotMergeableError):
        undo_merge(merge, actor=bob)
    merge = merge_contacts(first, Contact.objects.get(pk=second.pk), actor=bob)
    with clock.stopped(clock.now() + timedelta(days=30, minutes=1)), pytest.raises(NotMergeableError):
        undo_merge(merge, actor=bob)
    assert Contact.objects.count() == 1


def test_after_its_time_only_what_a_reimport_needs_is_left(pair, bob) -> None:
    first, second = pair
    merge = merge_contacts(first, second, actor=bob)
    with clock.stopped(clock.now() + timedelta(days=31)):
        apply_retention()
    merge.refresh_from_db()
    assert merge.record == {}
    assert merge.rejected["values"]["title"] == ["Vice President"]
    assert not merge.can_be_undone


def test_merges_are_taken_back_in_turn(acme, pair, bob) -> None:
    first, second = pair
    third = dana_of(acme, bob, title="Third")
    before = all_rows()
    inner = merge_contacts(first, second, actor=bob)
    outer = merge_contacts(third, first, actor=bob)
    with pytest.raises(NotMergeableError, match="that merge back first"):
        undo_merge(inner, actor=bob)
    undo_merge(outer, actor=bob)
    undo_merge(Merge.objects.get(pk=inner.pk), actor=bob)
    assert differing(before, all_rows()) == {}


def test_what_the_loser_pointed_at_may_be_gone(acme, pair, bob) -> None:
    first, second = pair
    firm = Company.objects.create(organization=acme, name="Globex", name_key="globex")
    other = Company.objects.create(organization=acme, name="Globex Corp", name_key="globex")
    gone = Company.objects.create(organization=acme, name="Hooli", name_key="hooli")
    update_contact(second, actor=bob, company=firm)
    update_contact(first, actor=bob, company=gone)
    merge = merge_contacts(first, second, actor=bob)
    merge_companies(other, firm, actor=bob)
    second = undo_merge(merge, actor=bob)
    assert second.company_id == other.pk
    merge = merge_contacts(first, second, {"company_id": "loser"}, actor=bob)
    gone.delete()
    undo_merge(merge, actor=bob)
    first.refresh_from_db()
    assert first.company_id is None


def test_a_sequence_that_came_since_is_not_pushed_aside(acme, pair, engage, bob) -> None:  # noqa: F811
    first, second = pair
    enrol(first, engage, bob)
    enrol(second, engage, bob)
    Enrollment.objects.filter(contact=second).update(position=2)
    merge = merge_contacts(first, second, actor=bob)
    assert Enrollment.objects.get(contact=first, status="active").position == 2
    Enrollment.objects.filter(contact=first, status="active").update(status="finished")
    sequence = Sequence.objects.exclude(pk=engage.pk).filter(organization=acme)[0]
    newest = Enrollment.objects.create(organization=acme, contact=first, sequence=sequence, enrolled_by="user:1")
    undo_merge(merge, actor=bob)
    assert Enrollment.objects.get(contact=first, status="active") == newest


def test_two_companies_are_two_again(acme, bob) -> None:
    one, two = (
        Company.objects.create(organization=acme, name=name, name_key="globex", currency=currency)
        for name, currency in (("Globex", "USD"), ("Globex Inc.", "EUR"))
    )
    contact = dana_of(acme, bob, company=two)
    burden(contact, bob, "one")
    before = all_rows()
    merge = merge_companies(one, two, actor=bob)
    contact.refresh_from_db()
    assert contact.company_id == one.pk
    undo_merge(merge, actor=bob)
    after = all_rows()
    assert after["crm.Contact", contact.pk].pop("scored_version") is None  # it is scored again by itself
    before["crm.Contact", contact.pk].pop("scored_version")
    assert differing(before, after) == {}
