"""Acts on many records: who is left out and why, what is done to the others at once, and what an undo takes back."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.bulk import jobs, outcomes
from crm.bulk.jobs import answer_job, begin_job, confirm_job, form_of, look_ahead, run_waiting, undo_job
from crm.choices import JobStatus
from crm.companies import create_company
from crm.contacts import create_contact
from crm.deals import create_deal, move_deal
from crm.errors import BadBulkError
from crm.models import BulkJob, Company, Contact, Deal, Notification, Stage, Tag, Task
from crm.pipelines import ensure_default
from crm.todo import add_note, complete_task, create_task
from quotahit.accounts.choices import Reach, Role
from quotahit.accounts.models import Membership, Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def erin(acme: Organization, alice: User, bob: User) -> Contact:
    """Bob's, at no company."""
    return create_contact(acme, actor=alice, first_name="Erin", owner=bob)


@pytest.fixture
def stages(acme: Organization) -> dict[str, Stage]:
    return {stage.name: stage for stage in ensure_default(acme).stages.all()}


def member(user: User) -> Membership:
    return Membership.objects.get(user=user)


def begun(noun: str, act: str, rows: list[Any], by: User, **answers: Any) -> BulkJob:
    job = begin_job(noun, act, [row.pk for row in rows], by=member(by))
    form = form_of(job, member(by), {name: str(value) for name, value in answers.items()})
    assert form.is_valid(), form.errors
    answer_job(job, form)
    return job


def do(noun: str, act: str, rows: list[Any], by: User, **answers: Any) -> BulkJob:
    job = begun(noun, act, rows, by, **answers)
    confirm_job(job, by=member(by))
    job.refresh_from_db()
    assert job.status == JobStatus.DONE, job.problem
    return job


def said(job: BulkJob) -> tuple[list[int], dict[int, str], dict[int, str]]:
    outcome = outcomes.load(job.outcome)
    return sorted(outcome.done), outcome.skipped, outcome.kept


def test_an_owner_is_set_once_told_and_taken_back(
    acme: Organization, alice: User, bob: User, dana: Contact, erin: Contact
) -> None:
    job = begun("contact", "owner", [dana, erin], alice, owner=bob.pk)
    seen = look_ahead(job, member(alice))
    assert seen is not None
    assert (seen.doing, seen.reasons) == (1, [("ALREADY_THERE", 1)])
    assert not events("contact.updated")
    confirm_job(job, by=member(alice))
    job.refresh_from_db()
    assert said(job) == ([dana.pk], {erin.pk: "ALREADY_THERE"}, {})
    dana.refresh_from_db()
    assert (dana.owner, dana.history.first().history_user) == (bob, alice)
    assert [payload for _, payload in events("contact.updated")] == [{"fields": ["owner"]}]
    assert logged("bulk.done")[0][1] == {"act": "owner", "done": 1, "skipped": {"ALREADY_THERE": 1}}
    undo_job(job, by=member(alice))
    dana.refresh_from_db()
    assert dana.owner is None
    assert logged("bulk.undone")[0][1] == {"act": "owner", "undone": 1, "kept": {}}
    with pytest.raises(BadBulkError):
        undo_job(job, by=member(alice))


def test_what_somebody_has_changed_since_stays(alice: User, bob: User, dana: Contact, erin: Contact) -> None:
    job = do("contact", "owner", [dana, erin], alice, owner=alice.pk)
    Contact.objects.filter(pk=dana.pk).update(owner=bob)
    undo_job(job, by=member(alice))
    job.refresh_from_db()
    erin.refresh_from_db()
    assert said(job)[2] == {dana.pk: "CHANGED_SINCE"}
    assert (job.status, erin.owner) == (JobStatus.UNDONE, bob)


def test_companies_deals_and_tasks_have_owners_too(
    acme: Organization, alice: User, bob: User, stages: dict[str, Stage]
) -> None:
    company = create_company(acme, "Initech", actor=alice)
    stages["New"].required = ["owner"]
    stages["New"].save()
    deal = create_deal(acme, actor=alice, name="Pilot", owner=alice)
    due = datetime(2030, 1, 1, 9, tzinfo=UTC)
    task = create_task(acme, title="Call", actor=alice, due_at=due, reminder="hour")
    for noun, row in (("company", company), ("deal", deal), ("task", task)):
        do(noun, "owner", [row], alice, owner=bob.pk)
    assert (Company.objects.get().owner, Deal.objects.get().owner, Task.objects.get().assignee) == (bob, bob, bob)
    assert Task.objects.get().remind_at == datetime(2030, 1, 1, 8, tzinfo=UTC)
    assert Notification.objects.get(user=bob).title == "For you: 1 task"
    job = begun("deal", "owner", [deal], alice, owner="")
    seen = look_ahead(job, member(alice))
    assert seen is not None
    assert seen.reasons == [("STAGE_NEEDS_OWNER", 1)]


