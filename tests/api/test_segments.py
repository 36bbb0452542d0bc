"""Segments by API: made, asked, changed, deleted, and put into sequences."""

import pytest

from crm.models import Contact, Segment
from outreach.mailboxes import set_up_sandbox
from outreach.models import Enrollment
from outreach.segment_enrollments import enroll_waiting
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


def of_title(title: str) -> dict[str, object]:
    return {"conditions": [{"field": "contact.title", "operator": "is", "value": title}]}


@pytest.fixture
def chiefs(api: Caller, dana: Contact) -> int:
    """Dana, and another who is none."""
    Contact.objects.filter(pk=dana.pk).update(title="CEO")
    api.post("/contacts/", {"first_name": "Erin", "title": "Clerk"})
    return api.post("/segments/", {"name": "Chiefs", "conditions": of_title("CEO")}).json()["id"]  # type: ignore[no-any-return]


def test_a_segment_is_made_counted_read_changed_and_deleted(api: Caller, chiefs: int, dana: Contact) -> None:
    assert api.get(f"/segments/{chiefs}/count/").json() == {"count": 1, "is_exact": True}
    assert api.ids(f"/contacts/?segment={chiefs}") == [dana.pk]
    changed = api.patch(f"/segments/{chiefs}/", {"name": "Clerks", "conditions": of_title("Clerk")}).json()
    assert (changed["name"], changed["slug"]) == ("Clerks", "chiefs")
    assert dana.pk not in api.ids(f"/contacts/?segment={chiefs}")
    assert api.delete(f"/segments/{chiefs}/").status_code == 204
    assert not Segment.objects.exists()
    acts = AuditEntry.objects.filter(actor=f"key:{api.key_id}", action__startswith="segment.")
    assert list(acts.order_by("pk").values_list("action", flat=True)) == [
        "segment.created", "segment.changed", "segment.deleted",
    ]  # fmt: skip


def test_what_cannot_be_asked_is_a_problem(api: Caller, chiefs: int) -> None:
    unknown = {"conditions": [{"field": "contact.nonsense", "operator": "is", "value": "x"}]}
    refused = api.post("/segments/", {"name": "S", "conditions": unknown})
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_segment")
    assert api.post("/segments/", {"name": "Chiefs", "conditions": {}}).status_code == 400
    assert api.patch(f"/segments/{chiefs}/", {"noun": "deal"}).json()["errors"][0]["code"] == "read_only"
    assert api.get("/contacts/?segment=4000000").json()["errors"][0]["pointer"] == "?segment"
    assert api.get(f"/deals/?segment={chiefs}").status_code == 400, "it is one of contacts"


def test_the_catalogue_says_what_can_be_asked(api: Caller) -> None:
    asked = api.get("/segments/catalogue/?noun=deal").json()["questions"]
    amount = next(question for question in asked if question["code"] == "deal.amount")
    assert {"code": "at_least", "label": "is at least", "takes": "number"} in amount["operators"]
    assert api.get("/segments/catalogue/?noun=lead").json()["errors"][0]["pointer"] == "?noun"
    assert api.get("/segments/catalogue/?fields=x").json()["code"] == "unknown_parameter"


def test_if_match_guards_a_deletion(api: Caller, chiefs: int) -> None:
    seen = api.get(f"/segments/{chiefs}/")["ETag"]
    api.patch(f"/segments/{chiefs}/", {"name": "Others"})
    assert api.delete(f"/segments/{chiefs}/", if_match=seen).status_code == 412
    assert Segment.objects.filter(pk=chiefs).exists()


@pytest.fixture
def sequence(api: Caller, acme: Organization, alice: User) -> int:
    set_up_sandbox(acme, actor=alice)
    template = api.post("/templates/", {"name": "A", "subject": "Hi", "body": "Text."}).json()["id"]
    return api.post("/sequences/", {"name": "S", "new_steps": [{"template": template}]}).json()["id"]  # type: ignore[no-any-return]


def test_a_whole_segment_is_enrolled(api: Caller, chiefs: int, sequence: int, dana: Contact) -> None:
    seen = api.get(f"/segment_enrollments/outlook/?segment={chiefs}&sequence={sequence}").json()
    assert (seen["total"], seen["beginning"], seen["reasons"]) == (1, 1, {})
    body = {"segment": chiefs, "sequence": sequence}
    row = api.post("/segment_enrollments/", body).json()
    assert api.post("/segment_enrollments/", body).json()["code"] == "not_sendable"
    assert api.delete(f"/segments/{chiefs}/").json()["code"] == "segment_in_use"
    while enroll_waiting():
        pass
    assert Enrollment.objects.get().contact_id == dana.pk
    assert Enrollment.objects.get().enrolled_by == f"key:{api.key_id}", "a program's, though a member stands behind it"
    assert api.get(f"/segment_enrollments/{row['id']}/result/").json() == {"enrolled": 1, "skipped": {}}
    assert api.get(f"/segment_enrollments/{row['id']}/").json()["ended_at"] is not None


def test_what_stands_is_for_managers(calling: Calling, api: Caller, chiefs: int, sequence: int, bob: User) -> None:
    standing = {"segment": chiefs, "sequence": sequence, "stands": True}
    assert calling(bob).post("/segment_enrollments/", standing).status_code == 403
    row = api.post("/segment_enrollments/", standing).json()
    assert calling(bob).post(f"/segment_enrollments/{row['id']}/end/").status_code == 403
    assert api.post(f"/segment_enrollments/{row['id']}/end/").json()["ended_at"] is not None


def test_who_sees_their_own_counts_their_own(calling: Calling, chiefs: int, bob: User) -> None:
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    assert calling(bob).get(f"/segments/{chiefs}/count/").json()["count"] == 0


def test_own_fields_are_defined_by_managers(api: Caller, calling: Calling, bob: User) -> None:
    body = {"noun": "contact", "label": "Size", "kind": "choice", "choices": ["S", "L"]}
    assert calling(bob).post("/custom_fields/", body).status_code == 403
    made = api.post("/custom_fields/", body).json()
    assert (made["key"], made["choices"]) == ("size", ["S", "L"])
    assert api.post("/custom_fields/", body).json()["code"] == "bad_field"
    changed = api.patch(f"/custom_fields/{made['id']}/", {"choices": ["S", "M", "L"], "is_required": True}).json()
    assert (changed["choices"], changed["is_required"]) == (["S", "M", "L"], True)
    assert api.patch(f"/custom_fields/{made['id']}/", {"kind": "text"}).status_code == 400
    assert api.post(f"/custom_fields/{made['id']}/archive/").json()["archived_at"] is not None
    assert calling(bob).ids("/custom_fields/?is_active=true") == []
    assert api.post(f"/custom_fields/{made['id']}/restore/").json()["archived_at"] is None
