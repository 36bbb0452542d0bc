"""A whole import is taken back: what it made and nobody has touched goes, what it changed is what it was before."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from compliance.models import Suppression
from crm.choices import Channel, Direction
from crm.contacts import create_contact, update_contact
from crm.errors import WrongStateError
from crm.importing.jobs import LEASE
from crm.importing.undoing import records
from crm.importing.undoing.outcome import Outcome, Stays
from crm.importing.undoing.plan import plan_undo
from crm.importing.undoing.running import run_undo, run_undos, undo_import
from crm.merging.merge import merge_contacts
from crm.models import (
    Company,
    Contact,
    ContactEmail,
    ExternalId,
    Hold,
    Import,
    ImportTrace,
    ImportUndo,
    Interaction,
    Note,
    Share,
    Task,
)
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from tests.crm.helpers import events, logged
from tests.crm.importing.lists import bring_in, draft, keep, table

pytestmark = pytest.mark.django_db
HEADERS = ["Name", "Email", "Phone", "Company", "Job title", "Tags", "Notes", "Contact ID", "Shoe size", "Unsubscribed"]
ERIN = [
    "Erin Evans",
    "erin@a.example",
    "+12125550142",
    "Initech",
    "VP Sales",
    "hot",
    "Met in Rome",
    "x77812345",
    "38",
    "",
]
FRED = ["Fred Fuchs", "fred@b.example", "", "Initrode", "CTO", "", "", "x77812346", "", "yes"]


class Crash(BaseException):
    """The worker's process is gone."""


def undone(job: Import, *, by: User | None = None) -> Outcome:
    """Plan and do it; what was told before is what happens."""
    told = plan_undo(job)
    undo = run_undo(undo_import(job, actor=by, claim=str(uuid4())))
    assert undo.status == ImportUndo.Status.DONE, undo.problem
    assert told.outcome.plain() == undo.outcome.plain()
    return undo.outcome


def test_what_the_import_made_goes_and_opt_outs_stay(acme: Organization, alice: User, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, table(HEADERS, ERIN, FRED)), by=alice)
    ids = sorted(Contact.objects.values_list("pk", flat=True))
    outcome = undone(job, by=alice)
    assert outcome.plain() == {
        "contacts_deleted": 2,
        "companies_deleted": 2,
        "contacts_restored": 0,
        "companies_restored": 0,
        "stays": {},
    }
    for model in (Contact, Company, ContactEmail, ExternalId, Note):
        assert not model.objects.exists()
    assert Suppression.objects.filter(reason="opted_out_elsewhere").exists()
    assert [payload["import_id"] for _, payload in events("contact.deleted")] == [job.pk, job.pk]
    assert Contact.history.filter(id__in=ids, history_type="-", history_user=alice).count() == 2
    assert len(events("import.undone")) == 1
    assert AuditEntry.objects.filter(action__in=["import.undo_started", "import.undone"]).count() == 2


def test_what_it_changed_becomes_what_it_was(acme: Organization, alice: User, tmp_path: Path) -> None:
    erin = create_contact(
        acme,
        actor=alice,
        first_name="Erin",
        last_name="Evans",
        title="Intern",
        emails=["old@a.example", "erin@a.example"],
        company_name="Initech",
        custom={"shoe_size": "37"},
        tags=["cold"],
    )
    mine = Note.objects.create(organization=acme, contact=erin, body="Mine", author=alice)
    job = bring_in(acme, keep(tmp_path, table([*HEADERS, "Industry"], [*ERIN, "Software"])), by=alice)
    erin.refresh_from_db()
    assert (erin.title, erin.custom["shoe_size"], erin.emails.first().key) == ("VP Sales", "38", "erin@a.example")
    outcome = undone(job)
    assert (outcome.contacts_restored, outcome.companies_restored, outcome.contacts_deleted) == (1, 1, 0)
    erin.refresh_from_db()
    assert (erin.title, erin.custom, erin.company.industry) == ("Intern", {"shoe_size": "37"}, "")
    assert [(row.key, row.is_primary) for row in erin.emails.all()] == [
        ("old@a.example", True),
        ("erin@a.example", False),
    ]
    for rows in (erin.phones, erin.external_ids, ImportTrace.objects):
        assert not rows.exists()
    assert [tag.name for tag in erin.tags.all()] == ["cold"]
    assert list(erin.notes.all()) == [mine]


def test_a_value_that_was_changed_again_since_stays(acme: Organization, alice: User, tmp_path: Path) -> None:
    erin = create_contact(acme, actor=alice, first_name="Erin", last_name="Evans", title="a", emails=["erin@a.example"])
    job = bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)))
    update_contact(erin, actor=alice, title="CEO")
    outcome = undone(job)
    assert outcome.stays == {Stays.VALUE_CHANGED: 1}
    erin.refresh_from_db()
    assert (erin.title, erin.company, erin.custom) == ("CEO", None, {})


