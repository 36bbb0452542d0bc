"""Nobody reaches what is not theirs: not by organization, role, scope or route."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from crm.contacts import create_contact
from crm.models import Company, Contact, Deal
from crm.pipelines import ensure_default, first_stage
from quotahit.accounts.api.registry import router
from quotahit.accounts.choices import Role, Scope
from quotahit.accounts.members import add_member
from quotahit.accounts.models import Organization, User
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db
DENIED_ROUTES = {"credentials", "keys", "api_keys", "members", "memberships", "users", "invitations", "organizations"}
DENIED_FIELDS = {"password", "secret", "secret_hash", "sealed", "last_four", "api_key", "prefix", "scopes", "user"}


@pytest.fixture
def theirs(rival: Organization, charlie: User) -> dict[str, int]:
    """Rows of another organization."""
    contact = create_contact(rival, actor=charlie, first_name="Zyxomma", emails=["z@zyxomma.example"])
    company = Company.objects.create(organization=rival, name="Zyxomma", name_key="zyxomma")
    stage = first_stage(ensure_default(rival))
    deal = Deal.objects.create(organization=rival, name="Zyxomma", stage=stage, contact=contact)
    return {"contact": contact.pk, "company": company.pk, "stage": stage.pk, "deal": deal.pk, "owner": charlie.pk}


def test_another_organizations_rows_are_as_absent_as_none(api: Caller, theirs: dict[str, int], dana: Contact) -> None:
    for path in ("contacts", "companies", "deals", "stages"):
        row = theirs[{"contacts": "contact", "companies": "company", "deals": "deal", "stages": "stage"}[path]]
        absent = api.get(f"/{path}/4000000/")
        assert (absent.status_code, api.get(f"/{path}/{row}/").content) == (404, absent.content)
        assert row not in api.ids(f"/{path}/")
        if path != "stages":
            assert api.patch(f"/{path}/{row}/", {"name": "x"}).status_code == 404
    assert api.ids("/contacts/?search=zyxomma") == []
    assert api.post("/contacts/bulk/", {"items": [{"id": theirs["contact"]}]}).json()["results"][0]["status"] == 404


@pytest.mark.parametrize("field", ["contact", "company", "owner", "stage"])
def test_no_row_is_tied_to_theirs(api: Caller, theirs: dict[str, int], field: str) -> None:
    refused = api.post("/deals/", {"name": "x", field: theirs[field]})
    assert refused.json()["errors"] == [
        {"pointer": f"#/{field}", "code": "does_not_exist", "detail": refused.json()["detail"]}
    ]
    assert not Deal.objects.filter(name="x").exists()
    assert api.get(f"/deals/?{field}={theirs[field]}").json()["results"] == []


WRITES = {"create": 201, "change": 200, "act": 200}


@pytest.mark.parametrize("scopes", [["read"], ["write"], ["send"], ["read", "write"]])
@pytest.mark.parametrize("role", list(Role))
def test_role_and_scope_both_have_to_allow(
    acme: Organization, alice: User, dana: Contact, calling: Calling, role: Role, scopes: list[str]
) -> None:
    user = User.objects.create_user(f"{role}@acme.example")
    add_member(acme, user, role)
    caller = calling(user, scopes)
    reads, writes = "read" in scopes, "write" in scopes and role != Role.VIEWER
    assert caller.get("/contacts/").status_code == (200 if reads else 403)
    assert caller.get(f"/contacts/{dana.pk}/").status_code == (200 if reads else 403)
    made = caller.post("/contacts/", {"first_name": "E"})
    changed = caller.patch(f"/contacts/{dana.pk}/", {"title": "CEO"})
    told = ((201, 200) if reads else (204, 204)) if writes else (403, 403)
    assert (made.status_code, changed.status_code) == told
    assert Contact.objects.filter(title="CEO").exists() == writes
    asked = caller.post("/enrollments/enroll/", {"sequence": 1, "contacts": [dana.pk]})
    assert asked.status_code == (400 if writes else 403)
    may_send = "send" in scopes and role != Role.VIEWER
    sent = caller.post("/deliveries/send/", {"contact": dana.pk})
    assert sent.status_code == (400 if may_send else 403)


def test_who_may_write_only_is_told_nothing_of_what_is_there(calling: Calling, alice: User, dana: Contact) -> None:
    caller = calling(alice, [Scope.WRITE])
    answer = caller.patch(f"/contacts/{dana.pk}/?fields=first_name", {})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Location"] == f"/api/v1/contacts/{dana.pk}/"
    assert "ETag" not in answer


def test_no_route_and_no_field_leads_to_secrets_keys_or_members() -> None:
    document = SchemaGenerator().get_schema(public=True)
    nouns = {path.split("/")[3] for path in document["paths"]}
    assert nouns == {prefix for prefix, _, _ in router.registry}
    assert nouns & DENIED_ROUTES == set()
    for name, schema in document["components"]["schemas"].items():
        assert set(schema.get("properties", {})) & DENIED_FIELDS == set(), name
    models = {view.queryset.model._meta.label for _, view, _ in router.registry}
    assert models & {"accounts.User", "accounts.Membership", "accounts.Credential", "accounts.ApiKey"} == set()
