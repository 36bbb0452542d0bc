"""Alice drops the files of an export together: one plan, one start, one progress page, one undo."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crm.importing.kinds import kind_of
from crm.importing.options import Kind
from crm.importing.running import run_imports
from crm.importing.undoing.running import run_undos
from crm.models import Contact, Deal, Import, ImportGroup, Interaction, Stage
from crm.pipelines import ensure_default

pytestmark = pytest.mark.django_db
PEOPLE = b"Record ID,First Name,Last Name,Email,Lifecycle Stage\n50100,Erin,Evans,erin@initech.example,lead\n"
DEALS = (
    b"Record ID,Deal Name,Deal Stage,Amount,Associated Contact IDs\n"
    b"90100,Robots,New,100,50100\n90200,Legal,Proposal/Price Quote,5,\n"
)
CALLS = (
    b"Record ID,Activity type,Subject,Activity date,Associated Contact IDs\n"
    b"1800001,Call,Intro,2022-03-04,50100\n1800002,Call,Lost,2022-03-04,1\n"
)


def upload(client: Client, **files: bytes) -> str:
    given = [SimpleUploadedFile(f"{name}.csv", content, "text/csv") for name, content in files.items()]
    return client.post(reverse("admin:console_import"), {"file": given}, follow=True).content.decode()


def page(act: str, group: ImportGroup) -> str:
    return reverse(f"admin:console_import_files{act}", args=[group.pk])


@pytest.fixture
def group(acme, as_alice: Client) -> ImportGroup:
    ensure_default(acme)
    upload(as_alice, calls=CALLS, deals=DEALS, people=PEOPLE)
    return ImportGroup.objects.get()


def text_of(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_the_plan_says_what_each_file_lists_and_what_belongs_to_what(as_alice, group) -> None:
    shown = text_of(as_alice, page("", group))
    assert shown.index("people.csv") < shown.index("deals.csv") < shown.index("calls.csv")
    assert "What belongs to what" in shown
    assert "Proposal/Price Quote" in shown
    proposal = Stage.objects.get(name="Proposal")
    assert f'<option value="{proposal.pk}" selected>' in shown  # suggested, and taken only by the start
    assert not Contact.objects.exists()


def test_a_run_is_started_watched_and_undone_as_one(as_alice, group) -> None:
    chosen = {"stage_key": "/proposal price quote", "stage_choice": str(Stage.objects.get(name="Proposal").pk)}
    answer = as_alice.post(page("", group), {"start": "1", **chosen})
    assert answer.url == page("_progress", group)
    while run_imports():
        pass
    assert as_alice.get(page("", group)).url == page("_progress", group)
    shown = text_of(as_alice, page("_progress", group))
    assert "data-settled" in shown
    assert "5 of 5 rows" in shown
    assert [deal.stage.name for deal in Deal.objects.order_by("pk")] == ["New", "Proposal"]
    assert Interaction.objects.get().contact == Contact.objects.get()
    assert "deals deleted" in text_of(as_alice, page("_undo", group))
    as_alice.post(page("_undo", group))
    while run_undos():
        pass
    assert "Undone" in text_of(as_alice, page("_progress_part", group))
    assert (Deal.objects.count(), Contact.objects.count()) == (0, 0)


def test_a_file_is_read_as_what_it_is_said_to_list(as_alice, group) -> None:
    calls = Import.objects.get(file_name="calls.csv")
    as_alice.post(page("", group), {f"kind_{calls.pk}": "contacts", "again": "1"})
    calls.refresh_from_db()
    assert kind_of(calls) == Kind.CONTACTS
    assert calls.status == Import.Status.DRAFT


def test_consent_that_is_not_whole_is_refused(as_alice, group) -> None:
    answer = as_alice.post(page("", group), {"start": "1", "text": "Yes"}, follow=True)
    assert "Consent needs all three" in answer.content.decode()
    assert {job.status for job in Import.objects.all()} == {"draft"}


def test_the_columns_of_one_file_lead_back_to_all(as_alice, group) -> None:
    deals = Import.objects.get(file_name="deals.csv")
    path = reverse("admin:console_import_mapping", args=[deals.pk])
    assert "Back to all files" in text_of(as_alice, path)
    sent = {"header": ["Deal Name", "Deal Stage"], "target": ["deal.name", "deal.stage"], "next": "1"}
    assert as_alice.post(path, sent).url == page("", group)
    assert as_alice.get(reverse("admin:console_import_plan", args=[deals.pk])).url == page("", group)


def test_files_are_discarded_together(as_alice, group) -> None:
    as_alice.post(page("_discard", group))
    assert not Import.objects.exists()


def test_one_bad_file_refuses_all_by_its_name(as_alice) -> None:
    assert "bad.csv: This is a PDF" in upload(as_alice, people=PEOPLE, bad=b"%PDF-1.7")
    assert not Import.objects.exists()


def test_the_plan_of_one_list_of_deals_speaks_of_deals(acme, as_alice) -> None:
    ensure_default(acme)
    upload(as_alice, deals=DEALS)
    job = Import.objects.get()
    shown = text_of(as_alice, reverse("admin:console_import_plan", args=[job.pk]))
    assert "Stages that you do not have" in shown
    assert "1 name one that is not found" in shown
    assert "Did these people agree" not in shown
    assert "May be written to" not in shown
