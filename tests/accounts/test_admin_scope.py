"""Whatever page a room builds on the shared base: one organization's rows, and no more than the role allows."""

from typing import Any

import pytest
from django.test import Client

from crm.models import Company, Contact, ContactEmail, Tag
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.models import AuditEntry

pytestmark = pytest.mark.urls("tests.accounts.sample")

CONTACTS = "/sample/crm/contact/"
NO_EMAILS = {"emails-TOTAL_FORMS": "0", "emails-INITIAL_FORMS": "0"}


@pytest.fixture
def acme_tag(acme: Organization) -> Tag:
    return Tag.objects.create(organization=acme, name="Warm")


@pytest.fixture
def rival_company(rival: Organization) -> Company:
    return Company.objects.create(organization=rival, name="Umbrella", name_key="umbrella")


@pytest.fixture
def rival_contact(rival: Organization, rival_company: Company) -> Contact:
    return Contact.objects.create(organization=rival, first_name="Roy", name_key="roy", company=rival_company)


@pytest.fixture
def rival_tag(rival: Organization) -> Tag:
    return Tag.objects.create(organization=rival, name="Secret plan")


@pytest.fixture
def member(client: Client, acme: Organization) -> Any:
    """Sign in with a role in Acme."""

    def sign_in(role: Role) -> Client:
        user = User.objects.create_user(f"{role}@acme.example", is_staff=True)
        Membership.objects.create(user=user, organization=acme, role=role)
        client.force_login(user)
        return client

    return sign_in


def _form(**changes: Any) -> dict[str, Any]:
    return {"first_name": "Dana", "company": "", "owner": "", "tags": [], **NO_EMAILS, **changes}


def test_a_list_shows_the_organizations_rows_alone(as_alice: Client, dana: Contact, rival_contact: Contact) -> None:
    page = as_alice.get(CONTACTS).content.decode()

    assert "Dana" in page
    assert "Roy" not in page


@pytest.mark.parametrize("act", ["change", "delete", "history"])
def test_the_address_of_another_organizations_row_leads_nowhere(
    as_alice: Client, rival_contact: Contact, act: str
) -> None:
    address = f"{CONTACTS}{rival_contact.pk}/{act}/"

    for answer in (as_alice.get(address), as_alice.post(address, _form(first_name="Stolen", post="yes"))):
        assert answer.status_code in (302, 404)
        assert b"Roy" not in answer.content
    rival_contact.refresh_from_db()
    assert rival_contact.first_name == "Roy"


def test_actions_do_not_reach_another_organizations_rows(
    as_alice: Client, dana: Contact, rival_contact: Contact
) -> None:
    chosen = {"_selected_action": [dana.pk, rival_contact.pk]}

    page = as_alice.post(CONTACTS, {"action": "greet", **chosen}, follow=True).content.decode()
    as_alice.post(CONTACTS, {"action": "delete_selected", "post": "yes", **chosen})

    assert "Greeted 1" in page
    assert list(Contact.objects.all()) == [rival_contact]


@pytest.mark.parametrize("button", ["wave", "peek"])
def test_buttons_do_not_reach_another_organizations_row(
    as_alice: Client, dana: Contact, rival_contact: Contact, button: str
) -> None:
    assert as_alice.get(f"{CONTACTS}{dana.pk}/{button}/").status_code == 302
    assert as_alice.get(f"{CONTACTS}{rival_contact.pk}/{button}/").status_code == 404


def test_a_form_offers_the_organizations_own_rows_alone(
    as_alice: Client, dana: Contact, bob: User, acme_tag: Tag, rival_contact: Contact, rival_tag: Tag, charlie: User
) -> None:
    page = as_alice.get(f"{CONTACTS}{dana.pk}/change/").content.decode()

    assert all(name in page for name in ("Globex", "Bob", "Warm"))
    assert not any(name in page for name in ("Umbrella", "Charlie", "Secret plan"))


@pytest.mark.parametrize("field", ["company", "owner", "tags"])
def test_a_form_refuses_rows_of_another_organization(
    as_alice: Client, dana: Contact, rival_company: Company, charlie: User, rival_tag: Tag, field: str
) -> None:
    foreign = {"company": rival_company.pk, "owner": charlie.pk, "tags": [rival_tag.pk]}[field]

    answer = as_alice.post(f"{CONTACTS}{dana.pk}/change/", _form(**{field: foreign}))

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors.keys() == {field}


def test_autocompletion_finds_the_organizations_own_rows_alone(
    as_alice: Client, dana: Contact, rival_company: Company, settings: Any
) -> None:
    query = {"app_label": "crm", "model_name": "contact", "field_name": "company", "term": ""}

    answer = as_alice.get("/sample/autocomplete/", query).json()

    assert [result["text"] for result in answer["results"]] == ["Globex"]


