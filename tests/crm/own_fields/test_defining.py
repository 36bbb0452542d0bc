"""Fields of an organization's own: defined, changed, archived, found in the data; typed by every verb."""

from typing import Any

import pytest

from crm.companies import create_company, update_company
from crm.contacts import create_contact, update_contact
from crm.deals import create_deal, update_deal
from crm.errors import BadFieldError, BadValueError
from crm.models import Contact, CustomField
from crm.own_fields.adopting import adopt_key, convert_values, found_keys
from crm.own_fields.defining import (
    archive_field,
    change_field,
    define_field,
    fields_of,
    rename_field,
    restore_field,
)
from crm.own_fields.schema import BadValuesError, field_schema, validate_values
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db


def test_a_field_gets_a_key_for_good_and_leaves_its_trace(acme: Organization, alice: User) -> None:
    field = define_field(acme, "contact", "Deal Size (€)", "number", actor=alice)
    assert (field.key, field.position) == ("deal_size", 0)
    rename_field(field, "Size", actor=alice)
    field.refresh_from_db()
    assert (field.key, field.label) == ("deal_size", "Size")
    why = {"noun": "contact", "key": "deal_size"}
    assert logged("custom_field.defined") == [(f"user:{alice.pk}", {**why, "kind": "number"})]
    assert events("custom_field.changed") == [("custom_field.changed", {**why, "fields": ["label"]})]


@pytest.mark.parametrize(
    ("label", "kind", "more", "said"),
    [
        ("", "text", {}, "needs a name"),
        ("Plan", "colour", {}, "no kind “colour”"),
        ("Plan", "choice", {}, "at least one word"),
        ("Plan", "text", {"key": "Big Plan"}, "no key"),
        ("Seats", "text", {}, "already"),
    ],
)
def test_what_is_no_field_is_refused(
    acme: Organization, alice: User, label: str, kind: str, more: dict[str, Any], said: str
) -> None:
    define_field(acme, "contact", "Seats", "number", actor=alice)
    with pytest.raises(BadFieldError, match=said):
        define_field(acme, "contact", label, kind, actor=alice, **more)
    with pytest.raises(BadFieldError, match="no fields of"):
        define_field(acme, "invoice", "Seats", "number", actor=alice)
    assert CustomField.objects.count() == 1


def test_nouns_and_organizations_have_their_own(acme: Organization, rival: Organization, alice: User) -> None:
    for organization, noun in ((acme, "contact"), (acme, "company"), (rival, "contact")):
        define_field(organization, noun, "Seats", "number", actor=alice)
    assert [field.organization for field in fields_of(acme, "contact")] == [acme]
    assert fields_of(rival, "company") == []


def test_an_archived_field_keeps_what_it_holds(acme: Organization, alice: User, dana: Contact) -> None:
    field = define_field(acme, "contact", "Seats", "number", actor=alice)
    update_contact(dana, actor=alice, custom={"seats": "40"})
    assert archive_field(field, actor=alice)
    assert not archive_field(field, actor=alice)
    assert fields_of(acme, "contact") == []
    dana.refresh_from_db()
    assert dana.custom == {"seats": 40}
    assert restore_field(field, actor=alice)
    assert [one.key for one in fields_of(acme, "contact")] == ["seats"]
    assert len(logged("custom_field.archived")) == len(logged("custom_field.restored")) == 1


def test_choices_are_each_there_once_and_can_be_changed(acme: Organization, alice: User, dana: Contact) -> None:
    field = define_field(acme, "contact", "Plan", "choice", actor=alice, choices=["Gold", "gold", "Silver"])
    assert field.choices == ["Gold", "Silver"]
    update_contact(dana, actor=alice, custom={"plan": "silver"})
    assert change_field(field, actor=alice, choices=["Gold"], label="Plan") == ["choices"]
    dana.refresh_from_db()
    assert dana.custom == {"plan": "Silver"}
    with pytest.raises(BadFieldError, match="kind cannot be changed"):
        change_field(field, actor=alice, kind="text")


def test_every_verb_reads_values_by_their_kind(acme: Organization, alice: User) -> None:
    for noun in ("contact", "company", "deal"):
        define_field(acme, noun, "Renewal", "date", actor=alice)
    given: dict[str, Any] = {"renewal": "2026-03-04", "free": ["a"]}
    erin = create_contact(acme, actor=alice, first_name="Erin", custom=given)
    firm = create_company(acme, "Initech", actor=alice, custom=given)
    deal = create_deal(acme, actor=alice, name="Yearly", custom=given)
    assert erin.custom == firm.custom == deal.custom == given
    for update, row in ((update_contact, erin), (update_company, firm), (update_deal, deal)):
        with pytest.raises(BadValueError, match=r"renewal: “soon” is no date"):
            update(row, actor=alice, custom={"renewal": "soon"})
        assert update(row, actor=alice, custom={"renewal": None}) == ["custom"]
        assert row.custom == {"free": ["a"]}


