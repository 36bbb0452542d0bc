"""Saved views by API: one's own and the shared, each kept by who may."""

import pytest

from crm.models import SavedView
from quotahit.accounts.choices import Role
from quotahit.accounts.members import add_member
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db
HOT = {"noun": "contact", "name": "Hot", "question": {"filters": {"lifecycle": ["lead"]}, "order": ["-fit"]}}


def test_a_view_is_kept_changed_and_deleted(api: Caller, alice: User) -> None:
    made = api.post("/saved_views/", HOT).json()
    assert made["question"] == {"filters": {"lifecycle": ["lead"]}, "search": "", "columns": [], "order": ["-fit"]}
    assert (made["owner"], made["is_shared"], made["is_pinned"]) == (alice.pk, False, False)
    path = f"/saved_views/{made['id']}/"
    changed = api.patch(path, {"name": "Hotter", "question": {"search": "chief"}, "is_pinned": True}).json()
    assert (changed["name"], changed["is_pinned"]) == ("Hotter", True)
    assert (changed["question"]["search"], changed["question"]["filters"]) == ("chief", {})
    assert api.ids("/saved_views/?noun=contact&is_pinned=true") == [made["id"]]
    assert api.delete(path).status_code == 204
    assert not SavedView.objects.exists()
    entries = AuditEntry.objects.filter(actor=f"key:{api.key_id}").order_by("pk")
    assert [entry.action for entry in entries] == ["view.saved", "view.changed", "view.deleted"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"noun": "run"}, "#/noun"),
        ({"question": {"filters": {"lifecycle": "lead"}}}, "#/question/filters/lifecycle"),
        ({"question": {"filters": {"\ud800": ["lead"]}}}, "#/question/filters"),
        ({"question": {"columns": [1]}}, "#/question/columns"),
        ({"question": {"sort": "fit"}}, "#/question/sort"),
        ({"question": None}, "#/question"),
    ],
)
def test_what_is_no_view_is_refused(api: Caller, wrong: dict[str, object], pointer: str) -> None:
    refused = api.post("/saved_views/", HOT | wrong)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, pointer)
    assert not SavedView.objects.exists()


def test_a_name_stands_once_and_a_view_stays_of_its_list(api: Caller) -> None:
    made = api.post("/saved_views/", HOT).json()
    assert api.post("/saved_views/", HOT).json()["code"] == "bad_view"
    assert api.patch(f"/saved_views/{made['id']}/", {"noun": "deal"}).status_code == 400


def test_a_personal_view_is_nobody_elses(api: Caller, calling: Calling, bob: User) -> None:
    rep = calling(bob)
    his = rep.post("/saved_views/", HOT).json()["id"]
    assert api.get(f"/saved_views/{his}/").status_code == 404
    assert api.delete(f"/saved_views/{his}/").status_code == 404
    rep.patch(f"/saved_views/{his}/", {"is_shared": True})
    assert api.patch(f"/saved_views/{his}/", {"name": "Ours"}).json()["name"] == "Ours"


def test_the_shared_are_read_by_all_and_changed_by_few(
    api: Caller, calling: Calling, acme: Organization, victor: User
) -> None:
    shared = api.post("/saved_views/", HOT | {"is_shared": True}).json()["id"]
    viewer, rep = calling(victor), User.objects.create_user("rep@acme.example")
    add_member(acme, rep, Role.REP)
    for other in (viewer, calling(rep)):
        assert other.ids("/saved_views/") == [shared]
        assert other.patch(f"/saved_views/{shared}/", {"name": "Mine"}).status_code == 403
        assert other.delete(f"/saved_views/{shared}/").status_code == 403
    assert viewer.post("/saved_views/", HOT | {"name": "Own"}).status_code == 201
    assert viewer.post("/saved_views/", HOT | {"name": "All", "is_shared": True}).json()["code"] == "bad_view"


def test_another_organizations_are_out_of_reach(api: Caller, calling: Calling, charlie: User) -> None:
    theirs = calling(charlie).post("/saved_views/", HOT | {"is_shared": True}).json()["id"]
    assert api.ids("/saved_views/") == []
    assert api.patch(f"/saved_views/{theirs}/", {"name": "x"}).status_code == 404
