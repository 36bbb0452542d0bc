"""Pipelines, goals and reasons of losing in the console: kept by the verbs that the API uses, each act in the log."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crm.deals import create_deal
from crm.models import Goal, LostReason, Pipeline, Stage
from crm.pipelines import ensure_default
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
KEPT = {"pipeline", "stage", "goal", "lostreason"}


@pytest.fixture
def console(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def sent(pipeline: Pipeline, *more: dict[str, Any], **changes: dict[str, Any]) -> dict[str, Any]:
    """The pipeline's form as the page sends it, with `changes` to stages by name and `more` new ones."""
    rows = []
    for stage in pipeline.stages.order_by("position"):
        columns = ("id", "pipeline_id", "position", "name", "kind", "probability")
        row: dict[str, Any] = {name.removesuffix("_id"): getattr(stage, name) for name in columns}
        rows.append(row | {"stale_after": "", "required": stage.required} | changes.get(stage.name, {}))
    form = {"name": pipeline.name, "is_default": "on"}
    form |= {"stages-TOTAL_FORMS": str(len(rows) + len(more)), "stages-INITIAL_FORMS": str(len(rows))}
    return form | {f"stages-{at}-{key}": value for at, row in enumerate([*rows, *more]) for key, value in row.items()}


def logged(user: User) -> list[str]:
    entries = AuditEntry.objects.filter(actor=f"user:{user.pk}").order_by("pk")
    return [entry.action for entry in entries if entry.action.partition(".")[0] in KEPT]


def test_each_stage_of_a_pipeline_is_kept_by_itself(console: Client, acme: Organization, alice: User) -> None:
    pipeline = ensure_default(acme)
    form = sent(
        pipeline,
        {"position": 9, "name": "Legal", "kind": "open", "probability": 80},
        Proposal={"probability": 60},
        Negotiation={"DELETE": "on"},
    )
    answer = console.post(reverse("admin:crm_pipeline_change", args=[pipeline.pk]), form)
    assert answer.status_code == 302, answer.context["errors"]
    names = list(Stage.objects.filter(pipeline=pipeline).order_by("position").values_list("name", flat=True))
    assert names == ["New", "Qualified", "Proposal", "Won", "Lost", "Legal"]
    assert logged(alice) == ["stage.deleted", "stage.changed", "stage.added"]
    changed = AuditEntry.objects.get(action="stage.changed")
    assert changed.why == {"fields": ["probability"]}


def test_a_stage_where_deals_stand_keeps_its_kind(console: Client, acme: Organization, alice: User) -> None:
    deal = create_deal(acme, actor=alice, name="Globex")
    pipeline = deal.stage.pipeline
    page = console.post(
        reverse("admin:crm_pipeline_change", args=[pipeline.pk]), sent(pipeline, New={"kind": "won"})
    ).content.decode()
    assert "Deals stand in “New”. Move them first, then change what it means." in page
    assert Stage.objects.get(pk=deal.stage_id).kind == "open"
    assert logged(alice) == []


def test_goals_and_reasons_are_added_changed_and_deleted(console: Client, acme: Organization, alice: User) -> None:
    goal = {"year": 2027, "quarter": 1, "amount": "100", "currency": "USD"}
    assert console.post(reverse("admin:crm_goal_add"), goal).status_code == 302
    row = Goal.objects.get()
    console.post(reverse("admin:crm_goal_change", args=[row.pk]), goal | {"amount": "200"})
    console.post(reverse("admin:crm_goal_delete", args=[row.pk]), {"post": "yes"})
    console.post(reverse("admin:crm_lostreason_add"), {"name": "Price", "position": 1})
    reason = LostReason.objects.get()
    chosen = {"action": "delete_selected", "_selected_action": [reason.pk], "post": "yes"}
    console.post(reverse("admin:crm_lostreason_changelist"), chosen)
    assert not Goal.objects.exists()
    assert not LostReason.objects.exists()
    assert logged(alice) == ["goal.added", "goal.changed", "goal.deleted", "lostreason.added", "lostreason.deleted"]


def test_another_pipeline_becomes_the_default_and_the_first_steps_back(console: Client, acme: Organization) -> None:
    first = ensure_default(acme)
    form = {"name": "Partners", "is_default": "on", "stages-TOTAL_FORMS": "0", "stages-INITIAL_FORMS": "0"}
    answer = console.post(reverse("admin:crm_pipeline_add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    assert list(Pipeline.objects.filter(is_default=True).values_list("name", flat=True)) == ["Partners"]
    answer = console.post(reverse("admin:crm_pipeline_add"), form)
    assert answer.status_code == 200
    assert Pipeline.objects.exclude(pk=first.pk).count() == 1, "a second one of the name is refused"
