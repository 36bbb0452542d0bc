"""A list of past activities: each enters the timeline at its own time, and nothing happens today because of it."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from agents.sweep import sweep
from compliance.erasure import close_erased
from crm.choices import Channel, Direction, TaskKind
from crm.companies import create_company
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.importing.drafts import start_draft
from crm.importing.options import Kind, Options
from crm.models import (
    Company,
    Contact,
    Conversation,
    Deal,
    ExternalId,
    Import,
    ImportedActivity,
    Interaction,
    LastActivity,
    Note,
    Task,
)
from quotahit import clock
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events
from tests.crm.importing.lists import counts, errors, keep, run_list, table

pytestmark = pytest.mark.django_db
HERE = ZoneInfo("America/New_York")  # where the organization is
PIPEDRIVE = [
    *("Activity - ID", "Activity - Subject", "Activity - Type", "Activity - Done", "Activity - Due date"),
    *("Activity - Due time", "Activity - Note", "Activity - Contact person", "Activity - Organization"),
    *("Activity - Deal", "Person - Email", "Activity - Assigned to user"),
]
CALL = {
    "Activity - ID": "70001",
    "Activity - Subject": "Intro call",
    "Activity - Type": "Call",
    "Activity - Done": "Done",
    "Activity - Due date": "2022-03-04",
    "Activity - Due time": "09:30",
    "Activity - Note": "Wants robots",
    "Person - Email": "erin@initech.example",
    "Activity - Deal": "Robots",
}
TODO = {
    "Activity - ID": "70002",
    "Activity - Subject": "Send the offer",
    "Activity - Type": "Task",
    "Activity - Done": "To do",
    "Activity - Due date": "2022-04-01",
    "Activity - Contact person": "Erin Evans",
}
VISIT = {
    "Activity - ID": "70003",
    "Activity - Type": "Lunch",
    "Activity - Done": "Done",
    "Activity - Due date": "2022-05-01",
    "Activity - Organization": "Initech",
}


@pytest.fixture
def initech(acme: Organization, alice: User) -> Company:
    return create_company(acme, "Initech", actor=alice)


@pytest.fixture
def erin(acme: Organization, alice: User, initech: Company) -> Contact:
    return create_contact(
        acme, actor=alice, first_name="Erin", last_name="Evans", company=initech, emails=["erin@initech.example"],
        external=("lead", "L0033"), owner=alice,
    )  # fmt: skip


@pytest.fixture
def robots(acme: Organization, alice: User, erin: Contact) -> Deal:
    return create_deal(acme, actor=alice, name="Robots", contact=erin)


def activities(acme: Organization, path: Path, by: User | None = None) -> Import:
    return run_list(acme, path, Kind.ACTIVITIES, by=by)


def test_each_activity_becomes_what_it_was_at_its_own_time(
    acme: Organization, erin: Contact, robots: Deal, initech: Company, alice: User, tmp_path: Path
) -> None:
    path = keep(tmp_path, table(PIPEDRIVE, CALL | {"Activity - Assigned to user": alice.email}, TODO, VISIT))
    draft = start_draft(acme, path, path.name, by=None, kind=None)
    assert Options.model_validate(draft.options).kind == Kind.ACTIVITIES
    job = activities(acme, path)
    assert counts(job) == (3, 0, 0, 0)
    call = Interaction.objects.get()
    assert (call.contact, call.deal, call.channel, call.direction) == (
        erin, robots, Channel.VOICE_LIVE, Direction.OUTBOUND,
    )  # fmt: skip
    assert (call.at, call.subject, call.body) == (
        datetime(2022, 3, 4, 9, 30, tzinfo=HERE), "Intro call", "Wants robots",
    )  # fmt: skip
    assert call.actor == f"user:{alice.pk}"
    task = Task.objects.get()
    assert (task.contact, task.done_at, task.kind, task.due_at) == (
        erin, None, TaskKind.TODO, datetime(2022, 4, 1, tzinfo=HERE),
    )  # fmt: skip
    note = Note.objects.get()
    assert (note.company, note.body, note.created_at) == (initech, "Lunch", datetime(2022, 5, 1, tzinfo=HERE))
    assert "kept as a note" in errors(job)[0]["reason"]
    erin.refresh_from_db()
    assert erin.last_activity_at == call.at


def test_nothing_is_opened_started_or_sent_for_what_was_once_said(
    acme: Organization, erin: Contact, robots: Deal, tmp_path: Path
) -> None:
    Contact.objects.filter(pk=erin.pk).update(fit=50, created_at=clock.now() - timedelta(days=900))
    assert sweep() == 1
    before = len(events())
    row = CALL | {"Activity - Type": "Incoming email"}
    activities(acme, keep(tmp_path, table(PIPEDRIVE, row)))
    assert Interaction.objects.get().direction == Direction.INBOUND
    assert not Conversation.objects.exists()
    new = [type for type, _ in events()[before:]]
    assert sorted(new) == ["contact.history_imported", "import.finished"]
    erin.refresh_from_db()
    assert erin.last_activity_at == datetime(2022, 3, 4, 9, 30, tzinfo=HERE)
    LastActivity.objects.filter(contact=erin).update(at=clock.now() - timedelta(days=8))
    assert sweep() == 0


def test_the_same_list_again_changes_nothing_and_a_corrected_one_its_row(
    acme: Organization, erin: Contact, robots: Deal, initech: Company, tmp_path: Path
) -> None:
    path = keep(tmp_path, table(PIPEDRIVE, CALL, TODO, VISIT))
    activities(acme, path)
    assert counts(activities(acme, path)) == (0, 0, 3, 0)
    newer = [CALL | {"Activity - Note": "Wants two robots"}, TODO | {"Activity - Done": "Done"}, VISIT]
    assert counts(activities(acme, keep(tmp_path, table(PIPEDRIVE, *newer)))) == (0, 2, 1, 0)
    assert Interaction.objects.get().body == "Wants two robots"
    assert Task.objects.get().done_at == datetime(2022, 4, 1, tzinfo=HERE)


def test_rows_without_ids_are_known_by_what_they_say(acme: Organization, erin: Contact, tmp_path: Path) -> None:
    headers = ["Activity Type", "Date", "Subject", "Email"]
    row = ["Meeting", "1 Feb 2023 10:00", "Demo", "erin@initech.example"]
    path = keep(tmp_path, table(headers, row, row))
    assert counts(activities(acme, path)) == (1, 0, 1, 0)
    assert counts(activities(acme, path)) == (0, 0, 2, 0)
    assert Interaction.objects.get().channel == Channel.MEETING


def test_a_row_that_belongs_to_nobody_here_is_refused(acme: Organization, erin: Contact, tmp_path: Path) -> None:
    headers = ["ActivityID", "LeadID", "ActivityType", "Subject", "DueDate", "Completed", "Company"]
    rows = [
        ["A0001", "L0033", "Follow-up", "Call back", "2025-06-14", "False", ""],
        ["A0002", "L9999", "Meeting", "Demo", "2025-06-15", "True", "Initech"],
        ["A0003", "", "Meeting", "Demo", "2025-06-15", "True", ""],
        ["A0004", "L0033", "Meeting", "Demo", "soon", "True", ""],
        ["A0005", "L0033", "Meeting", "Demo", "2025-06-16", "True", ""],
    ]
    job = activities(acme, keep(tmp_path, table(headers, *rows)))
    assert counts(job) == (2, 0, 0, 3)
    assert [line["reason"].split(":")[0] for line in errors(job)] == [
        "there is no contact with the id L9999",
        "belongs to nobody",
        "has no date that can be read, so it has no place in the timeline; the date “soon” cannot be read and was left"
        " out",
    ]
    assert Task.objects.get().contact == erin


def test_who_was_erased_does_not_come_back_by_what_was_said(acme: Organization, tmp_path: Path) -> None:
    close_erased(acme, [("email", "erin@initech.example")], actor="system:test")
    job = activities(acme, keep(tmp_path, table(PIPEDRIVE, CALL)))
    assert counts(job) == (0, 0, 0, 1)
    line = errors(job)[0]
    assert "has asked to be erased" in line["reason"]
    assert "erin" not in str(line.values())
    assert not ImportedActivity.objects.exists()


def test_a_list_of_notes_or_calls_needs_no_column_for_what_they_are(
    acme: Organization, erin: Contact, tmp_path: Path
) -> None:
    ExternalId.objects.filter(contact=erin).update(system="hubspot", value="501")
    notes = ["Record ID", "Note body", "Activity date", "Associated Contact IDs"]
    assert (
        counts(activities(acme, keep(tmp_path, table(notes, ["800001", "Likes robots", "2021-02-03", "501"]))))[0] == 1
    )
    assert Note.objects.get().contact == erin
    calls = ["Record ID", "Call Title", "Call notes", "Activity date", "Associated Contact IDs", "Call direction"]
    row = ["800002", "Intro", "Wants robots", "2021-02-04", "501", "INBOUND"]
    assert counts(activities(acme, keep(tmp_path, table(calls, row))))[0] == 1
    assert Interaction.objects.get().direction == Direction.INBOUND