def test_filters_offer_the_organizations_own_rows_alone(
    as_alice: Client, dana: Contact, bob: User, rival_contact: Contact, charlie: User
) -> None:
    Contact.objects.create(organization_id=dana.organization_id, first_name="Eve", name_key="eve", owner=bob)
    Company.objects.create(organization_id=dana.organization_id, name="Initech", name_key="initech")

    page = as_alice.get(CONTACTS).content.decode()

    assert "Initech" in page
    assert "Umbrella" not in page
    assert "Charlie" not in page


def test_a_new_row_belongs_to_the_current_organization_whatever_the_form_says(
    as_alice: Client, acme: Organization, rival: Organization
) -> None:
    as_alice.post("/sample/crm/tag/add/", {"name": "New", "organization": rival.pk})

    assert Tag.objects.get().organization == acme


def test_rows_below_belong_to_the_current_organization(as_alice: Client, acme: Organization, dana: Contact) -> None:
    below = {
        "emails-TOTAL_FORMS": "2",
        "emails-INITIAL_FORMS": "1",
        "emails-0-id": dana.emails.get().pk,
        "emails-0-contact": dana.pk,
        "emails-0-address": "dana@globex.example",
        "emails-0-key": "dana@globex.example",
        "emails-1-contact": dana.pk,
        "emails-1-address": "dana@home.example",
        "emails-1-key": "dana@home.example",
    }

    assert as_alice.post(f"{CONTACTS}{dana.pk}/change/", _form(**below)).status_code == 302

    assert ContactEmail.objects.filter(organization=acme, contact=dana).count() == 2


def test_what_must_be_unique_in_the_organization_is_a_message(as_alice: Client, acme_tag: Tag, rival_tag: Tag) -> None:
    assert as_alice.post("/sample/crm/tag/add/", {"name": "Secret plan"}).status_code == 302
    twice = as_alice.post("/sample/crm/tag/add/", {"name": "Warm"})

    assert twice.status_code == 200
    assert twice.context["adminform"].form.errors


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.REP])
def test_whoever_edits_may_add_change_and_delete(member: Any, dana: Contact, role: Role) -> None:
    client = member(role)

    assert client.get(f"{CONTACTS}add/").status_code == 200
    assert client.post(f"{CONTACTS}{dana.pk}/change/", _form(first_name="Dee")).status_code == 302
    dana.refresh_from_db()
    assert dana.first_name == "Dee"
    assert client.get(f"{CONTACTS}{dana.pk}/wave/").status_code == 302
    assert client.post(f"{CONTACTS}{dana.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Contact.objects.exists()


def test_a_viewer_only_looks(member: Any, dana: Contact) -> None:
    client = member(Role.VIEWER)
    chosen = {"_selected_action": [dana.pk]}

    listed = client.get(CONTACTS)
    assert b"Look" in listed.content
    assert b"Greet" not in listed.content
    assert b"Wave" not in listed.content
    page = client.get(f"{CONTACTS}{dana.pk}/change/").content
    assert b"Dana" in page
    assert b'name="_save"' not in page
    assert b"Looked at 1" in client.post(CONTACTS, {"action": "look", **chosen}, follow=True).content
    assert b"Greeted" not in client.post(CONTACTS, {"action": "greet", **chosen}, follow=True).content
    client.post(CONTACTS, {"action": "delete_selected", "post": "yes", **chosen})
    assert client.get(f"{CONTACTS}{dana.pk}/peek/").status_code == 302
    for answer in (
        client.get(f"{CONTACTS}add/"),
        client.post(f"{CONTACTS}{dana.pk}/change/", _form(first_name="Stolen")),
        client.post(f"{CONTACTS}{dana.pk}/delete/", {"post": "yes"}),
        client.get(f"{CONTACTS}{dana.pk}/wave/"),
    ):
        assert answer.status_code == 403
    dana.refresh_from_db()
    assert dana.first_name == "Dana"


def test_an_operator_of_the_installation_sees_nothing_without_a_membership(client: Client, dana: Contact) -> None:
    client.force_login(User.objects.create_superuser("root@host.example"))

    for address in (CONTACTS, f"{CONTACTS}{dana.pk}/change/", "/sample/"):
        assert client.get(address).headers["Location"].startswith("/sample/login/")


def test_an_edit_is_logged_by_the_names_of_its_fields(as_alice: Client, alice: User, dana: Contact) -> None:
    as_alice.post(f"{CONTACTS}{dana.pk}/change/", _form(first_name="Dee"))
    as_alice.post(f"{CONTACTS}{dana.pk}/delete/", {"post": "yes"})

    entries = list(AuditEntry.objects.filter(subject_type="crm.contact").order_by("pk"))
    assert [entry.action for entry in entries] == ["contact.changed", "contact.deleted"]
    assert entries[0].why == {"fields": ["company", "first_name"]}
    assert {entry.actor for entry in entries} == {f"user:{alice.pk}"}


def test_the_history_of_a_row_is_what_the_log_knows_of_it(as_alice: Client, dana: Contact) -> None:
    answer = as_alice.get(f"{CONTACTS}{dana.pk}/history/")

    assert answer.headers["Location"] == f"/audit/auditentry/?subject_type=crm.contact&subject_id={dana.pk}"
