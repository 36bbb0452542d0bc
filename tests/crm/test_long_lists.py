"""A list of contacts that is long answers as a short one does, only by other ways."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from crm import search
from crm.contacts import create_contact
from crm.models import Contact
from quotahit.accounts.models import Organization, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(acme: Organization, rival: Organization, alice: User, charlie: User, dana: Contact) -> None:
    """Three at Hooli and one at Initech; Rival knows a Dana too."""
    for number, name in enumerate(("Danilo Ott", "Mia Danforth", "Lee Chan")):
        first, last = name.split()
        create_contact(
            acme,
            actor=alice,
            first_name=first,
            last_name=last,
            emails=[f"{first.lower()}@hooli.example"],
            phones=[f"+1212555012{number}"],
            company_name="Hooli",
            tags=["fair"],
        )
    create_contact(acme, actor=alice, first_name="Zoë", emails=["dan@initech.example"], company_name="Initech")
    create_contact(rival, actor=charlie, first_name="Dana", last_name="Rival", emails=["dana@rival.example"])


@pytest.mark.parametrize("many", [0, search.MANY])
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dan", {"Dana", "Danilo", "Mia", "Zoë"}),
        ("Lee Chan", {"Lee"}),
        ("mia@hooli.example", {"Mia"}),
        ("+1 212 555 0122", {"Lee"}),
        ("hooli inc.", {"Danilo", "Mia", "Lee"}),
        ("zebra", set()),
        ("@", set()),
    ],
)
def test_what_many_begin_with_is_found_like_what_few_do(
    acme: Organization, people: None, monkeypatch: pytest.MonkeyPatch, many: int, text: str, found: set[str]
) -> None:
    monkeypatch.setattr(search, "MANY", many)
    contacts = search.search_contacts(Contact.objects.for_organization(acme), acme, text)
    assert sorted(contact.first_name for contact in contacts) == sorted(found)


@pytest.mark.parametrize("column", [1, 3, 4, 7])
def test_a_list_sorted_down_is_the_one_sorted_up_read_backwards(as_alice: Client, people: None, column: int) -> None:
    up, down = (shown(as_alice, f"o={way}{column}") for way in ("", "-"))
    assert len(up) == 5
    assert up == down[::-1]


def test_the_list_of_a_tag_holds_those_who_bear_it(as_alice: Client, acme: Organization, people: None) -> None:
    tagged = Contact.objects.for_organization(acme).filter(tags__name="fair").order_by("-created_at", "-pk")
    tag = Contact.tags.through.objects.filter(contact=tagged[0]).get().tag_id
    assert shown(as_alice, f"tag={tag}") == [contact.pk for contact in tagged]
    assert len(shown(as_alice, "tag=zebra")) == 5


def shown(client: Client, asked: str) -> list[int]:
    """The contacts on the page, from its top."""
    page = client.get(f"{reverse('admin:crm_contact_changelist')}?{asked}").content.decode()
    return [int(pk) for pk in re.findall(r'name="_selected_action" value="(\d+)"', page)]
