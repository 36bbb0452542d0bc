"""Who is there twice is found; who merely shares something with somebody is left alone."""

import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.companies import create_company, update_company
from crm.contacts import create_contact, update_contact
from crm.duplicates.finding import find_companies, find_contacts
from crm.duplicates.pairs import dismiss, lookalikes
from crm.duplicates.scan import find_duplicates
from crm.models import Company, Contact, DuplicatePair
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(acme: Organization, bob: User) -> Any:
    """`person("Dana Diaz", "dana@globex.example", phones=[…])`: a contact of Acme."""

    def make(name: str, *emails: str, **fields: Any) -> Contact:
        first, _, last = name.partition(" ")
        return create_contact(acme, actor=bob, first_name=first, last_name=last, emails=emails, country="US", **fields)

    return make


def reasons(acme: Organization) -> list[tuple[str, ...]]:
    return [tuple(pair.codes) for pair in find_contacts(acme.pk).values()]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("dana@globex.example", "dana+news@globex.example"),
        ("dana+a@globex.example", "dana+b@globex.example"),
        ("dana.diaz@gmail.com", "danadiaz@googlemail.com"),
        ("d.a.n.a@gmail.com", "dana+x@gmail.com"),
    ],
)
def test_one_mailbox_in_two_spellings_is_one_person(acme, person, one: str, other: str) -> None:
    person("Dana Diaz", one)
    person("D. Diaz", other)
    assert reasons(acme) == [("mailbox",)]
    assert DuplicatePair.objects.get().confidence == 95


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("info@globex.example", "info+dana@globex.example"),  # a task's mailbox
        ("dana.diaz@globex.example", "danadiaz@globex.example"),  # dots count, but at Gmail
        ("dana@globex.example", "dana@hooli.example"),
    ],
)
def test_other_mailboxes_are_others(acme, person, one: str, other: str) -> None:
    person("Dana Diaz", one)
    person("Dana Diaz", other)
    assert reasons(acme) == []


def test_a_mailbox_that_two_people_share_by_tags_is_no_person(acme, person) -> None:
    person("Dana Diaz", "team+dana@globex.example")
    person("Erin Evans", "team+erin@globex.example")
    assert reasons(acme) == []


@pytest.mark.parametrize("name", ["Dana Diaz", "D. Diaz", "Dana Dias", "Dana Diza"])
def test_one_number_and_one_name_is_one_person(acme, person, name: str) -> None:
    person("Dana Diaz" if name != "Dana Dias" and name != "Dana Diza" else "Dana Diazes", phones=["+12125550101"])
    person(name.replace("Dias", "Diazas").replace("Diza", "Diazse"), phones=["+12125550101"])
    assert reasons(acme) == [("phone",)]


@pytest.mark.parametrize("name", ["Dan Diaz", "Dana Evans", "Diana Diaz", "Erin Diaz", "Daniel"])
def test_two_people_with_one_number_are_two(acme, person, name: str) -> None:
    person("Dana Diaz", phones=["+12125550101"])
    person(name, phones=["+12125550101"])
    assert reasons(acme) == []


def test_a_short_form_of_a_name_is_the_name(acme, person) -> None:
    person("Robert Reed", phones=["+12125550101"])
    person("Bob Reed", phones=["+12125550101"])
    assert reasons(acme) == [("phone",)]


def test_a_switchboard_makes_no_pair_unless_the_name_is_the_same(acme, person) -> None:
    firm = create_company(acme, "Globex", actor="user:1", phone="212 555 0101", country="US")
    person("Robert Reed", phones=["+12125550101"])
    person("Bob Reed", phones=["+12125550101"], company=firm)
    assert reasons(acme) == []
    person("Bob Reed", phones=["+12125550101"])
    assert reasons(acme) == [("phone",)]


def test_a_number_that_many_have_is_a_switchboard(acme, person) -> None:
    for name in ("Robert Reed", "Bob Reed", "Erin Evans", "Ned Nolan"):
        person(name, phones=["+12125550101"])
    assert reasons(acme) == []


def test_two_linkedin_profiles_are_two_people(acme, person) -> None:
    for number in (1, 2):
        person("Dana Diaz", phones=["+12125550101"], company_name="Globex", linkedin=f"linkedin.com/in/dana-{number}")
    assert reasons(acme) == []


def test_one_name_in_one_company_is_one_person(acme, person) -> None:
    person("Dana Diaz", company_name="Globex Inc.")
    person("Dána DIAZ", company_name="Globex")
    assert reasons(acme) == [("name_company",)]


def test_a_firm_that_numbers_its_namesakes_has_two_of_them(acme, person) -> None:
    person("John Smith", "john.smith@globex.example", company_name="Globex")
    person("John Smith", "john.smith2@globex.example", company_name="Globex")
    assert reasons(acme) == []


def test_a_first_name_alone_or_another_firm_makes_nobody_twice(acme, person) -> None:
    person("Dana", company_name="Globex")
    person("Dana", company_name="Globex")
    person("Erin Evans", company_name="Globex")
    person("Erin Evans", company_name="Hooli")
    person("Erin Evans")
    assert reasons(acme) == []


