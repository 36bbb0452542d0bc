"""Pages: every row once in its order, whatever the column, and filters that narrow."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.choices import JobStatus
from crm.contacts import create_contact
from crm.interactions import log_interaction
from crm.models import (
    Attachment,
    BulkJob,
    Company,
    Contact,
    Deal,
    Goal,
    Note,
    Pipeline,
    SavedView,
    Stage,
    Task,
)
from crm.pipelines import ensure_default, first_stage
from crm.sharing import share
from quotahit import clock
from quotahit.accounts.api.registry import router
from quotahit.accounts.models import Organization, User
from tests.api.conftest import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(acme: Organization) -> list[int]:
    """Seven contacts, of whom three were never scored and three have the same score."""
    rows = [
        Contact(
            organization=acme, first_name=f"P{at}", name_key=f"p{at % 3}", fit=[None, 50, 90, 50, None, None, 50][at]
        )
        for at in range(7)
    ]
    return [row.pk for row in Contact.objects.bulk_create(rows)]


def walk(api: Caller, path: str, size: int) -> list[int]:
    found, cursor = [], ""
    while True:
        page = api.get(f"{path}&limit={size}" + (f"&cursor={cursor}" if cursor else "")).json()
        found += [row["id"] for row in page["results"]]
        if not (cursor := page["next"]):
            return found


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize("ordering", ["created_at", "-created_at", "name", "-name", "fit", "-fit", "-last_activity_at"])
def test_every_row_comes_once_in_its_order(api: Caller, people: list[int], ordering: str, size: int) -> None:
    columns = {"name": "name_key", "last_activity_at": "last_activity__at"}
    column = columns.get(ordering.lstrip("-"), ordering.lstrip("-"))
    sign = "-" if ordering.startswith("-") else ""
    expected = list(Contact.objects.order_by(f"{sign}{column}", f"{sign}pk").values_list("pk", flat=True))
    assert walk(api, f"/contacts/?ordering={ordering}", size) == expected


def test_a_page_is_stable_while_rows_come_in(api: Caller, people: list[int], acme: Organization) -> None:
    first = api.get("/contacts/?limit=3").json()
    create_contact(acme, actor="system:test", first_name="New")
    rest = api.get(f"/contacts/?limit=10&cursor={first['next']}").json()
    assert [row["id"] for row in first["results"] + rest["results"]] == people[::-1]


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WyJpZCIsIDEsIDFd", "WyItY3JlYXRlZF9hdCIsICJcdWQ4MDAiLCAxXQ", "%00"])
def test_a_cursor_that_is_none_is_a_problem(api: Caller, cursor: str) -> None:
    answer = api.get(f"/contacts/?cursor={cursor}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "ordering=title",
        "owner=x",
        "updated_since=x",
        "created_since=0001-01-01T00:00:00%2B23:59",
    ],
)
def test_what_cannot_be_asked_for_is_a_problem(api: Caller, query: str) -> None:
    assert api.get(f"/contacts/?{query}").status_code == 400


def test_what_changed_since_is_found(api: Caller, people: list[int]) -> None:
    later = clock.now() + timedelta(hours=1)
    Contact.objects.filter(pk=people[2]).update(updated_at=later)
    since = later.isoformat().replace("+00:00", "Z")
    assert api.ids(f"/contacts/?updated_since={since}&ordering=updated_at") == [people[2]]


def test_a_moment_of_a_zone_that_no_place_has_is_a_moment(api: Caller, people: list[int]) -> None:
    assert len(api.ids("/contacts/?created_since=0872-12-11T18:55:54-23:58")) == len(people)


def populate(organization: Organization, user: User, count: int) -> None:
    stage = first_stage(ensure_default(organization))
    for at in range(count):
        who = create_contact(
            organization, actor=user, first_name="N", emails=[f"{clock.now().timestamp()}{at}@x.example"],
            company_name=f"Firm {at}", tags=["a", "b"], owner=user, phones=["+12125550123"],
        )  # fmt: skip
        Deal.objects.create(organization=organization, name="D", contact=who, stage=stage, owner=user)
        Task.objects.create(organization=organization, title="T", contact=who, assignee=user)
        Note.objects.create(organization=organization, body="B", contact=who, author=user)
        path = f"files/{who.pk}"
        Attachment.objects.create(organization=organization, contact=who, name="F", size=1, path=path, by=user)
        share(who, user=user, actor=user)
        SavedView.objects.create(organization=organization, noun="contact", name=f"V{who.pk}", owner=user)
        outcome = {"done": {who.pk: None}, "skipped": {who.pk + 1: "GONE"}}
        job = {"noun": "contact", "act": "tag", "ids": [who.pk], "status": JobStatus.DONE, "outcome": outcome}
        BulkJob.objects.create(organization=organization, by=user, **job)
        pipeline = Pipeline.objects.create(organization=organization, name=f"P{who.pk}")
        Stage.objects.create(organization=organization, pipeline=pipeline, name="Met")
        goal = {"year": 2000 + who.pk, "quarter": 1, "amount": 1}
        Goal.objects.create(organization=organization, user=user, **goal)
        log_interaction(organization, who, channel="sms", direction="inbound", actor=user, body="B")


def test_more_rows_are_no_more_queries(api: Caller, acme: Organization, alice: User) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert api.get(path).status_code == 200
        return len(captured)

    paths = [f"/{prefix}/" for prefix, _, _ in router.registry] + ["/contacts/?search=n"]
    populate(acme, alice, 2)
    api.get("/notes/")  # which notes that the key was used
    before = {path: cost(path) for path in paths}
    populate(acme, alice, 8)
    assert {path: cost(path) for path in paths} == before
    assert max(before.values()) <= 9, before
    assert Company.objects.count() == 8