def test_a_tag_is_put_on_taken_off_and_both_taken_back(alice: User, dana: Contact, erin: Contact) -> None:
    on = do("contact", "tag", [dana, erin], alice, tag="Fair 2026")
    assert set(Tag.objects.get().contacts.all()) == {dana, erin}
    again = begun("contact", "tag", [dana], alice, tag="Fair 2026")
    seen = look_ahead(again, member(alice))
    assert seen is not None
    assert seen.doing == 0
    off = do("contact", "untag", [dana, erin], alice, tag="Fair 2026")
    assert not Tag.objects.get().contacts.exists()
    undo_job(off, by=member(alice))
    assert set(Tag.objects.get().contacts.all()) == {dana, erin}
    erin.tags.clear()
    undo_job(on, by=member(alice))
    on.refresh_from_db()
    assert said(on)[2] == {erin.pk: "CHANGED_SINCE"}
    assert not Tag.objects.get().contacts.exists()


def test_a_task_about_each_goes_to_its_owner_once(
    acme: Organization, alice: User, bob: User, dana: Contact, erin: Contact
) -> None:
    asked = {"title": "Call", "detail": "", "assignee": "owner", "kind": "call", "priority": "high"}
    User.objects.filter(pk=alice.pk).update(zone="America/New_York")
    job = do("contact", "task", [dana, erin], alice, **asked, due_at="2030-01-01T09:00")
    tasks = {task.contact_id: task for task in Task.objects.all()}
    assert (tasks[dana.pk].assignee, tasks[erin.pk].assignee) == (None, bob)
    assert tasks[erin.pk].due_at == datetime(2030, 1, 1, 14, tzinfo=UTC)
    assert Notification.objects.get(user=bob).title == "For you: 1 × Call"
    assert len(events("task.created")) == 2
    second = begun("contact", "task", [dana, erin], alice, **asked, due_at="")
    seen = look_ahead(second, member(alice))
    assert seen is not None
    assert seen.reasons == [("SAME_TASK", 2)]
    complete_task(tasks[dana.pk], actor=alice)
    undo_job(job, by=member(alice))
    job.refresh_from_db()
    assert said(job)[2] == {dana.pk: "TASK_DONE"}
    assert list(Task.objects.values_list("contact", flat=True)) == [dana.pk]


def test_deals_are_opened_in_one_act(
    acme: Organization, alice: User, bob: User, dana: Contact, erin: Contact, stages: dict[str, Stage]
) -> None:
    hal = create_contact(acme, actor=alice, first_name="Hal", last_name="Hunt", company_name="Hooli")
    create_deal(acme, actor=alice, name="Running", contact=hal)
    pipeline = ensure_default(acme)
    asked = {"pipeline": pipeline.pk, "name": "{company} pilot for {first_name}", "amount": "1200"}
    job = do("contact", "deals", [dana, erin, hal], alice, **asked, expected_close="")
    deals = {deal.contact_id: deal for deal in Deal.objects.exclude(name="Running")}
    assert {pk: deal.name for pk, deal in deals.items()} == {
        dana.pk: "Globex pilot for Dana",
        erin.pk: "Erin pilot for Erin",
    }
    made = deals[erin.pk]
    assert (made.owner, made.amount, made.currency, made.stage) == (bob, Decimal(1200), "USD", stages["New"])
    assert (deals[dana.pk].company, made.history.get().history_type) == (dana.company, "+")
    assert list(made.stage_changes.values_list("before", "after")) == [(None, stages["New"].pk)]
    assert said(job)[1] == {hal.pk: "HAS_OPEN_DEAL"}
    assert len(events("deal.created")) == 3
    add_note(acme, "Wants it.", actor=alice, deal=made)
    undo_job(job, by=member(alice))
    job.refresh_from_db()
    assert said(job)[2] == {erin.pk: "CHANGED_SINCE"}
    assert set(Deal.objects.values_list("contact", flat=True)) == {erin.pk, hal.pk}
    assert not Deal.history.filter(id=deals[dana.pk].pk).exists()


