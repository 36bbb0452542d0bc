"""Segments as rows: kept under a name, refused when they ask for what there is not, never across organizations."""

import json
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from crm.contacts import update_contact
from crm.deals import create_deal
from crm.errors import BadSegmentError, WrongOrganizationError
from crm.models import Company, Contact, Segment, Tag
from crm.own_fields.defining import archive_field, define_field
from crm.segments import operators
from crm.segments.acts import act_on, own_segment, score_segment, tag_segment
from crm.segments.compiling import catalogue, segment_contacts, segment_rows
from crm.segments.conditions import Condition, Group, dump, load
from crm.segments.defining import (
    change_segment,
    create_segment,
    delete_segment,
    duplicate_segment,
    find_segment,
)
from crm.segments.words import in_words
from quotahit import clock
from quotahit.accounts.commands import WrongUse
from quotahit.accounts.models import Membership, Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db


def asks(*conditions: tuple[Any, ...], match: Any = "all") -> Group:
    return Group(match=match, conditions=[Condition(field=f, operator=o, value=v) for f, o, v in conditions])


def of(user: User) -> Membership:
    return user.memberships.get()


VPS = asks(("contact.title", "starts_with", "vp"))


@pytest.fixture
def vps(acme: Organization, alice: User, dana: Contact) -> Segment:
    return create_segment(acme, "Vice presidents", "contact", VPS, actor=alice)


def test_a_segment_finds_its_people_and_leaves_its_trace(
    acme: Organization, alice: User, dana: Contact, vps: Segment
) -> None:
    assert list(segment_contacts(vps, acme)) == [dana]
    assert vps.slug == "vice-presidents"
    assert logged("segment.created") == [(f"user:{alice.pk}", {"noun": "contact"})]
    assert change_segment(vps, actor=alice, name="VPs", conditions=asks(("contact.title", "is", "CEO"))) == [
        "conditions",
        "name",
    ]
    assert not segment_contacts(vps, acme).exists()
    assert change_segment(vps, actor=alice, name="VPs") == []
    assert events("segment.changed") == [("segment.changed", {"noun": "contact", "fields": ["conditions", "name"]})]
    vps.refresh_from_db()
    assert (vps.name, vps.slug) == ("VPs", "vice-presidents")


def test_copies_have_names_of_their_own(acme: Organization, alice: User, vps: Segment) -> None:
    copies = [duplicate_segment(vps, actor=alice) for _ in range(2)]
    assert [copy.name for copy in copies] == ["Vice presidents (copy)", "Vice presidents (copy 2)"]
    assert {copy.slug for copy in copies} == {"vice-presidents-copy", "vice-presidents-copy-2"}
    assert copies[0].conditions == vps.conditions
    delete_segment(vps, actor=alice)
    assert Segment.objects.count() == 2
    assert len(logged("segment.deleted")) == 1


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (("contact.shoe_size", "is", "x"), "no field “contact.shoe_size”"),
        (("custom.shoe_size", "is", "x"), "no field “custom.shoe_size”"),
        (("contact.name_key", "is", "x"), "no field “contact.name_key”"),
        (("contact.organization", "is", "x"), "no field"),
        (("contact.title", "sounds_like", "x"), "Title: There is no operator “sounds_like”"),
        (("contact.title", "at_least", 4), "no operator “at_least”"),
        (("contact.title", "contains", ""), "Title: It needs a text"),
        (("contact.title", "contains", None), "needs a text"),
        (("contact.title", "contains", ["a"]), "needs a text"),
        (("contact.fit", "at_least", "many"), "“many” is no number"),
        (("contact.fit", "between", 4), "needs two bounds"),
        (("contact.fit", "between", [9, 4]), "beyond the second"),
        (("contact.last_activity_at", "in_last_days", 1.5), "whole number of days"),
        (("contact.last_activity_at", "in_last_days", -1), "whole number of days"),
        (("contact.last_activity_at", "in_last_days", 10**9), "whole number of days"),
        (("contact.last_activity_at", "on_or_after", "soon"), "is no date"),
        (("tags", "is_one_of", []), "Choose at least one"),
    ],
)
def test_what_cannot_be_asked_is_an_error_in_words(
    acme: Organization, alice: User, condition: tuple[Any, ...], said: str
) -> None:
    with pytest.raises(BadSegmentError, match=said):
        create_segment(acme, "Nonsense", "contact", asks(condition), actor=alice)
    assert not Segment.objects.exists()


