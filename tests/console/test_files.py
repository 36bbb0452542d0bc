"""Files in the console: added, handed out and removed by who sees the record, and by nobody else."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse

from crm.attachments.handing_out import BLOCK, LaterBlocks
from crm.attachments.keeping import LARGEST, attach
from crm.models import Attachment, Contact
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, User
from tests.crm.attachments.samples import PDF

pytestmark = pytest.mark.django_db


def add(client: Client, dana: Contact, content: bytes, name: str, kind: str = "application/pdf") -> str:
    """Add a file on Dana's page; returns what the page then says."""
    page = reverse("admin:console_contact_files", args=[dana.pk])
    return client.post(page, {"file": SimpleUploadedFile(name, content, kind)}, follow=True).content.decode()


def test_a_file_is_added_handed_out_and_removed(as_alice: Client, dana: Contact) -> None:
    assert "Offer “x”.pdf is kept, not scanned for viruses." in add(as_alice, dana, PDF, "Offer “x”.pdf")
    kept = Attachment.objects.get()
    assert b"not scanned" in as_alice.get(reverse("admin:console_contact", args=[dana.pk])).content
    answer = as_alice.get(kept.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[arg-type]
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"is gone" in as_alice.post(reverse("admin:console_file_remove", args=[kept.pk]), follow=True).content
    assert as_alice.get(kept.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "kind", "expected"),
    [
        (b"<svg onload=alert(1)>", "logo.png", "image/png", "no kind of file"),
        (b"MZ" + bytes(99), "offer.pdf", "application/pdf", "no kind of file"),
        (b"x" * (LARGEST + 1), "big.txt", "text/plain", "25 MB"),
        (b"", "empty.pdf", "application/pdf", ""),
    ],
)
def test_what_is_refused_is_said_and_not_kept(as_alice, dana, content, name, kind, expected) -> None:
    assert expected in add(as_alice, dana, content, name, kind)
    assert not Attachment.objects.exists()


def test_a_hostile_name_is_shown_as_words(as_alice: Client, dana: Contact) -> None:
    page = add(as_alice, dana, PDF, "<img src=x onerror=alert(1)>.pdf")
    assert "<img src=x" not in page
    assert Attachment.objects.get().name == "img src=x onerror=alert(1) .pdf"


def test_strangers_viewers_and_narrow_members(
    client: Client, dana: Contact, alice: User, bob: User, victor: User, charlie: User
) -> None:
    kept = attach(dana, [PDF], "a.pdf", actor=bob)
    page, file = reverse("admin:console_contact_files", args=[dana.pk]), kept.get_absolute_url()
    gone = reverse("admin:console_file_remove", args=[kept.pk])
    assert client.get(file).status_code == 302  # to sign in: a link alone opens nothing
    client.force_login(charlie)
    assert [client.get(file).status_code, client.get(page).status_code, client.post(gone).status_code] == [404] * 3
    client.force_login(victor)
    assert b"".join(client.get(file).streaming_content) == PDF  # type: ignore[arg-type]
    assert [client.post(page).status_code, client.post(gone).status_code] == [403, 403]
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    client.force_login(bob)  # who brought it, and sees the contact no more
    assert [client.get(file).status_code, client.get(page).status_code, client.post(gone).status_code] == [404] * 3
    assert Attachment.objects.exists()


def test_the_forms_of_companies_show_them(as_alice: Client, dana: Contact, alice: User) -> None:
    company = dana.company
    assert company is not None
    kept = attach(company, [PDF], "frame.pdf", actor=alice)
    form = as_alice.get(reverse("admin:crm_company_change", args=[company.pk])).content.decode()
    assert kept.get_absolute_url() in form
    assert as_alice.get(reverse("admin:console_company_files", args=[company.pk])).status_code == 200
    assert as_alice.get(reverse("admin:crm_company_add")).status_code == 200


async def test_the_server_streams_block_by_block_and_closes(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(PDF * 20_000)
    content = file.open("rb")
    answer = StreamingHttpResponse(LaterBlocks(content))
    assert answer.is_async
    blocks = [block async for block in answer.streaming_content]
    assert (b"".join(blocks), len(blocks)) == (PDF * 20_000, -(-len(PDF) * 20_000 // BLOCK))
    for close in answer._resource_closers:
        close()
    assert content.closed