def test_another_organizations_people_are_nobody_here(acme, rival, person, charlie) -> None:
    person("Dana Diaz", phones=["+12125550101"])
    create_contact(rival, actor=charlie, first_name="Dana", last_name="Diaz", phones=["+12125550101"])
    assert reasons(acme) == []


@pytest.mark.parametrize(
    ("one", "other", "confidence"),
    [
        ({"name": "Globex", "domain": "globex.example"}, {"name": "Globex Inc.", "domain": "globex.example"}, 99),
        ({"name": "Globex", "domain": "globex.example"}, {"name": "Globex Foods", "domain": "globex.example"}, 75),
        ({"name": "Globex", "domain": "globex.example"}, {"name": "GLOBEX GmbH"}, 80),
        ({"name": "Globex", "domain": "globex.example"}, {"name": "Globex", "domain": "globex.test"}, None),
        ({"name": "Globex", "country": "US"}, {"name": "Globex", "country": "DE"}, None),
        ({"name": "Globex", "domain": "gmail.com"}, {"name": "Hooli", "domain": "gmail.com"}, None),
    ],
)
def test_companies_are_found_by_domain_and_by_name(acme, bob, one, other, confidence) -> None:
    for fields in (one, other):
        create_company(acme, fields["name"], actor=bob, **{k: v for k, v in fields.items() if k != "name"})
    found = [pair.confidence for pair in find_companies(acme.pk).values()]
    assert found == ([confidence] if confidence else [])


def test_a_pair_is_found_when_a_record_is_saved_and_goes_when_it_no_longer_holds(acme, person, bob) -> None:
    one = person("Dana Diaz", phones=["+12125550101"])
    other = person("Dana Diaz", phones=["+12125550101"])
    assert list(lookalikes("contact", one)) == [other]
    assert list(lookalikes("contact", other)) == [one]
    update_contact(other, actor=bob, first_name="Erin")
    assert not DuplicatePair.objects.exists()
    firm = create_company(acme, "Globex", actor=bob)
    create_company(acme, "Hooli", actor=bob)
    update_company(Company.objects.get(name="Hooli"), actor=bob, name="Globex Ltd")
    assert [each.name for each in lookalikes("company", firm)] == ["Globex Ltd"]


def test_who_was_dismissed_is_not_asked_about_again(acme, person, bob) -> None:
    person("Dana Diaz", phones=["+12125550101"])
    one = person("Dana Diaz", phones=["+12125550101"])
    assert dismiss(acme, DuplicatePair.objects.all(), actor=bob) == 1
    assert dismiss(acme, DuplicatePair.objects.all(), actor=bob) == 0
    update_contact(one, actor=bob, last_name="diaz")
    find_duplicates(acme)
    assert DuplicatePair.objects.get().status == "dismissed"
    assert [actor for actor, _ in logged("duplicates.dismissed")] == [f"user:{bob.pk}"]


def test_the_scan_finds_what_came_by_other_ways_and_lets_go_of_what_is_gone(acme, person, bob) -> None:
    one, other = person("Dana Diaz", phones=["+12125550101"]), person("Erin Evans", phones=["+12125550101"])
    Contact.objects.filter(pk=other.pk).update(first_name="Dana", last_name="Diaz", name_key="dana diaz")
    assert find_duplicates(acme)["contact"].new == 1
    assert find_duplicates(acme)["contact"].new == 0
    one.delete()
    assert find_duplicates(acme)["contact"].gone == 1
    assert not DuplicatePair.objects.exists()
    assert len(logged("duplicates.looked_for")) == 2


def test_a_scan_asks_no_more_for_more_people(acme, bob) -> None:
    def pairs(numbers: range) -> int:
        for number in numbers:
            for _ in range(2):
                name = {"first_name": "Lee", "last_name": f"Nr{number}", "name_key": f"lee nr{number}"}
                contact = Contact.objects.create(organization=acme, **name)
                contact.phones.create(organization=acme, number=f"+1212555{number:04}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            find_contacts(acme.pk)
        return len(asked)

    assert pairs(range(3)) == pairs(range(3, 60))


def test_the_command_prints_one_object(acme, person, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = person("Dana Diaz", phones=["+12125550101"]), person("Dana Diaz", phones=["+12125550101"])
    call_command("find_duplicates", organization="acme", json=True)
    told = json.loads(capsys.readouterr().out)
    assert (told["organization"], told["contact_pairs"], told["company_pairs"], told["open"]) == ("acme", 1, 0, 1)
    (pair,) = told["pairs"]
    assert pair["ids"] == [one.pk, other.pk]
    assert (pair["kind"], pair["reasons"], pair["confidence"]) == ("contact", ["phone"], 90)
    call_command("find_duplicates", organization="acme")
    assert "1 pairs of contacts and 0 of companies; 0 are new, 1 wait." in capsys.readouterr().out