def touched_by(why: Stays, erin: Contact, alice: User, organization: Organization) -> None:
    mine = {"organization": organization, "contact": erin}
    if why == Stays.HEARD:
        Interaction.objects.create(**mine, channel=Channel.EMAIL, direction=Direction.INBOUND)
    elif why == Stays.TASK:
        Task.objects.create(**mine, title="Call", created_by=f"user:{alice.pk}")
    elif why == Stays.NOTE:
        Note.objects.create(**mine, body="Nice", author=alice)
    elif why == Stays.HELD:
        Hold.objects.create(**mine, kind="manual")
    elif why == Stays.SHARED:
        Share.objects.create(**mine, user=alice, key="x")
    elif why == Stays.MERGED:
        merge_contacts(erin, create_contact(organization, actor=alice, first_name="Erin"), actor=alice)
    else:
        update_contact(erin, actor=alice, title="CEO")


@pytest.mark.parametrize(
    "why", [Stays.HEARD, Stays.TASK, Stays.NOTE, Stays.HELD, Stays.SHARED, Stays.MERGED, Stays.CHANGED]
)
def test_a_contact_that_somebody_has_touched_stays(acme: Organization, alice: User, tmp_path: Path, why: Stays) -> None:
    job = bring_in(acme, keep(tmp_path, table(HEADERS, ERIN, FRED)), by=alice)
    touched_by(why, Contact.objects.get(emails__key="erin@a.example"), alice, acme)
    outcome = undone(job)
    assert outcome.contacts_deleted == 1
    assert outcome.stays == {why: 1, Stays.IN_USE: 1}
    assert Contact.objects.get(pk=Contact.objects.get(emails__key="erin@a.example").pk).company.name == "Initech"


def test_what_agents_did_by_themselves_goes_with_the_contact(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)))
    erin = Contact.objects.get()
    update_contact(erin, actor="agent:researcher", city="Rome")
    Task.objects.create(organization=acme, contact=erin, title="Call", created_by="agent:sales")
    assert undone(job).contacts_deleted == 1


def test_a_contact_that_is_gone_already_is_counted(acme: Organization, tmp_path: Path) -> None:
    job = bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)))
    Contact.objects.get().delete()
    assert undone(job).stays == {Stays.GONE: 1}


def test_it_goes_on_where_a_worker_crashed(acme: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"Lead {n}", f"lead{n}@a.example"] for n in range(5)]
    job = bring_in(acme, keep(tmp_path, table(["Name", "Email"], *rows)))
    monkeypatch.setattr(records.next_ids, "__defaults__", (2,))
    undo = undo_import(job, actor=None, claim=str(uuid4()))

    def crash(undo: ImportUndo) -> None:
        raise Crash

    with pytest.raises(Crash):
        run_undo(undo, crash)
    assert Contact.objects.count() == 3
    assert run_undos() == 0  # the lease still stands
    with clock.stopped(clock.now() + LEASE):
        assert run_undos() == 1
    assert not Contact.objects.exists()
    assert job.undo.outcome.contacts_deleted == 5


def test_an_import_is_undone_once_and_only_when_it_is_over(acme: Organization, tmp_path: Path) -> None:
    with pytest.raises(WrongStateError):
        undo_import(draft(acme, keep(tmp_path, table(HEADERS, ERIN))), actor=None)
    job = bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)))
    undo_import(job, actor=None)
    with pytest.raises(WrongStateError):
        undo_import(job, actor=None)
    assert run_undos() == 1
    with pytest.raises(WrongStateError):
        undo_import(job, actor=None)
    assert bring_in(acme, keep(tmp_path, table(HEADERS, ERIN))).created == 1  # the file may come again
    assert len(logged("import.undone")) == 1


def test_the_command_says_what_it_would_do_and_does_it(
    acme: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = bring_in(acme, keep(tmp_path, table(HEADERS, ERIN)))
    call_command("undo_import", str(job.pk), "--dry-run", "--json")
    told = json.loads(capsys.readouterr().out)
    assert Contact.objects.count() == 1
    call_command("undo_import", str(job.pk), "--json")
    done = json.loads(capsys.readouterr().out)
    assert {**told, "seconds": 0} == {**done, "seconds": 0}
    assert (done["import"], done["contacts_deleted"], done["stays"]) == (job.pk, 1, {})
    with pytest.raises(CommandError):
        call_command("undo_import", "987654")