@pytest.mark.parametrize(
    "stored",
    [
        {"match": "none"},
        {"conditions": [{"field": "tags"}]},
        {"conditions": [{"field": "tags", "operator": "is_one_of", "value": {"a": 1}}]},
        {"conditions": [{"field": "a", "operator": "b", "sql": "DROP TABLE"}]},
        {"conditions": [{"conditions": [{"conditions": [{"conditions": [{"conditions": []}]}]}]}]},
        {"conditions": [{"field": "held", "operator": "is_yes"}] * 51},
    ],
)
def test_what_is_no_segment_is_refused(stored: dict[str, Any]) -> None:
    with pytest.raises(BadSegmentError):
        load(stored)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "Vice  presidents"])
def test_a_name_is_needed_and_only_once(acme: Organization, alice: User, vps: Segment, name: str) -> None:
    with pytest.raises(BadSegmentError):
        create_segment(acme, name, "contact", VPS, actor=alice)


def test_organizations_never_mix(acme: Organization, rival: Organization, alice: User, vps: Segment) -> None:
    Contact.objects.create(organization=rival, first_name="Ray", title="VP Sales")
    create_segment(rival, "Vice presidents", "contact", VPS, actor="system:test")
    assert segment_contacts(vps, acme).count() == 1
    with pytest.raises(WrongOrganizationError):
        segment_contacts(vps, rival)
    assert find_segment(rival, str(vps.pk)) is None


def test_a_segment_of_companies_is_no_segment_of_contacts(acme: Organization, alice: User, dana: Contact) -> None:
    software = asks(("company.industry", "is", "software"))
    firms = create_segment(acme, "Software", "company", software, actor=alice)
    assert list(segment_rows(firms, acme)) == [dana.company]
    with pytest.raises(BadSegmentError, match="segment of company records"):
        segment_contacts(firms, acme)
    deal = create_deal(acme, actor=alice, name="Yearly", contact=dana, amount=None)
    deals = create_segment(acme, "Open", "deal", software, actor=alice)
    assert list(segment_rows(deals, acme)) == [deal]


def test_days_are_those_of_the_organization_and_move_with_the_clock(
    acme: Organization, alice: User, dana: Contact
) -> None:
    define_field(acme, "contact", "Renewal", "date", actor=alice)
    update_contact(dana, actor=alice, custom={"renewal": "2026-11-23"})
    today = create_segment(acme, "Today", "contact", asks(("custom.renewal", "in_next_days", 0)), actor=alice)
    for at, found in (
        (datetime(2026, 11, 23, 4, 59, tzinfo=UTC), False),  # a minute before midnight in New York
        (datetime(2026, 11, 23, 5, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 4, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 5, 0, tzinfo=UTC), False),
    ):
        with clock.stopped(at):
            assert segment_contacts(today, acme).exists() == found, at


def test_an_archived_field_is_asked_where_it_was_and_offered_no_more(
    acme: Organization, alice: User, dana: Contact
) -> None:
    field = define_field(acme, "contact", "Seats", "number", actor=alice)
    update_contact(dana, actor=alice, custom={"seats": 40})
    segment = create_segment(acme, "Big", "contact", asks(("custom.seats", "at_least", 40)), actor=alice)
    archive_field(field, actor=alice)
    assert segment_contacts(segment, acme).exists()
    assert "custom.seats" not in catalogue(acme, "contact")


def test_an_empty_segment_is_everybody_and_says_so(acme: Organization, alice: User, dana: Contact) -> None:
    for group in (Group(), Group(match="any"), Group(match="any", conditions=[Group(), *VPS.conditions])):
        segment = Segment(organization=acme, conditions=dump(group))
        assert segment_contacts(segment, acme).count() == 1
    assert in_words(Group(), {}, acme) == "everybody"


def test_a_choice_of_ours_is_said_in_the_reader_s_words(acme: Organization) -> None:
    group = asks(("contact.lifecycle", "is_one_of", ["lead", "engaged"]))
    assert in_words(group, catalogue(acme, "contact"), acme) == "Lifecycle is one of Lead, Engaged"


