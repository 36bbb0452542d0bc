"""Alice drops a list of leads: what is read, what would happen, and what came of it."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from compliance.models import Consent
from crm.importing.drafts import set_mapping, start_draft
from crm.importing.running import run_imports
from crm.importing.undoing.running import run_undos
from crm.models import Contact, Import, SellerProfile
from quotahit.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
LIST = b"""First Name,Last Name,Email,Country,Shoe size
Nora,Halvorsen,nora@brightwater.example,US,38
Greta,Baum,greta@baum.example,DE,40
,,,US,
"""
EVIDENCE = {"text": "Yes, send me news.", "source": "Fair in Hanover", "given_on": "2026-05-04"}


def upload(client: Client, content: bytes = LIST) -> str:
    """Drop a file; returns the text of the page that follows."""
    file = SimpleUploadedFile("leads.csv", content, "text/csv")
    return client.post(reverse("admin:console_import"), {"file": file}, follow=True).content.decode()


def page(act: str, job: Import) -> str:
    return reverse(f"admin:console_import_{act}", args=[job.pk])


@pytest.fixture
def job(as_alice: Client) -> Import:
    upload(as_alice)
    return Import.objects.get()


def test_a_list_is_read_and_its_columns_recognised(as_alice) -> None:
    shown = upload(as_alice)
    assert "3 rows" in shown
    assert "nora@brightwater.example" in shown
    assert "Shoe size" in shown
    assert not Contact.objects.exists()


def test_what_is_no_list_is_refused_with_a_sentence(as_alice) -> None:
    assert "Drop a CSV export here" in upload(as_alice, b"")
    assert not Import.objects.exists()


def test_sending_nothing_asks_for_a_file(as_alice) -> None:
    answer = as_alice.post(reverse("admin:console_import"), follow=True)
    assert "Choose a file first" in answer.content.decode()


def test_a_column_is_left_out_when_told(as_alice, job) -> None:
    headers = ["First Name", "Last Name", "Email", "Country", "Shoe size"]
    targets = ["first_name", "last_name", "email", "", ""]
    answer = as_alice.post(page("mapping", job), {"header": headers, "target": targets, "next": "1"})
    assert answer.url == page("plan", job)
    job.refresh_from_db()
    assert set(job.mapping) == {"First Name", "Last Name", "Email"}


def test_a_mapping_that_makes_no_sense_is_refused(as_alice, job) -> None:
    answer = as_alice.post(page("mapping", job), {"header": ["Email"], "target": ["no_such_field"], "next": "1"})
    assert answer.status_code == 200
    job.refresh_from_db()
    assert job.mapping["Email"] == "email"


def test_headers_and_targets_that_do_not_match_are_refused(as_alice, job) -> None:
    answer = as_alice.post(page("mapping", job), {"header": ["Email", "Country"], "target": ["email"]})
    assert answer.status_code == 200
    assert "does not fit" in answer.content.decode()


def test_the_plan_tells_who_may_be_written_to(as_alice, job) -> None:
    shown = as_alice.get(page("plan", job)).content.decode()
    assert "CONSENT_MISSING" in shown
    as_alice.post(page("plan", job), {**EVIDENCE, "again": "1"})
    assert "by the consent below" in as_alice.get(page("plan", job)).content.decode()


def test_who_has_not_said_what_they_sell_is_asked_before_the_first_mail(as_alice, acme, job) -> None:
    as_alice.post(page("plan", job), {**EVIDENCE, "again": "1"})
    assert "Say first what you sell" in as_alice.get(page("plan", job)).content.decode()
    SellerProfile.objects.update_or_create(organization=acme, defaults={"product": "Pumps"})
    assert "Say first what you sell" not in as_alice.get(page("plan", job)).content.decode()


@pytest.mark.parametrize("missing", EVIDENCE)
def test_half_a_proof_of_consent_is_none(as_alice, job, missing) -> None:
    answer = as_alice.post(page("plan", job), {**EVIDENCE, missing: "", "start": "1"}, follow=True)
    assert "Consent needs all three" in answer.content.decode()
    job.refresh_from_db()
    assert job.status == Import.Status.DRAFT


def test_an_import_is_started_watched_and_done(as_alice, job) -> None:
    assert as_alice.post(page("plan", job), {**EVIDENCE, "start": "1"}).url == page("progress", job)
    run_imports()
    part = as_alice.get(page("progress_part", job)).content.decode()
    assert "data-settled" in part
    assert set(Contact.objects.values_list("first_name", flat=True)) == {"Nora", "Greta"}
    assert Consent.objects.count() == 2
    errors = b"".join(as_alice.get(page("errors", job)).streaming_content).decode()
    assert errors.count("\n") == 2  # its header and the row of nobody
    # What runs can no longer be mapped, planned or discarded.
    assert as_alice.get(page("mapping", job)).url == page("progress", job)
    assert as_alice.get(page("plan", job)).url == page("progress", job)
    as_alice.post(page("discard", job))
    assert Import.objects.filter(pk=job.pk).exists()


def test_a_draft_is_discarded_with_its_file(as_alice, job, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        as_alice.post(page("discard", job))
    assert not Import.objects.exists()
    assert not job.file.exists()


def test_an_import_without_errors_has_no_error_file(as_alice, job) -> None:
    assert as_alice.get(page("errors", job)).status_code == 404


def test_lists_of_others_are_not_there(as_alice, rival: Organization, charlie: User, tmp_path: Path) -> None:
    path = tmp_path / "theirs.csv"
    path.write_bytes(LIST)
    theirs = start_draft(rival, path, "theirs.csv", by=charlie)
    for act in ("mapping", "plan", "progress", "progress_part", "errors"):
        assert as_alice.get(page(act, theirs)).status_code == 404
    assert as_alice.post(page("discard", theirs)).status_code == 404
    assert "theirs.csv" not in as_alice.get(reverse("admin:console_import")).content.decode()


def test_an_import_is_undone_after_a_page_that_says_what_will_happen(as_alice, job) -> None:
    as_alice.post(page("plan", job), {"start": "1"})
    run_imports()
    assert "Undo this import" in as_alice.get(page("progress", job)).content.decode()
    told = as_alice.get(page("undo", job)).content.decode()
    assert "Opt-outs and consents that came with the file stay" in told
    assert Contact.objects.count() == 2
    waiting = as_alice.post(page("undo", job), follow=True).content.decode()
    assert "Waiting to be undone" in waiting
    run_undos()
    shown = as_alice.get(page("progress", job)).content.decode()
    assert not Contact.objects.exists()
    assert "contacts deleted" in shown
    assert "Undo this import" not in shown
    assert as_alice.get(page("undo", job)).status_code == 302
    refused = as_alice.post(page("undo", job), follow=True).content.decode()
    assert "undone already" in refused


def test_a_file_with_the_same_columns_is_read_as_the_one_before_it(as_alice, job) -> None:
    set_mapping(job, {"First Name": "first_name", "Email": "email", "Shoe size": "tags"})
    as_alice.post(page("plan", job), {"start": "1"})
    assert "A file with the same columns came before" in upload(as_alice)
    again = Import.objects.exclude(pk=job.pk).get()
    assert again.mapping == {"First Name": "first_name", "Email": "email", "Shoe size": "tags"}
    shown = as_alice.post(page("mapping", again), {"anew": "1"}, follow=True).content.decode()
    assert "A file with the same columns came before" not in shown
    again.refresh_from_db()
    assert again.mapping["Last Name"] == "last_name"
