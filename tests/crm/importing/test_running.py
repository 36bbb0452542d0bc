"""An import that is interrupted, raced or refused: every good row arrives once, and the counts say what happened."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from crm.errors import WrongStateError
from crm.importing.drafts import discard_draft, start_import
from crm.importing.jobs import LEASE
from crm.importing.running import run_import, run_imports
from crm.models import Contact, Import
from crm.tasks import run_imports as task
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.events.models import Event
from tests.crm.importing.lists import bring_in, counts, draft, errors, keep, table

pytestmark = pytest.mark.django_db
HEADERS = ["Name", "Email", "Phone"]


class Crash(BaseException):
    """The worker's process is gone."""


def crash(job: Import) -> None:
    raise Crash


def long_list(rows: int = 2500) -> str:
    """Every thousandth row has a phone that cannot be read; the last row is the first person once more."""
    lines = [[f"Lead {n}", f"lead{n}@a.example", "" if n % 1000 else "12"] for n in range(rows - 1)]
    return table(HEADERS, *lines, ["Somebody", "lead0@a.example", ""])


def claimed(organization: Organization, path: Path) -> Import:
    job = draft(organization, path)
    start_import(job, actor=None, claim=str(uuid4()))
    return job


def test_a_worker_goes_on_where_another_one_crashed(acme: Organization, tmp_path: Path) -> None:
    job = claimed(acme, keep(tmp_path, long_list()))
    with pytest.raises(Crash):
        run_import(job, crash)
    with job.error_path.open("a") as file:
        file.write("half a line that was never committed")
    job.refresh_from_db()
    assert (job.status, job.rows, Contact.objects.count()) == ("running", 1000, 1000)
    assert run_imports() == 0  # the lease still stands
    with clock.stopped(clock.now() + LEASE):
        assert run_imports() == 1
    job.refresh_from_db()
    assert counts(job) == (2499, 0, 1, 0)
    assert Contact.objects.count() == 2499
    assert Event.objects.filter(type="contact.created").count() == 2499
    assert Contact.objects.get(emails__key="lead0@a.example").name == "Lead 0"  # seen before the crash: only filled in
    assert [line["row"] for line in errors(job)] == ["2", "1002", "2002", "2501"]


def test_a_worker_that_was_taken_for_dead_stops(acme: Organization, tmp_path: Path) -> None:
    job = claimed(acme, keep(tmp_path, long_list()))

    def take_over(job: Import) -> None:
        Import.objects.filter(pk=job.pk).update(claim="another worker")

    run_import(job, take_over)
    job.refresh_from_db()
    assert (job.status, job.rows, Contact.objects.count()) == ("running", 1000, 1000)


def test_the_worker_runs_what_waits_in_the_order_of_arrival(acme: Organization, tmp_path: Path) -> None:
    jobs = [draft(acme, keep(tmp_path, table(HEADERS, ["Lead", f"lead{n}@a.example", ""]))) for n in range(2)]
    for job in jobs:
        start_import(job, actor=None)
    assert (run_imports(), run_imports(), run_imports()) == (1, 1, 0)
    assert set(Import.objects.values_list("status", flat=True)) == {"done"}


def test_the_workers_task_runs_what_waits(acme: Organization, alice: User, tmp_path: Path) -> None:
    job = draft(acme, keep(tmp_path, table(HEADERS, ["Lead", "lead@a.example", ""])), by=alice)
    start_import(job, actor=alice)
    task()
    job.refresh_from_db()
    assert counts(job) == (1, 0, 0, 0)


REFUSAL = {
    "sqlite": [
        "CREATE TRIGGER no_lead_7 BEFORE INSERT ON crm_contact WHEN NEW.first_name = 'Lead' AND NEW.last_name = '7'"
        " BEGIN SELECT RAISE(ABORT, 'refused'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation'; END $$",
        "CREATE TRIGGER no_lead_7 BEFORE INSERT ON crm_contact FOR EACH ROW"
        " WHEN (NEW.first_name = 'Lead' AND NEW.last_name = '7') EXECUTE FUNCTION refuse()",
    ],
}


def test_a_row_that_the_database_refuses_fails_alone(acme: Organization, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        for statement in REFUSAL[connection.vendor]:
            cursor.execute(statement)
    job = bring_in(acme, keep(tmp_path, long_list(1200)))
    assert counts(job) == (1198, 0, 1, 1)
    assert ("9", "failed", "the database does not take this row") in [
        (line["row"], line["result"], line["reason"]) for line in errors(job)
    ]
    assert [line["row"] for line in errors(job)] == ["2", "9", "1002", "1201"]


def test_a_list_whose_file_is_gone_says_so(acme: Organization, tmp_path: Path) -> None:
    job = claimed(acme, keep(tmp_path, long_list(10)))
    job.file.write_bytes(b"")
    run_import(job)
    job.refresh_from_db()
    assert (job.status, job.problem) == ("failed", "The file is empty.")


def test_lists_are_not_kept_longer_than_they_are_needed(
    acme: Organization, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = bring_in(acme, keep(tmp_path, long_list(10)))
    assert not job.file.exists()
    assert job.error_file is not None
    with django_capture_on_commit_callbacks(execute=True):
        acme.delete()
    assert not job.error_path.exists()


def test_an_import_is_started_once_and_a_draft_can_be_thrown_away(acme: Organization, tmp_path: Path) -> None:
    path = keep(tmp_path, long_list(10))
    job = draft(acme, path)
    start_import(job, actor=None)
    with pytest.raises(WrongStateError):
        start_import(job, actor=None)
    with pytest.raises(WrongStateError):
        discard_draft(job, actor=None)
    other = draft(acme, path)
    discard_draft(other, actor=None)
    assert not Import.objects.filter(pk=other.pk).exists()
