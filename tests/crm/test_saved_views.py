"""Saved views: who may keep, open, change and delete one; what it asks of the list, and what if that is gone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.companies import create_company
from crm.contacts import create_contact
from crm.errors import BadViewError
from crm.models import Contact, SavedView, Segment
from crm.own_fields.defining import archive_field, define_field
from crm.saved_views.defining import change_view, delete_view, save_view, views_of
from crm.saved_views.questions import Question, load
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from tests.crm.helpers import logged

pytestmark = pytest.mark.django_db
LIST = "/crm/contact/"


def member(user: User) -> Membership:
    return Membership.objects.get(user=user)


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def keep(client: Client, query: str, name: str = "Mine", **more: str) -> Any:
    return client.post(f"{LIST}views/save/", {"query": query, "name": name, **more})


def test_a_view_keeps_filters_search_columns_and_order(as_alice: Client, dana: Contact) -> None:
    answer = keep(as_alice, "lifecycle__exact=lead&q=dana&columns=title,person&o=-2&p=3", is_pinned="1")
    view = SavedView.objects.get()
    assert load(view.asks) == Question(
        filters={"lifecycle__exact": ["lead"]}, search="dana", columns=["title", "person"], order=["-person"]
    )
    assert (view.is_shared, view.is_pinned) == (False, True)
    assert logged("view.saved") == [(f"user:{view.owner_id}", {"noun": "contact", "is_shared": False})]
    opened = as_alice.get(f"{LIST}?open={view.pk}")
    assert opened.url == answer.url
    page = as_alice.get(opened.url)
    assert [row.pk for row in page.context["cl"].result_list] == [dana.pk]
    assert page.context["cl"].list_display[1:] == ["title", "person"]
    assert page.context["bar"].current == view
    assert not page.context["bar"].is_changed


def test_columns_are_chosen_without_a_view_and_the_order_stays(as_alice: Client, alice: User, dana: Contact) -> None:
    field = define_field(dana.organization, "contact", "Shoe size", "number", actor=alice)
    column = f"own_{field.key}"
    chosen = as_alice.get(LIST, {"column": ["", "owner", column, "person"], "order": "-person", "q": "dana"})
    assert chosen.url == f"{LIST}?q=dana&columns=owner%2C{column}%2Cperson&o=-3"
    page = as_alice.get(chosen.url)
    assert [one.label for one in page.context["bar"].columns if one.is_shown] == ["Owner", "Shoe size", "Contact"]
    assert page.context["cl"].get_ordering_field_columns() == {3: "desc"}
    assert not SavedView.objects.exists()


def test_no_column_at_all_is_the_columns_of_the_list(as_alice: Client, dana: Contact) -> None:
    assert as_alice.get(LIST, {"column": [""], "order": ""}).url == LIST
    assert as_alice.get(f"{LIST}?columns=nothing,passwords").context["cl"].list_display[1] == "person"


def test_a_personal_view_is_nobody_elses(as_alice: Client, alice: User, bob: User, dana: Contact) -> None:
    view = save_view("contact", "Bob's", Question(), by=member(bob))
    assert views_of("contact", member(alice)) == []
    assert as_alice.get(f"{LIST}?open={view.pk}").status_code == 404
    assert as_alice.post(f"{LIST}views/{view.pk}/delete/").status_code == 404
    assert "Bob&#x27;s" not in as_alice.get(f"{LIST}?view={view.pk}").content.decode()


def test_a_shared_view_is_changed_by_its_owner_and_by_managers(
    alice: User, bob: User, victor: User, dana: Contact
) -> None:
    view = save_view("contact", "Leads", Question(), by=member(bob), is_shared=True)
    assert views_of("contact", member(victor)) == [view]
    assert as_user(victor).post(f"{LIST}views/{view.pk}/change/", {"name": "X"}).status_code == 403
    with pytest.raises(BadViewError):
        change_view(view, by=member(victor), name="X")
    with pytest.raises(BadViewError):
        delete_view(view, by=member(victor))
    as_user(alice).post(f"{LIST}views/{view.pk}/change/", {"name": "Leads now", "is_shared": "1", "do": "change"})
    view.refresh_from_db()
    assert (view.name, view.is_shared, view.owner) == ("Leads now", True, bob)
    as_user(alice).post(f"{LIST}views/{view.pk}/change/", {"query": "lifecycle__exact=lead", "do": "update"})
    view.refresh_from_db()
    assert load(view.asks).filters == {"lifecycle__exact": ["lead"]}
    as_user(alice).post(f"{LIST}views/{view.pk}/delete/")
    assert not SavedView.objects.exists()
    assert [why.get("fields") for _, why in logged("view.changed")] == [["name"], ["asks"]]


def test_a_viewer_keeps_views_and_shares_none(victor: User, dana: Contact) -> None:
    keep(as_user(victor), "", "Shared", is_shared="1")
    assert not SavedView.objects.exists()
    keep(as_user(victor), "", "Own")
    assert SavedView.objects.get().owner == victor


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "Taken"])
def test_a_name_is_needed_and_taken_once(as_alice: Client, alice: User, name: str) -> None:
    save_view("contact", "Taken", Question(), by=member(alice))
    keep(as_alice, "", name)
    assert SavedView.objects.count() == 1


def test_the_same_name_may_be_another_members_and_another_lists(alice: User, bob: User) -> None:
    for noun, who in (("contact", alice), ("contact", bob), ("deal", alice)):
        save_view(noun, "Mine", Question(), by=member(who))
    assert SavedView.objects.count() == 3


def test_pinned_views_count_what_the_reader_sees(acme: Organization, alice: User, bob: User, dana: Contact) -> None:
    create_contact(acme, actor=alice, first_name="Owned", owner=bob)
    save_view("contact", "All", Question(), by=member(alice), is_shared=True, is_pinned=True)
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    part = f"{LIST}views/pinned/"
    assert [str(count) for _, count in as_user(alice).get(part).context["pinned"]] == ["2"]
    assert [str(count) for _, count in as_user(bob).get(part).context["pinned"]] == ["1"]


def test_a_view_whose_field_is_gone_says_so_and_shows_the_rest(
    as_alice: Client, acme: Organization, alice: User, dana: Contact
) -> None:
    field = define_field(acme, "contact", "Tier", "choice", choices=["Gold"], in_list=True, actor=alice)
    asked = f"own_{field.key}=Gold&lifecycle__exact=lead&columns=person,own_{field.key}"
    keep(as_alice, asked, "Gold leads", is_pinned="1")
    archive_field(field, actor=alice)
    view = SavedView.objects.get()
    opened = as_alice.get(f"{LIST}?open={view.pk}")
    assert opened.url == f"{LIST}?view={view.pk}&lifecycle__exact=lead&columns=person"
    assert "does not have any more" in as_alice.get(opened.url).content.decode()
    assert as_alice.get(f"{LIST}views/pinned/").context["pinned"] == [(view, None)]


def test_a_view_of_a_segment_that_is_gone_says_so(as_alice: Client, acme: Organization, dana: Contact) -> None:
    segment = Segment.objects.create(organization=acme, name="VPs", slug="vps")
    keep(as_alice, f"segment={segment.pk}", "VPs", is_pinned="1")
    segment.delete()
    view = SavedView.objects.get()
    assert "does not have any more" in as_alice.get(f"{LIST}?open={view.pk}", follow=True).content.decode()


def test_what_no_list_can_be_asked_breaks_neither_page_nor_count(as_alice: Client, alice: User, dana: Contact) -> None:
    hostile = Question(filters={"owner__password__startswith": ["x"], "lifecycle__exact": ["x"]}, order=["-secret"])
    view = save_view("contact", "Hostile", hostile, by=member(alice), is_pinned=True)
    SavedView.objects.filter(pk=view.pk).update(asks={"filters": 7, "columns": "x"})
    assert as_alice.get(f"{LIST}?open={view.pk}", follow=True).status_code == 200
    assert as_alice.get(f"{LIST}views/pinned/").status_code == 200
    for named in ("x", "9" * 30, str(view.pk + 1)):
        assert as_alice.get(f"{LIST}?open={named}").status_code == 404
    for bad in (Question(search="x" * 5000), Question(filters={"lifecycle__exact": ["\0"]})):
        with pytest.raises(BadViewError):
            save_view("contact", "Bad", bad, by=member(alice))
    assert keep(as_alice, "q=a%00b", "Nu\0l").status_code == 302
    assert keep(as_alice, "q=a%00b", "Stripped").status_code == 302
    assert load(SavedView.objects.get(name="Stripped").asks).search == "ab"


@pytest.mark.parametrize("noun", ["contact", "company", "deal", "task"])
def test_every_list_of_records_has_views(
    as_alice: Client, acme: Organization, alice: User, dana: Contact, noun: str
) -> None:
    create_company(acme, "Initech", actor=alice)
    saved = as_alice.post(reverse(f"admin:crm_{noun}_view_save"), {"query": "", "name": "V", "is_pinned": "1"})
    page = as_alice.get(saved.url)
    assert page.context["bar"].current == SavedView.objects.get(noun=noun)
    everything = [one.name for one in page.context["bar"].columns]
    wide = as_alice.get(reverse(f"admin:crm_{noun}_changelist"), {"columns": ",".join(everything)})
    assert wide.status_code == 200
    assert [one.name for one in wide.context["bar"].columns if one.is_shown] == everything
    assert as_alice.get(reverse(f"admin:crm_{noun}_view_pinned")).status_code == 200
    other = "deal" if noun == "contact" else "contact"
    assert (
        as_alice.get(f"{reverse(f'admin:crm_{other}_changelist')}?open={SavedView.objects.get().pk}").status_code == 404
    )
