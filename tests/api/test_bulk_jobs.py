"""Acts on many records by API: told of, begun, read, undone."""

import pytest

from crm.bulk import jobs
from crm.bulk.jobs import begin_job, run_waiting
from crm.contacts import create_contact
from crm.models import BulkJob, Contact, Task
from outreach.mailboxes import set_up_sandbox
from outreach.models import Enrollment
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


@pytest.fixture
def erin(acme: Organization, alice: User, bob: User) -> Contact:
    return create_contact(acme, actor=alice, first_name="Erin", owner=bob)


def test_the_acts_say_what_they_have_to_be_told(api: Caller, acme: Organization, bob: User) -> None:
    acts = {act["code"]: act for act in api.get("/bulk_jobs/acts/?noun=contact").json()["acts"]}
    assert {"owner", "tag", "deals", "task", "enrol"} <= acts.keys()
    (owner,) = acts["owner"]["answers"]
    assert (owner["takes"], owner["of"], owner["is_required"]) == ("row", "user", False)
    kinds = {answer["name"]: answer["takes"] for answer in acts["deals"]["answers"]}
    assert kinds == {"pipeline": "row", "name": "text", "amount": "number", "expected_close": "day"}
    assert bob.email not in str(acts)
    assert "enrol" not in {act["code"] for act in api.get("/bulk_jobs/acts/?noun=deal").json()["acts"]}
    assert api.get("/bulk_jobs/acts/").json()["errors"][0]["pointer"] == "?noun"


def test_an_act_is_done_told_and_undone(
    api: Caller, acme: Organization, bob: User, dana: Contact, erin: Contact
) -> None:
    body = {"noun": "contact", "act": "owner", "ids": [dana.pk, erin.pk, 4_000_000], "answers": {"owner": bob.pk}}
    made = api.post("/bulk_jobs/", body)
    job = made.json()
    assert (made.status_code, job["status"], job["chosen"], job["done"]) == (201, "done", 3, [dana.pk])
    left_out = {each["reason"]: (each["ids"], each["why"]) for each in job["skipped"]}
    assert left_out["ALREADY_THERE"] == ([erin.pk], "It is so already.")
    assert left_out["NOT_SEEN"][0] == [4_000_000]
    dana.refresh_from_db()
    assert dana.owner == bob
    assert api.ids("/bulk_jobs/?noun=contact&act=owner") == [job["id"]]
    undone = api.post(f"/bulk_jobs/{job['id']}/undo/").json()
    assert (undone["status"], undone["kept"]) == ("undone", [])
    dana.refresh_from_db()
    assert dana.owner is None
    assert api.post(f"/bulk_jobs/{job['id']}/undo/").json()["code"] == "bad_bulk"
    actors = AuditEntry.objects.filter(action__in=["bulk.done", "bulk.undone"]).values_list("actor", flat=True)
    assert list(actors) == [f"key:{api.key_id}"] * 2


def test_what_cannot_be_begun_is_refused(api: Caller, dana: Contact) -> None:
    tag = {"noun": "contact", "act": "tag", "ids": [dana.pk]}
    for wrong, pointer in (
        ({"act": "explode"}, "#/act"),
        ({"noun": "deal"}, "#/act"),
        ({"ids": []}, "#/ids"),
        ({"answers": {}}, "#/answers/tag"),
        ({"answers": {"tag": ["a"]}}, "#/answers/tag"),
        ({"answers": {"tag": "a", "colour": "red"}}, "#/answers/colour"),
        ({"answers": {"tag": "a", "asked_as": "system:x"}}, "#/answers/asked_as"),
    ):
        refused = api.post("/bulk_jobs/", tag | {"answers": {"tag": "Fair"}} | wrong)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, pointer)
    assert not BulkJob.objects.exists()


def test_moments_have_their_own_zone(api: Caller, dana: Contact) -> None:
    answers = {"title": "Call", "kind": "todo", "priority": "normal", "due_at": "2027-01-04T09:00:00+02:00"}
    api.post("/bulk_jobs/", {"noun": "contact", "act": "task", "ids": [dana.pk], "answers": answers})
    assert Task.objects.get().due_at.isoformat() == "2027-01-04T07:00:00+00:00"  # type: ignore[union-attr]


def test_who_is_enrolled_at_once_is_enrolled_by_the_key(
    api: Caller, acme: Organization, alice: User, dana: Contact
) -> None:
    set_up_sandbox(acme, actor=alice)
    template = api.post("/templates/", {"name": "A", "subject": "Hi", "body": "Text."}).json()["id"]
    sequence = api.post("/sequences/", {"name": "S", "new_steps": [{"template": template}]}).json()["id"]
    body = {"noun": "contact", "act": "enrol", "ids": [dana.pk], "answers": {"sequence": sequence}}
    first = api.post("/bulk_jobs/", body).json()
    assert first["done"] == [dana.pk]
    assert Enrollment.objects.get().enrolled_by == f"key:{api.key_id}"
    api.post(f"/bulk_jobs/{first['id']}/undo/")
    again = api.post("/bulk_jobs/", body).json()
    assert [each["reason"] for each in again["skipped"]] == ["HAD_IT_BEFORE"], "a key counts as an agent"


def test_many_are_left_to_a_worker(api: Caller, dana: Contact, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    body = {"noun": "contact", "act": "tag", "ids": [dana.pk], "answers": {"tag": "Fair"}}
    job = api.post("/bulk_jobs/", body).json()
    assert (job["status"], job["done"]) == ("waiting", [])
    run_waiting()
    assert api.get(f"/bulk_jobs/{job['id']}/").json()["done"] == [dana.pk]
    assert AuditEntry.objects.get(action="bulk.done").actor == f"key:{api.key_id}"


def test_an_act_reaches_what_the_member_sees(
    api: Caller, calling: Calling, bob: User, victor: User, dana: Contact, erin: Contact
) -> None:
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    body = {"noun": "contact", "act": "tag", "ids": [dana.pk, erin.pk], "answers": {"tag": "Fair"}}
    caller = calling(bob)
    job = caller.post("/bulk_jobs/", body).json()
    assert (job["done"], job["skipped"][0]["ids"]) == ([erin.pk], [dana.pk])
    assert calling(victor).post("/bulk_jobs/", body).status_code == 403
    assert calling(bob, ["read"]).post("/bulk_jobs/", body).status_code == 403
    hers = api.post("/bulk_jobs/", body).json()["id"]
    assert caller.post(f"/bulk_jobs/{hers}/undo/").status_code == 404


def test_what_is_being_filled_in_on_a_page_is_not_told(api: Caller, alice: User, dana: Contact) -> None:
    draft = begin_job("contact", "tag", [dana.pk], by=Membership.objects.get(user=alice))
    assert api.ids("/bulk_jobs/") == []
    assert api.get(f"/bulk_jobs/{draft.pk}/").status_code == 404
