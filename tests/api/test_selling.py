"""Pipelines, stages, goals and reasons of losing, kept by API."""

import pytest

from crm.models import Goal, LostReason, Pipeline, Stage
from crm.pipelines import ensure_default, stage_of_kind
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


def logged(api: Caller) -> list[str]:
    entries = AuditEntry.objects.filter(actor=f"key:{api.key_id}").order_by("pk")
    return [entry.action for entry in entries]


def test_a_pipeline_is_built_stage_by_stage(api: Caller, acme: Organization) -> None:
    pipeline = api.post("/pipelines/", {"name": "Partners"}).json()
    assert pipeline["stages"] == []
    body = {"pipeline": pipeline["id"], "name": "Met", "probability": 20, "required": ["amount"]}
    stage = api.post("/stages/", body).json()
    assert (stage["kind"], stage["required"]) == ("open", ["amount"])
    changed = api.patch(f"/stages/{stage['id']}/", {"name": "Talked", "stale_after": 7}).json()
    assert (changed["name"], changed["stale_after"]) == ("Talked", 7)
    assert [each["name"] for each in api.get(f"/pipelines/{pipeline['id']}/").json()["stages"]] == ["Talked"]
    assert api.delete(f"/stages/{stage['id']}/").status_code == 204
    assert api.delete(f"/pipelines/{pipeline['id']}/").status_code == 204
    assert not Pipeline.objects.filter(name="Partners").exists()
    assert logged(api) == ["pipeline.added", "stage.added", "stage.changed", "stage.deleted", "pipeline.deleted"]


def test_there_is_one_default(api: Caller, acme: Organization) -> None:
    first = ensure_default(acme)
    second = api.post("/pipelines/", {"name": "Partners", "is_default": True}).json()
    assert list(Pipeline.objects.filter(is_default=True).values_list("pk", flat=True)) == [second["id"]]
    entry = AuditEntry.objects.get(action="pipeline.changed", subject_id=first.pk)
    assert entry.why == {"fields": ["is_default"]}


def test_a_stage_where_deals_stand_stays_what_it_is(api: Caller, acme: Organization) -> None:
    deal = api.post("/deals/", {"name": "Globex"}).json()
    stage = f"/stages/{deal['stage']}/"
    for answer in (api.patch(stage, {"kind": "won"}), api.delete(stage)):
        assert (answer.status_code, answer.json()["code"]) == (409, "stage_in_use")
    whole = api.delete(f"/pipelines/{api.get(stage).json()['pipeline']}/")
    assert (whole.status_code, whole.json()["code"]) == (409, "stage_in_use")
    assert Stage.objects.get(pk=deal["stage"]).kind == "open"
    assert logged(api) == ["deal.created"]


@pytest.mark.parametrize(
    "wrong", [{"probability": 101}, {"required": ["title"]}, {"pipeline": 4_000_000}, {"name": ""}, {"colour": "red"}]
)
def test_a_stage_that_does_not_fit_is_refused(api: Caller, acme: Organization, wrong: dict[str, object]) -> None:
    body = {"pipeline": ensure_default(acme).pk, "name": "Met"} | wrong
    refused = api.post("/stages/", body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"][:3]) == (400, f"#/{next(iter(wrong))}"[:3])
    assert not Stage.objects.filter(name="Met").exists()


def test_a_stage_stays_in_its_pipeline_and_has_its_name_alone(api: Caller, acme: Organization) -> None:
    pipeline = ensure_default(acme)
    won = stage_of_kind(pipeline, "won")
    assert won
    assert api.patch(f"/stages/{won.pk}/", {"pipeline": pipeline.pk}).json()["code"] == "invalid"
    assert api.patch(f"/stages/{won.pk}/", {"name": "Lost"}).status_code == 400


def test_goals_are_set(api: Caller, acme: Organization, bob: User, charlie: User) -> None:
    body = {"year": 2027, "quarter": 1, "amount": "5000.00"}
    goal = api.post("/goals/", body | {"member": bob.pk}).json()
    assert (goal["member_name"], goal["currency"]) == ("Bob", acme.currency)
    assert api.post("/goals/", body).json()["member"] is None
    for again in (body, body | {"member": bob.pk}):
        assert "already" in api.post("/goals/", again).json()["detail"]
    assert api.post("/goals/", body | {"member": charlie.pk}).status_code == 400
    assert api.post("/goals/", body | {"quarter": 5}).status_code == 400
    assert api.patch(f"/goals/{goal['id']}/", {"amount": "6000"}).json()["amount"] == "6000.00"
    assert api.delete(f"/goals/{goal['id']}/").status_code == 204
    assert Goal.objects.get().user is None
    assert logged(api) == ["goal.added", "goal.added", "goal.changed", "goal.deleted"]


def test_reasons_of_losing_are_kept(api: Caller) -> None:
    reason = api.post("/lost_reasons/", {"name": "Price", "position": 2}).json()
    assert api.post("/lost_reasons/", {"name": "Price"}).status_code == 400
    assert api.patch(f"/lost_reasons/{reason['id']}/", {"name": "Too dear"}).json()["name"] == "Too dear"
    assert api.delete(f"/lost_reasons/{reason['id']}/").status_code == 204
    assert not LostReason.objects.exists()
    assert logged(api) == ["lostreason.added", "lostreason.changed", "lostreason.deleted"]


def test_reps_read_and_managers_keep(calling: Calling, acme: Organization, bob: User, rival: Organization) -> None:
    rep, ours, theirs = calling(bob), ensure_default(acme), ensure_default(rival)
    assert rep.ids("/pipelines/") == [ours.pk]
    for path in ("/pipelines/", "/stages/", "/goals/", "/lost_reasons/"):
        assert rep.post(path, {"name": "x"}).status_code == 403
    assert rep.delete(f"/pipelines/{theirs.pk}/").status_code == 403


def test_anothers_pipeline_is_out_of_reach(api: Caller, rival: Organization) -> None:
    theirs = ensure_default(rival)
    assert api.patch(f"/pipelines/{theirs.pk}/", {"name": "x"}).status_code == 404
    assert api.delete(f"/pipelines/{theirs.pk}/").status_code == 404
    assert api.post("/stages/", {"pipeline": theirs.pk, "name": "x"}).status_code == 400