def test_a_segment_can_be_said_in_words(acme: Organization, alice: User, dana: Contact) -> None:
    tag = Tag.objects.create(organization=acme, name="conference")
    group = Group(
        conditions=[
            Condition(field="contact.title", operator="contains", value="VP"),
            asks(("tags", "is_one_of", [str(tag.pk), "99"]), ("contact.fit", "between", [40, 70]), match="any"),
            Condition(field="reply.last", operator="in_last_days", value=14),
            Condition(field="held", operator="is_no"),
            Condition(field="gone", operator="is"),
        ]
    )
    assert in_words(group, catalogue(acme, "contact"), acme) == (
        "Title contains “VP” and (Tags is one of conference, (gone) or Fit score is between 40 and 70) and"
        " Last reply in the last 14 days and Held now no and gone is (there is no such question any more)"
    )


def test_acts_reach_everybody_once_even_when_they_leave_by_it(
    acme: Organization, alice: User, bob: User, rival: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.segments.acts.BATCH", 2)
    for organization in (acme, rival):
        Contact.objects.bulk_create(Contact(organization=organization, first_name=f"P{n}") for n in range(5))
    tag = Tag.objects.create(organization=acme, name="new")
    untagged = create_segment(acme, "New", "contact", asks(("tags", "is_none_of", [str(tag.pk)])), actor=alice)
    assert tag_segment(untagged, "new", by=of(alice)) == 5
    assert segment_contacts(untagged, acme).count() == 0
    everybody = create_segment(acme, "All", "contact", Group(), actor=alice)
    assert own_segment(everybody, bob, by=of(alice)) == 5
    assert own_segment(everybody, bob, by=of(alice)) == 0
    assert own_segment(everybody, None, by=of(alice)) == 5
    assert score_segment(everybody, by=of(alice)) == 5
    assert Contact.objects.filter(organization=rival, fit=None, owner=None, tags=None).count() == 5
    updated = [why for _, why in logged("contacts.updated") if why["field"] == "owner"]
    assert [why["count"] for why in updated] == [2, 2, 1] * 2


def test_who_asked_for_an_act_is_told(acme: Organization, alice: User, bob: User, charlie: User, vps: Segment) -> None:
    assert act_on(vps, "own", str(bob.pk), by=of(alice)) == 1
    assert alice.notifications.get().title == "Vice presidents: 1 given to their new owner"
    for act, argument in (("own", str(charlie.pk)), ("tag", " "), ("delete", "")):
        with pytest.raises(BadSegmentError):
            act_on(vps, act, argument, by=of(alice))


def test_the_command_lists_and_counts(acme: Organization, vps: Segment, dana: Contact) -> None:
    def run(*arguments: str) -> dict[str, Any]:
        out = StringIO()
        call_command("segments", *arguments, "--json", stdout=out)
        return json.loads(out.getvalue())

    (told,) = run("list")["segments"]
    assert (told["slug"], told["asks"]) == ("vice-presidents", "Title begins with “vp”")
    assert run("count", "vice-presidents") == {"organization": "acme", "slug": "vice-presidents", "count": 1}
    assert run("count", str(vps.pk))["count"] == 1
    with pytest.raises(WrongUse, match="There are: vice-presidents"):
        run("count", "nobody")


def test_every_kind_has_operators_and_every_code_is_one_of_its_kind() -> None:
    assert operators.OPERATORS.keys() == set(operators.Kind)
    for known in operators.OPERATORS.values():
        assert len({one.code for one in known}) == len(known)


def test_numbers_beyond_a_column_are_asked_all_the_same(acme: Organization, alice: User, dana: Contact) -> None:
    Company.objects.update(growth="7.5", employees=240)
    for field in ("company.growth", "company.employees"):
        for operator, value, found in (("at_least", 10**13, 0), ("at_most", 10**13, 1), ("at_most", -(10**13), 0)):
            segment = Segment(organization=acme, conditions=dump(asks((field, operator, value))))
            assert segment_contacts(segment, acme).count() == found, (field, operator, value)
    half = Segment(organization=acme, conditions=dump(asks(("company.growth", "between", [7.45, 7.55]))))
    assert segment_contacts(half, acme).count() == 1


def test_a_member_acts_on_whom_they_see(acme: Organization, alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob).update(reach="own")
    mine, other = Contact.objects.bulk_create(
        Contact(organization=acme, first_name=name, owner=owner) for name, owner in (("Mine", bob), ("Other", alice))
    )
    everybody = create_segment(acme, "All", "contact", Group(), actor=alice)
    assert tag_segment(everybody, "seen", by=of(bob)) == 1
    assert list(Contact.objects.filter(tags__name="seen")) == [mine]
    assert tag_segment(everybody, "seen", by=of(alice)) == 1
    assert set(Contact.objects.filter(tags__name="seen")) == {mine, other}