def test_a_first_stage_that_asks_for_more_is_heard(
    acme: Organization, alice: User, dana: Contact, erin: Contact, stages: dict[str, Stage]
) -> None:
    stages["New"].required = ["company", "owner", "amount"]
    stages["New"].save()
    Contact.objects.filter(pk=dana.pk).update(owner=alice)
    asked = {"pipeline": str(stages["New"].pipeline_id), "name": "{company}", "expected_close": ""}
    job = begin_job("contact", "deals", [dana.pk, erin.pk], by=member(alice))
    assert set(form_of(job, member(alice), asked | {"amount": ""}).errors) == {"amount"}
    assert set(form_of(job, member(alice), asked | {"amount": "1", "name": "{salary}"}).errors) == {"name"}
    do_it = do("contact", "deals", [dana, erin], alice, **asked, amount="5")
    assert said(do_it)[:2] == ([dana.pk], {erin.pk: "LACKS_COMPANY"})


def test_deals_move_and_go_back_as_they_were(
    acme: Organization, alice: User, dana: Contact, stages: dict[str, Stage]
) -> None:
    stages["Lost"].required = ["amount"]
    stages["Lost"].save()
    rich, poor = (create_deal(acme, actor=alice, name=name, amount=amount) for name, amount in (("A", 5), ("B", None)))
    won = create_deal(acme, actor=alice, name="C", contact=dana, amount=Decimal(7))
    move_deal(won, stages["Won"], actor=alice)
    closed_at = Deal.objects.get(pk=won.pk).closed_at
    job = begin_job("deal", "stage", [rich.pk], by=member(alice))
    assert "lost_reason" in form_of(job, member(alice), {"stage": str(stages["Lost"].pk)}).errors
    job = do("deal", "stage", [rich, poor, won], alice, stage=stages["Lost"].pk, lost_reason="Price")
    assert said(job)[:2] == ([rich.pk, won.pk], {poor.pk: "LACKS_AMOUNT"})
    lost = Deal.objects.get(pk=rich.pk)
    assert (lost.stage.name, lost.lost_reason, lost.closed_at is None) == ("Lost", "Price", False)
    assert [payload["deal_id"] for _, payload in events("deal.lost")] == [rich.pk, won.pk]
    assert logged("deals.moved")[0][1] == {"count": 2}
    undo_job(job, by=member(alice))
    rich.refresh_from_db()
    won.refresh_from_db()
    assert (rich.stage.name, rich.closed_at, rich.lost_reason) == ("New", None, "")
    assert (won.stage.name, won.closed_at) == ("Won", closed_at)


def test_a_rep_acts_on_what_they_see_and_no_more(
    acme: Organization, alice: User, bob: User, dana: Contact, erin: Contact
) -> None:
    Contact.objects.filter(pk=dana.pk).update(owner=alice)
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    job = do("contact", "tag", [dana, erin], bob, tag="Mine")
    assert said(job)[:2] == ([erin.pk], {dana.pk: "NOT_SEEN"})


def test_nobody_else_confirms_and_a_viewer_begins_nothing(alice: User, bob: User, victor: User, dana: Contact) -> None:
    job = begun("contact", "tag", [dana], bob, tag="X")
    with pytest.raises(BadBulkError):
        confirm_job(job, by=member(alice))
    for noun, act, ids, who in (
        ("contact", "tag", [dana.pk], victor),
        ("contact", "tag", [], bob),
        ("contact", "fly", [dana.pk], bob),
        ("company", "tag", [1], bob),
        ("contact", "tag", range(jobs.MOST + 1), bob),
    ):
        with pytest.raises(BadBulkError):
            begin_job(noun, act, list(ids), by=member(who))


def test_a_long_job_waits_for_the_worker_and_is_done_once(
    alice: User, dana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    job = begun("contact", "tag", [dana], alice, tag="Later")
    confirm_job(job, by=member(alice))
    assert not dana.tags.exists()
    assert (run_waiting(), run_waiting()) == (1, 0)
    assert [tag.name for tag in dana.tags.all()] == ["Later"]


def test_a_job_whose_member_has_left_fails_and_changes_nothing(
    alice: User, bob: User, dana: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    job = begun("contact", "tag", [dana], bob, tag="Later")
    confirm_job(job, by=member(bob))
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    run_waiting()
    job.refresh_from_db()
    assert (job.status, job.problem) == (JobStatus.FAILED, "Who began this may not do it any more.")
    assert not dana.tags.exists()


@pytest.mark.parametrize(("act", "more"), [("owner", {"owner": ""}), ("tag", {"tag": "T"})])
def test_more_records_are_no_more_statements(
    acme: Organization, alice: User, bob: User, act: str, more: dict[str, str]
) -> None:
    def statements(count: int) -> int:
        rows = [create_contact(acme, actor=alice, first_name=f"P{n}", owner=bob) for n in range(count)]
        job = begun("contact", act, rows, alice, **more)
        with CaptureQueriesContext(connection) as captured:
            confirm_job(job, by=member(alice))
        return len(captured)

    few = statements(12)
    assert statements(40) <= few
