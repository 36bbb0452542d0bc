"""Several files of one export: planned, run and undone as one, each after those that it belongs to."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from crm.errors import UnreadableFileError
from crm.importing.grouping.drafts import Given, discard_group, files_of, look_at_files, save_group, start_group
from crm.importing.grouping.plan import count_group, totals
from crm.importing.grouping.undoing import outcome_of, plan_undo_of, undo_group
from crm.importing.kinds import kind_of
from crm.importing.options import Kind
from crm.importing.running import run_imports
from crm.importing.undoing.running import run_undos
from crm.models import Company, Contact, Deal, Import, ImportGroup, Interaction, Stage
from quotahit.accounts.commands import WrongUse
from quotahit.accounts.models import Organization, User
from tests.crm.importing.lists import keep, table

pytestmark = pytest.mark.django_db
FILES: Mapping[str, tuple[list[str], list[list[str]]]] = {
    "acts.csv": (
        ["Record ID", "Activity type", "Subject", "Activity date", "Associated Contact IDs", "Associated Deal IDs"],
        [
            ["1800001", "Call", "Intro", "2022-03-04", "50100", "90100"],
            ["1800002", "Call", "Lost", "2022-03-04", "1", ""],
        ],
    ),
    "deals.csv": (
        ["Record ID", "Deal Name", "Deal Stage", "Amount", "Associated Contact IDs", "Associated Company"],
        [["90100", "Robots", "New", "100", "50100", "Initech"], ["90200", "Legal", "Legal check", "", "", "Initech"]],
    ),
    "people.csv": (
        ["Record ID", "First Name", "Last Name", "Email", "Primary Associated Company ID", "Lifecycle Stage"],
        [["50100", "Erin", "Evans", "erin@initech.example", "77000", "lead"]],
    ),
    "firms.csv": (["Record ID", "Company name", "City", "Industry"], [["77000", "Initech", "Rome", "Software"]]),
}


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    return [keep(tmp_path, table(headers, *rows), name) for name, (headers, rows) in FILES.items()]


@pytest.fixture
def group(acme: Organization, alice: User, paths: list[Path]) -> ImportGroup:
    jobs = look_at_files(acme, [Given(path, path.name) for path in paths], by=alice)
    return save_group(acme, jobs, by=alice)


def run_all(group: ImportGroup, alice: User) -> None:
    start_group(group, actor=alice)
    while run_imports():
        pass


def test_kinds_are_told_by_headers_and_run_in_the_order_of_their_relations(group: ImportGroup) -> None:
    assert [(job.file_name, kind_of(job)) for job in files_of(group)] == [
        ("firms.csv", Kind.COMPANIES),
        ("people.csv", Kind.CONTACTS),
        ("deals.csv", Kind.DEALS),
        ("acts.csv", Kind.ACTIVITIES),
    ]
    firms, *_ = files_of(group)
    assert firms.mapping["Record ID"] == "company.external_id.hubspot"  # as the other files tell


def test_the_plan_counts_what_relates_to_what_before_anything_is_written(group: ImportGroup) -> None:
    plan = count_group(group)
    assert totals(plan) == {"rows": 6, "new": 4, "updates": 0, "unchanged": 0, "bad": 2}
    _, people, deals, acts = (plan.of(job) for job in files_of(group))
    assert None not in (people, deals, acts)
    assert people.names == {"company": {"coming": 1}}
    assert deals.names == {"company": {"coming": 1}, "contact": {"coming": 1}}
    assert deals.stages == [("", "Legal check", 1)]
    assert acts.names == {"contact": {"coming": 1}, "deal": {"coming": 1}}
    assert not Company.objects.exists()


def test_what_was_planned_is_what_happens_and_one_undo_takes_all_of_it_back(group: ImportGroup, alice: User) -> None:
    planned = totals(count_group(group))
    run_all(group, alice)
    jobs = files_of(group)
    assert [job.status for job in jobs] == [Import.Status.DONE] * 4
    assert sum(job.created for job in jobs) == planned["new"]
    assert sum(job.failed for job in jobs) == planned["bad"]
    call, deal = Interaction.objects.get(), Deal.objects.get()
    assert (call.deal, call.contact, deal.company) == (deal, Contact.objects.get(), Company.objects.get())
    told = plan_undo_of(group).outcome
    undo_group(group, actor=alice)
    while run_undos():
        pass
    assert outcome_of(group).plain() == told.plain()
    assert told.plain() == {
        "contacts_deleted": 1,
        "companies_deleted": 1,
        "contacts_restored": 0,
        "companies_restored": 0,
        "deals_deleted": 1,
        "activities_deleted": 1,
        "stays": {},
    }
    for model in (Contact, Company, Deal, Interaction):
        assert not model.objects.exists()
    assert undo_group(group, actor=alice) == []


def test_a_file_waits_for_those_before_it(group: ImportGroup, alice: User) -> None:
    start_group(group, actor=alice)
    assert run_imports() == 1
    firms, people, *others = files_of(group)
    assert (firms.status, people.status) == (Import.Status.DONE, Import.Status.WAITING)
    people.file.unlink()
    assert run_imports() == 1
    assert run_imports() == 0
    _, people, *others = files_of(group)
    assert [job.status for job in (people, *others)] == [Import.Status.FAILED] * 3
    assert others[0].problem == "It was not begun, because people.csv could not be imported."


def test_one_bad_file_leaves_nothing_behind(acme: Organization, paths: list[Path], tmp_path: Path) -> None:
    bad = keep(tmp_path, b"%PDF-1.7", "bad.csv")
    with pytest.raises(UnreadableFileError, match=r"bad\.csv: This is a PDF"):
        look_at_files(acme, [Given(path, path.name) for path in (*paths, bad)], by=None)
    assert not Import.objects.exists()


def test_drafts_are_discarded_together(group: ImportGroup, alice: User) -> None:
    folders = [job.file.parent for job in files_of(group)]
    discard_group(group, actor=alice)
    assert not Import.objects.exists()
    assert ImportGroup.objects.count() == 0
    assert len(folders) == 4


def test_the_command_plans_and_runs_them(
    acme: Organization, paths: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_files", *paths, "--dry-run", "--json")
    report = json.loads(capsys.readouterr().out)
    assert [file["created"] for file in report["files"]] == [1, 1, 1, 1]
    assert report["files"][2]["unknown_stages"] == {"Legal check": 1}
    assert not Import.objects.exists()
    call_command("import_files", *paths, "--stage", "Legal check=new", "--json")
    report = json.loads(capsys.readouterr().out)
    assert [(file["kind"], file["created"], file["failed"]) for file in report["files"]] == [
        ("companies", 1, 0), ("contacts", 1, 0), ("deals", 2, 0), ("activities", 1, 1),
    ]  # fmt: skip
    assert Stage.objects.filter(name="Legal check").exists()
    call_command("undo_import", str(report["files"][0]["import"]), "--all-files", "--json")
    undone = json.loads(capsys.readouterr().out)
    assert (undone["deals_deleted"], undone["activities_deleted"], undone["contacts_deleted"]) == (2, 1, 1)
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        (["--kind", "acts.csv=houses"], "is no kind of list"),
        (["--kind", "none.csv=deals"], "is none of the files"),
        (["--stage", "A=Nowhere"], "There is no stage called"),
        (["--stage", "A"], "is not of the form"),
    ],
)
def test_a_wrong_use_is_said(acme: Organization, paths: list[Path], more: list[str], problem: str) -> None:
    with pytest.raises((WrongUse, CommandError), match=problem):
        call_command("import_files", *paths, *more)
