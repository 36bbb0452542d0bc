import pytest

from crm.addresses import add_email, add_phone, invalidate_email, make_primary, set_validity
from crm.choices import Validity
from crm.companies import find_company, find_or_create_company, update_company
from crm.contacts import create_contact, enrich_contact, find_contact, update_contact
from crm.errors import AddressTakenError, BadAddressError, UnknownFieldError, WrongOrganizationError
from crm.marking import set_lifecycle, tag_contacts
from crm.models import Company, Contact, ContactEmail
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db


def test_a_contact_is_made_with_addresses_company_and_tags_in_one_act(acme: Organization, alice: User) -> None:
    erin = create_contact(
        acme,
        actor=alice,
        first_name="Érin",
        last_name="Evans",
        country="US",
        linkedin="linkedin.com/in/Erin-Evans?trk=x",
        emails=["Erin@Initech.example", "e.evans@home.example"],
        phones=["(212) 555-0142"],
        company_name="Initech, Inc.",
        tags=["conference"],
        external=("apollo", "a-1"),
        custom={"segment": "mid"},
    )
    assert [(email.key, email.is_primary) for email in erin.emails.all()] == [
        ("erin@initech.example", True),
        ("e.evans@home.example", False),
    ]
    assert erin.phones.get().number == "+12125550142"
    assert (erin.name_key, erin.linkedin) == ("erin evans", "https://www.linkedin.com/in/erin-evans")
    assert Company.objects.get(contacts=erin).name_key == "initech"
    assert erin.custom_fields.text("segment") == "mid"
    assert events("contact.created") == [("contact.created", {})]
    assert logged("contact.created") == [(f"user:{alice.pk}", {})]
    assert erin.history.get().history_user == alice


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"emails": ["not an address"]}, BadAddressError),
        ({"emails": ["dana@globex.example"]}, AddressTakenError),
        ({"phones": ["12"]}, BadAddressError),
        ({"linkedin": "a blog"}, BadAddressError),
        ({"fit": 99}, UnknownFieldError),
    ],
)
def test_a_refused_contact_leaves_nothing_behind(
    acme: Organization, alice: User, dana: Contact, fields: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        create_contact(acme, actor=alice, first_name="Erin", company_name="Initech", **fields)
    assert list(Contact.objects.all()) == [dana]
    assert not Company.objects.filter(name="Initech").exists()
    assert events() == []


def test_a_change_names_its_fields_and_no_change_is_silent(alice: User, dana: Contact) -> None:
    assert update_contact(dana, actor=alice, title="CEO", custom={"segment": "mid"}) == ["custom", "title"]
    assert update_contact(dana, actor=alice, title="CEO", custom={"tier": 1}) == ["custom"]
    assert update_contact(dana, actor=alice, title="CEO", custom={"segment": None}) == ["custom"]
    assert update_contact(dana, actor=alice, title="CEO") == []
    dana.refresh_from_db()
    assert (dana.title, dana.custom) == ("CEO", {"tier": 1})
    assert [payload["fields"] for _, payload in events("contact.updated")] == [
        ["custom", "title"],
        ["custom"],
        ["custom"],
    ]
    assert dana.history.filter(history_type="~").count() == 3


def test_a_company_of_another_organization_is_refused(acme: Organization, rival: Organization, alice: User) -> None:
    theirs = Company.objects.create(organization=rival, name="Hooli", name_key="hooli")
    with pytest.raises(WrongOrganizationError):
        create_contact(acme, actor=alice, first_name="Erin", company=theirs)


def test_enrichment_fills_what_is_not_known_and_overwrites_nothing(dana: Contact) -> None:
    found = enrich_contact(dana, actor="agent:researcher", title="Chief Executive", city="New York", custom={"x": 1})
    assert found == ["city", "custom"]
    assert dana.title == "VP Sales"
    assert events("contact.enriched") == [("contact.enriched", {"found": ["city", "custom"]})]
    assert dana.history.first().history_change_reason == "agent:researcher"


def test_a_contact_is_found_by_the_strongest_key_that_is_given(
    acme: Organization, rival: Organization, alice: User, dana: Contact
) -> None:
    erin = create_contact(
        acme,
        actor=alice,
        first_name="Erin",
        last_name="Evans",
        phones=["+12125550142"],
        external=("hubspot", "7"),
        linkedin="https://linkedin.com/in/erin",
    )
    assert find_contact(acme, email=" DANA@globex.example ") == dana
    assert find_contact(acme, external=("hubspot", "7"), email="dana@globex.example") == erin
    assert find_contact(acme, linkedin="http://uk.linkedin.com/in/Erin/") == erin
    assert find_contact(acme, phone="212 555 0142", country="US", name="erin EVANS") == erin
    assert find_contact(acme, phone="+12125550142", name="Somebody Else") is None
    assert find_contact(rival, email="dana@globex.example") is None


def test_addresses_are_added_once_and_the_primary_can_be_chosen(alice: User, dana: Contact) -> None:
    second = add_email(dana, "dana.diaz@home.example", actor=alice)
    assert add_email(dana, "Dana.Diaz@home.example ", actor=alice) == second
    make_primary(second, actor=alice)
    assert [email.key for email in dana.emails.all()] == ["dana.diaz@home.example", "dana@globex.example"]
    add_phone(dana, "212-555-0142", actor=alice)
    assert dana.phones.get().number == "+12125550142"


def test_a_bounce_marks_the_address_once(acme: Organization, dana: Contact) -> None:
    marked = invalidate_email(acme, "Dana@Globex.example", actor="system:bounces")
    assert marked is not None
    assert not set_validity(marked, Validity.INVALID, actor="system:bounces")
    assert ContactEmail.objects.get().validity == Validity.INVALID
    assert len(events("contact.updated")) == 1
    assert invalidate_email(acme, "nobody@globex.example", actor="system:bounces") is None


def test_many_contacts_are_tagged_and_moved_at_once_but_never_another_organizations(
    acme: Organization, rival: Organization, alice: User, dana: Contact
) -> None:
    theirs = Contact.objects.create(organization=rival, first_name="Zoe", name_key="zoe")
    assert tag_contacts(acme, [dana.pk, theirs.pk], "hot list", actor=alice) == 1
    assert tag_contacts(acme, [dana.pk], "hot list", actor=alice) == 0
    assert set_lifecycle(acme, [dana.pk, theirs.pk], "qualified", actor=alice) == 1
    theirs.refresh_from_db()
    assert (theirs.lifecycle, theirs.tags.count()) == ("lead", 0)
    assert [payload["fields"] for _, payload in events("contact.updated")] == [["tags"], ["lifecycle"]]


def test_a_company_is_found_by_domain_then_by_name_without_its_legal_form(
    acme: Organization, alice: User, dana: Contact
) -> None:
    globex = dana.company
    assert find_or_create_company(acme, "Globex International", domain="www.Globex.example", actor=alice) == globex
    assert find_or_create_company(acme, "GLOBEX, Inc.", actor=alice) == globex
    assert find_company(acme, "Globex", domain="globex-bakery.example") is None
    other = find_or_create_company(acme, "Globex", domain="globex-bakery.example", actor=alice)
    assert other != globex
    assert update_company(other, actor=alice, employees=12, custom={"tier": "b"}) == ["custom", "employees"]
    assert update_company(other, actor=alice, employees=12) == []
    assert [type_ for type_, _ in events()] == ["company.created", "company.updated"]
