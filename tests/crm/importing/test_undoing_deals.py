"""Deals and past activities are taken back like people: what nobody has touched goes, the rest is what it was."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.companies import create_company
from crm.contacts import create_contact
from crm.deals import create_deal, update_deal
from crm.importing.options import Kind
from crm.importing.undoing.outcome import Outcome, Stays
from crm.importing.undoing.plan import plan_undo
from crm.importing.undoing.running import run_undo, undo_import
from crm.models import (
    Contact,
    Deal,
    ExternalId,
    Import,
    ImportedActivity,
    ImportUndo,
    Interaction,
    Note,
    Stage,
    StageChange,
    Task,
)
from crm.todo import complete_task
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events
from tests.crm.importing.lists import keep, run_list, table

pytestmark = pytest.mark.django_db
DEALS = ["Record ID", "Deal Name", "Deal Stage", "Amount", "Associated Contact IDs", "Description"]
ACTS = ["Record ID", "Activity type", "Subject", "Activity date", "Status", "Associated Contact IDs"]


@pytest.fixture
def erin(acme: Organization, alice: User) -> Contact:
    company = create_company(acme, "Initech", actor=alice)
    return create_contact(
        acme, actor=alice, first_name="Erin", last_name="Evans", company=company, external=("hubspot", "501")
    )


def undone(job: Import, *, by: User | None = None) -> Outcome:
    """Plan and do it; what was told before is what happens."""
    told = plan_undo(job)
    undo = run_undo(undo_import(job, actor=by, claim=str(uuid4())))
    assert undo.status == ImportUndo.Status.DONE, undo.problem
    assert told.outcome.plain() == undo.outcome.plain()
    return undo.outcome


def test_deals_that_nobody_has_touched_go_with_all_of_theirs(
    acme: Organization, alice: User, erin: Contact, tmp_path: Path
) -> None:
    rows = [["9001", "A", "New", "100", "501", "Likes robots"], ["9002", "B", "Closed won", "200", "501", ""]]
    job = run_list(acme, keep(tmp_path, table(DEALS, *rows)), Kind.DEALS, by=alice)
    update_deal(Deal.objects.get(name="B"), actor=alice, amount=300)
    outcome = undone(job, by=alice)
    assert (outcome.deals_deleted, dict(outcome.stays)) == (1, {Stays.CHANGED: 1})
    assert [deal.name for deal in Deal.objects.all()] == ["B"]
    assert not Note.objects.exists()
    assert ExternalId.objects.filter(deal__isnull=False).count() == StageChange.objects.count() == 1
    assert len(events("deal.deleted")) == 1


def test_a_deal_that_was_there_is_what_it_was(acme: Organization, alice: User, erin: Contact, tmp_path: Path) -> None:
    first = run_list(acme, keep(tmp_path, table(DEALS, ["9001", "A", "New", "100", "501", ""])), Kind.DEALS, by=alice)
    since = Deal.objects.get().stage_since
    newer = ["9001", "A", "Proposal", "150", "501", "Likes robots"]
    job = run_list(acme, keep(tmp_path, table(DEALS, newer)), Kind.DEALS, by=alice)
    assert Deal.objects.get().stage.name == "Proposal"
    assert undone(job, by=alice).deals_restored == 1
    deal = Deal.objects.get()
    assert (deal.stage.name, deal.amount, deal.stage_since) == ("New", 100, since)
    assert not Note.objects.exists()
    assert StageChange.objects.get().after == Stage.objects.get(name="New")
    assert undone(first).stays == {Stays.CHANGED: 1}


def test_activities_go_and_a_task_that_was_done_stays(
    acme: Organization, alice: User, erin: Contact, tmp_path: Path
) -> None:
    deal = create_deal(acme, actor=alice, name="Robots", contact=erin)
    rows = [
        ["1700001", "Call", "Intro", "2022-03-04", "", "501"],
        ["1700002", "Note", "Likes robots", "2022-03-05", "", "501"],
        ["1700003", "Task", "Offer", "2022-03-06", "Not started", "501"],
        ["1700004", "Task", "Visit", "2022-03-07", "Not started", "501"],
    ]
    job = run_list(acme, keep(tmp_path, table(ACTS, *rows)), Kind.ACTIVITIES, by=alice)
    complete_task(Task.objects.get(title="Visit"), actor=alice)
    outcome = undone(job, by=alice)
    assert (outcome.activities_deleted, outcome.contacts_restored) == (3, 0)
    assert outcome.stays == {Stays.WORKED_ON: 1}
    assert [task.title for task in Task.objects.all()] == ["Visit"]
    assert (Interaction.objects.count(), Note.objects.count()) == (0, 0)
    assert ImportedActivity.objects.count() == 1
    erin.refresh_from_db()
    assert erin.last_activity_at is None
    assert Deal.objects.get() == deal


def test_a_corrected_activity_says_again_what_it_said(
    acme: Organization, alice: User, erin: Contact, tmp_path: Path
) -> None:
    row = ["1700001", "Call", "Intro", "2022-03-04", "", "501"]
    run_list(acme, keep(tmp_path, table(ACTS, row)), Kind.ACTIVITIES, by=alice)
    before = Interaction.objects.get()
    newer = [*row[:2], "Second call", "2022-03-09", *row[4:]]
    job = run_list(acme, keep(tmp_path, table(ACTS, newer)), Kind.ACTIVITIES, by=alice)
    assert Interaction.objects.get().subject == "Second call"
    assert undone(job, by=alice).activities_restored == 1
    after = Interaction.objects.get()
    assert (after.subject, after.at) == (before.subject, before.at)
    again = run_list(acme, keep(tmp_path, table(ACTS, newer)), Kind.ACTIVITIES, by=alice)
    assert again.updated == 1


@pytest.mark.parametrize("kind", [Kind.DEALS, Kind.ACTIVITIES])
def test_the_number_of_statements_does_not_grow_with_the_list(
    acme: Organization, alice: User, erin: Contact, tmp_path: Path, kind: Kind
) -> None:
    def statements(size: int) -> int:
        if kind == Kind.DEALS:
            rows = [[f"9{size}00{n}", f"A{n}", "New", "1", "501", "Note"] for n in range(size)]
        else:
            rows = [[f"17{size}00{n}", "Call", f"Intro {n}", "2022-03-04", "", "501"] for n in range(size)]
        headers = DEALS if kind == Kind.DEALS else ACTS
        job = run_list(acme, keep(tmp_path, table(headers, *rows)), kind, by=alice)
        assert job.created == size
        undo = undo_import(job, actor=alice, claim=str(uuid4()))
        with CaptureQueriesContext(connection) as captured:
            run_undo(undo)
        return len(captured)

    statements(2)
    assert statements(60) <= statements(20)