def test_the_schema_says_what_may_be_given(acme: Organization, alice: User) -> None:
    define_field(acme, "deal", "Plan", "choice", actor=alice, choices=["Gold", "Silver"], is_required=True)
    define_field(acme, "deal", "Seats", "number", actor=alice)
    schema = field_schema(acme, "deal")
    assert list(schema["properties"]) == ["plan", "seats"]
    assert schema["properties"]["plan"] == {"title": "Plan", "type": "string", "enum": ["Gold", "Silver"]}
    assert schema["required"] == ["plan"]


def test_all_that_is_wrong_is_said_at_once(acme: Organization, alice: User) -> None:
    define_field(acme, "deal", "Plan", "choice", actor=alice, choices=["Gold"], is_required=True)
    define_field(acme, "deal", "Seats", "number", actor=alice)
    define_field(acme, "deal", "Closer", "person", actor=alice)
    read = validate_values(acme, "deal", {"plan": "gold", "closer": "alice@acme.example"}, whole=True, strict=True)
    assert read == {"plan": "Gold", "closer": alice.pk}
    with pytest.raises(BadValuesError) as refused:
        validate_values(acme, "deal", {"seats": "many", "other": 1}, whole=True, strict=True)
    assert refused.value.problems.keys() == {"plan", "seats", "other"}


def test_a_stranger_is_no_member(acme: Organization, alice: User, charlie: User) -> None:
    define_field(acme, "contact", "Partner", "person", actor=alice)
    with pytest.raises(BadValueError, match="no member"):
        validate_values(acme, "contact", {"partner": charlie.pk})


@pytest.fixture
def old_data(acme: Organization, rival: Organization) -> list[Contact]:
    """Contacts with free-form values, from before there were fields."""
    values: list[Any] = ["40", "1,200", 7, "many", "", None]
    rows = [
        Contact(organization=acme, first_name=f"Pat{n}", custom={"Seats": v, "tier": "A"}) for n, v in enumerate(values)
    ]
    rows += [Contact(organization=rival, first_name="Ray", custom={"secret": "x", "Seats": "40"})]
    return Contact.objects.bulk_create(rows)


def test_a_key_in_the_data_becomes_a_field_in_one_act(acme: Organization, alice: User, old_data: list[Contact]) -> None:
    found = {one.key: one for one in found_keys(acme, "contact")}
    assert {key: (one.rows, one.kind) for key, one in found.items()} == {"tier": (6, "choice"), "Seats": (4, "text")}
    field = adopt_key(acme, "contact", "Seats", kind="number", actor=alice)
    assert (field.key, field.label, field.kind) == ("seats", "Seats", "number")
    assert convert_values(field, actor=alice, found="Seats") == {"changed": 5, "left": 1}
    kept = [row.custom for row in Contact.objects.filter(organization=acme).order_by("pk")]
    assert [custom.get("seats") for custom in kept] == [40, 1200, 7, None, None, None]
    assert kept[3] == {"Seats": "many", "tier": "A"}
    assert convert_values(field, actor=alice, found="Seats") == {"left": 1}
    theirs = Contact.objects.get(first_name="Ray")
    assert theirs.custom == {"secret": "x", "Seats": "40"}


def test_nothing_that_is_not_there_becomes_a_field(acme: Organization, alice: User, old_data: list[Contact]) -> None:
    for noun, key in (("contact", "secret"), ("company", "Seats"), ("invoice", "Seats")):
        with pytest.raises(BadFieldError):
            adopt_key(acme, noun, key, actor=alice)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["2026-01-02", "2025-12-31"], "date"),
        (["12", 3.5, "1,200"], "number"),
        (["00420", "00421"], "text"),
        (["https://a.example", "http://b.example"], "link"),
        (["Gold"] * 5 + ["Silver"] * 5, "choice"),
        ([f"word {n}" for n in range(5)], "text"),
    ],
)
def test_the_strictest_kind_is_proposed(acme: Organization, values: list[Any], kind: str) -> None:
    Contact.objects.bulk_create(Contact(organization=acme, first_name="P", custom={"it": value}) for value in values)
    (found,) = found_keys(acme, "contact")
    assert found.kind == kind
