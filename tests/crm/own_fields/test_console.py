"""The organization's own fields in the console: a page for managers, in forms, as columns, among the filters."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.contacts import update_contact
from crm.deals import create_deal
from crm.models import Company, Contact, CustomField, Deal, ScoringProfile
from crm.organizations import set_up_organization
from crm.own_fields.defining import archive_field, define_field
from crm.profiles import active_profile
from crm.tasks import convert_field
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events, logged
from tests.crm.test_admin_forms import _save, _saved, _url

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields(acme: Organization, alice: User, bob: User) -> dict[str, CustomField]:
    """One of each kind, on each noun."""
    set_up_organization(acme)
    kinds = {
        "Notes": "text",
        "Seats": "number",
        "Renewal": "date",
        "Plan": "choice",
        "Site": "link",
        "Partner": "person",
    }
    made = {}
    for noun in ("contact", "company", "deal"):
        for label, kind in (kinds | {"Partner": "person"}).items():
            choices = ["Gold", "Silver"] if kind == "choice" else []
            made[f"{noun}.{label}"] = define_field(acme, noun, label, kind, actor=alice, choices=choices)
    return made


TYPED = {
    "own_notes": "Met in Rome",
    "own_seats": "12.5",
    "own_renewal": "2026-03-04",
    "own_plan": "Gold",
    "own_site": "acme.example",
}
STORED = {
    "notes": "Met in Rome",
    "seats": 12.5,
    "renewal": "2026-03-04",
    "plan": "Gold",
    "site": "https://acme.example",
}


@pytest.mark.parametrize("model", [Contact, Company, Deal])
def test_every_form_has_a_proper_input_for_each(
    as_alice: Client, acme: Organization, bob: User, dana: Contact, fields: Any, model: Any
) -> None:
    create_deal(acme, actor=bob, name="Yearly", contact=dana)
    row = model.objects.get()
    row.custom = {"free": "word"}
    row.save()
    url = _url(model, "change", row.pk)
    page = as_alice.get(url).content.decode()
    assert 'type="number"' in page
    assert "Bob" in page
    _saved(as_alice, url, **TYPED, own_partner=str(bob.pk))
    row.refresh_from_db()
    assert row.custom == {**STORED, "partner": bob.pk, "free": "word"}
    noun = model._meta.model_name
    assert events(f"{noun}.updated")[-1][1]["fields"] == ["custom"]
    before = len(events())
    _saved(as_alice, url)
    assert len(events()) == before
    _saved(as_alice, url, own_notes="", own_plan="", custom="")
    row.refresh_from_db()
    assert row.custom == {"seats": 12.5, "renewal": "2026-03-04", "site": "https://acme.example", "partner": bob.pk}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"own_seats": "many"}, "Enter a number"),
        ({"own_renewal": "soon"}, "Enter a valid date"),
        ({"own_plan": "Bronze"}, "not one of the available choices"),
        ({"own_site": "javascript:alert(1)"}, "is no web address"),
        ({"own_partner": "4000000"}, "not one of the available choices"),
        ({"custom": "seats: 4"}, "“seats” has a field of its own"),
    ],
)
def test_what_does_not_fit_is_said(as_alice: Client, dana: Contact, fields: Any, typed: Any, said: str) -> None:
    answer = _save(as_alice, _url(Contact, "change", dana.pk), **typed)
    assert said in answer.content.decode()
    dana.refresh_from_db()
    assert dana.custom == {}


def test_what_must_be_filled_in_is_asked_for(as_alice: Client, acme: Organization, alice: User, dana: Contact) -> None:
    define_field(acme, "contact", "Plan", "choice", actor=alice, choices=["Gold"], is_required=True)
    answer = _save(as_alice, _url(Contact, "change", dana.pk))
    assert "This field is required" in answer.content.decode()


def test_an_old_value_that_does_not_fit_stays_until_replaced(as_alice: Client, dana: Contact, fields: Any) -> None:
    Contact.objects.update(custom={"seats": "many", "plan": "Bronze"})
    url = _url(Contact, "change", dana.pk)
    assert "It holds “many”, which is no number" in as_alice.get(url).content.decode()
    _saved(as_alice, url, title="CEO")
    dana.refresh_from_db()
    assert dana.custom == {"seats": "many", "plan": "Bronze"}
    _saved(as_alice, url, own_seats="4", own_plan="Silver")
    dana.refresh_from_db()
    assert dana.custom == {"seats": 4, "plan": "Silver"}


def test_a_viewer_reads_them(client: Client, victor: User, dana: Contact, fields: Any) -> None:
    Contact.objects.update(custom={"seats": 1200, "renewal": "2026-03-04"})
    client.force_login(victor)
    page = client.get(_url(Contact, "change", dana.pk)).content.decode()
    assert "Seats: 1,200" in page
    assert "Renewal: 4 March 2026" in page


@pytest.fixture
def crowd(acme: Organization, alice: User, rival: Organization) -> None:
    plans = ["Gold", "Silver", None, "Gold"]
    Contact.objects.bulk_create(
        Contact(
            organization=organization,
            first_name=f"Pat{n}",
            name_key=f"pat{n}",
            custom={"seats": n * 10, "renewal": f"2026-03-0{n + 1}"} | ({"plan": plan} if plan else {}),
        )
        for organization in (acme, rival)
        for n, plan in enumerate(plans)
    )


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("own_plan=Gold", {"Pat0", "Pat3"}),
        ("own_plan=-", {"Pat2"}),
        ("own_plan=Bronze", set()),
        ("own_seats_from=10&own_seats_to=20", {"Pat1", "Pat2"}),
        ("own_seats_from=15", {"Pat2", "Pat3"}),
        ("own_seats_from=nonsense", {"Pat0", "Pat1", "Pat2", "Pat3"}),
        ("own_renewal_to=2026-03-02", {"Pat0", "Pat1"}),
        ("own_notes=no&own_renewal_from=2026-03-03", {"Pat2", "Pat3"}),
        ("own_partner=-&own_plan=Silver", {"Pat1"}),
    ],
)
def test_lists_show_and_filter_by_them(as_alice: Client, fields: Any, crowd: None, query: str, found: set[str]) -> None:
    answer = as_alice.get(_url(Contact, "changelist") + f"?{query}")
    assert answer.status_code == 200
    assert {row.first_name for row in answer.context["cl"].result_list} == found


def test_a_list_shows_what_is_to_stand_in_it(as_alice: Client, acme: Organization, alice: User, crowd: None) -> None:
    define_field(acme, "contact", "Seats", "number", actor=alice)
    hidden = define_field(acme, "contact", "Plan", "text", actor=alice, in_list=False)
    page = as_alice.get(_url(Contact, "changelist"))
    assert "own_seats" in page.context["cl"].list_display[-1].__name__
    assert [spec.title for spec in page.context["cl"].filter_specs if spec.title in ("seats", "plan")] == ["seats"]
    archive_field(hidden, actor=alice)
    assert "By plan" not in as_alice.get(_url(Contact, "changelist")).content.decode()


def test_managers_define_and_archive_them(as_alice: Client, acme: Organization, alice: User) -> None:
    new = {"noun": "contact", "label": "Plan", "kind": "choice", "choices": "Gold, Silver", "in_list": "on"}
    _saved(as_alice, _url(CustomField, "add"), **new)
    field = CustomField.objects.get()
    assert (field.organization, field.key, field.choices) == (acme, "plan", ["Gold", "Silver"])
    answer = _save(as_alice, _url(CustomField, "add"), **new)
    assert "already exists" in answer.content.decode()
    assert "at least one word" in _save(as_alice, _url(CustomField, "add"), **new | {"choices": ""}).content.decode()
    url = _url(CustomField, "change", field.pk)
    _saved(as_alice, url, label="Tier", choices="Gold, Silver, Bronze")
    field.refresh_from_db()
    assert (field.key, field.kind, field.label, field.choices[-1]) == ("plan", "choice", "Tier", "Bronze")
    as_alice.post(reverse("admin:crm_customfield_do", args=[field.pk, "archive"]))
    field.refresh_from_db()
    assert not field.is_active
    as_alice.post(reverse("admin:crm_customfield_do", args=[field.pk, "restore"]))
    actions = ["defined", "changed", "archived", "restored"]
    assert [len(logged(f"custom_field.{action}")) for action in actions] == [1, 1, 1, 1]


def test_a_rep_does_not_define_any(client: Client, bob: User, fields: Any) -> None:
    client.force_login(bob)
    assert client.get(_url(CustomField, "add")).status_code == 403
    assert client.get(reverse("admin:crm_customfield_found")).status_code == 403


def test_what_stands_in_the_data_becomes_a_field_by_a_button(
    as_alice: Client, acme: Organization, alice: User, dana: Contact, django_capture_on_commit_callbacks: Any
) -> None:
    Contact.objects.update(custom={"seats": "40"})
    page = reverse("admin:crm_customfield_found")
    assert "seats" in as_alice.get(page).content.decode()
    with django_capture_on_commit_callbacks() as callbacks:
        as_alice.post(page, {"noun": "contact", "key": "seats", "label": "Seats", "kind": "number"})
    assert len(callbacks) >= 1
    field = CustomField.objects.get()
    convert_field(field.pk, "seats", alice.pk)
    dana.refresh_from_db()
    assert (field.kind, dana.custom) == ("number", {"seats": 40})
    as_alice.post(page, {"noun": "contact", "key": "nothing", "label": "", "kind": "number"})
    assert CustomField.objects.count() == 1


def test_the_contact_page_shows_them(as_alice: Client, alice: User, bob: User, dana: Contact, fields: Any) -> None:
    update_contact(dana, actor=alice, custom={"seats": 1200, "partner": bob.pk, "free": "word"})
    page = as_alice.get(reverse("admin:console_contact", args=[dana.pk])).content.decode()
    assert "1,200" in page
    assert "Your own fields" in page
    assert "word" in page


@pytest.mark.parametrize(
    ("path", "kind", "said"),
    [
        ("custom.seats", "one_of", "Seats is a number: ask whether it “is a number:” or “is known”"),
        ("company.custom.plan", "between", "Plan is a choice"),
        ("custom.seats", "between", ""),
        ("custom.unknown", "one_of", ""),
    ],
)
def test_a_signal_asks_a_field_what_it_can_answer(
    as_alice: Client, acme: Organization, fields: Any, path: str, kind: str, said: str
) -> None:
    url = _url(ScoringProfile, "change", active_profile(acme).pk)
    own = {
        "own_label": "Mine",
        "own_weight": "10",
        "own_path": path,
        "own_kind": kind,
        "own_words": "x",
        "own_low": "1",
    }
    answer = _save(as_alice, url, **own)
    assert (answer.status_code == 302) == (said == "")
    assert said in answer.content.decode()
