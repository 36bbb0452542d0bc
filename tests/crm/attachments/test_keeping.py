"""Files on records: kept, scanned, moved with the record, and gone with it."""

import hashlib
import json
import os
import stat
import sys
import tarfile
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from crm.attachments.keeping import FOLDER, LARGEST, attach, open_attachment, remove_attachment
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.errors import FileRefusedError, ScannerFailedError
from crm.merging.merge import merge_contacts
from crm.models import Attachment, Contact, Notification
from crm.organizations import set_up_organization
from crm.subjects import subject_of
from crm.timeline import timeline
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.accounts.retention import apply_retention, overdue
from quotahit.accounts.subjects.erasing import erase
from quotahit.backup import back_up
from tests.crm.attachments.samples import PDF, PNG
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def lying(organization: Organization) -> list[Path]:
    """What lies on the disk for an organization."""
    return sorted((settings.HOME / FOLDER / str(organization.pk)).glob("*"))


@pytest.fixture(autouse=True)
def no_files_of_others(acme: Organization) -> None:
    for file in lying(acme):
        file.unlink()


def finds_eicar(file: Path) -> str:
    """A scanner of our own."""
    return "Eicar" if b"EICAR" in file.read_bytes() else ""


def says_nothing(file: Path) -> None:
    """A scanner that forgot to answer."""


def test_a_file_is_kept_by_what_it_is_where_nobody_guesses(acme: Organization, dana: Contact, bob: User) -> None:
    kept = attach(dana, [PDF[:9], PDF[9:]], "../offer.exe", actor=bob)
    assert (kept.name, kept.content_type, kept.size) == ("offer.exe.pdf", "application/pdf", len(PDF))
    assert (kept.sha256, kept.by, kept.is_scanned) == (hashlib.sha256(PDF).hexdigest(), bob, False)
    assert [kept.file] == lying(acme)
    assert stat.S_IMODE(kept.file.stat().st_mode) == 0o600
    assert "offer" not in kept.path
    with open_attachment(kept) as content:
        assert content.read() == PDF
    assert events("file.added")[0][1]["attachment_id"] == kept.pk
    assert "offer" not in json.dumps(logged("file.added"))
    assert timeline(dana)[0].title == "File: offer.exe.pdf"


def test_what_is_too_big_or_breaks_off_leaves_nothing(acme: Organization, dana: Contact, bob: User) -> None:
    read = []

    def endless():
        while True:
            read.append(1)
            yield b"x" * 1024 * 1024

    with pytest.raises(FileRefusedError, match="25 MB"):
        attach(dana, endless(), "big.txt", actor=bob)
    assert len(read) == 26

    def broken():
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        attach(dana, broken(), "a.pdf", actor=bob)
    assert (lying(acme), Attachment.objects.count()) == ([], 0)
    assert attach(dana, [b"x" * LARGEST], "just.txt", actor=bob).size == LARGEST


def test_a_removed_file_is_gone_when_that_is_committed(
    acme: Organization, dana: Contact, bob: User, django_capture_on_commit_callbacks
) -> None:
    kept = attach(dana, [PNG], "a.png", actor=bob)
    with django_capture_on_commit_callbacks() as later:
        remove_attachment(kept, actor=bob)
    assert kept.file.exists()
    later[-1]()
    assert not kept.file.exists()
    assert logged("file.removed")[0][0] == f"user:{bob.pk}"


def test_a_link_in_its_place_is_not_followed(dana: Contact, bob: User) -> None:
    kept = attach(dana, [PNG], "a.png", actor=bob)
    kept.file.unlink()
    kept.file.symlink_to(settings.HOME / "secrets.env")
    with pytest.raises(OSError, match="symbolic links"):
        open_attachment(kept)


class TestScanner:
    def test_a_function_lets_pass_or_finds(self, settings, acme: Organization, dana: Contact, bob: User) -> None:
        settings.VIRUS_SCANNER = f"{__name__}.finds_eicar"
        assert attach(dana, [PDF], "a.pdf", actor=bob).is_scanned
        with pytest.raises(FileRefusedError, match="found something") as refused:
            attach(dana, [EICAR], "a.txt", actor=bob)
        assert not isinstance(refused.value, ScannerFailedError)
        assert len(lying(acme)) == 1

    def test_a_command_lets_pass_or_finds(self, settings, tmp_path: Path, dana: Contact, bob: User) -> None:
        program = tmp_path / "scan.py"
        program.write_text("import sys; sys.exit(b'EICAR' in open(sys.argv[-1], 'rb').read())")
        settings.VIRUS_SCANNER = f"{sys.executable} {program} --fdpass"
        assert attach(dana, [PDF], "a; touch pwned.pdf", actor=bob).is_scanned
        with pytest.raises(FileRefusedError, match="found something"):
            attach(dana, [EICAR], "a.txt", actor=bob)

    @pytest.mark.parametrize(
        "scanner",
        [
            "nowhere.to.be.found",
            f"{__name__}.says_nothing",
            "/no/such/program --fast",
            "false-or-not",
            f"{sys.executable} -c 'raise SystemExit(2)'",
            f"{sys.executable} -c 'import time; time.sleep(9)'",
            "unbalanced 'quote",
        ],
    )
    def test_what_fails_lets_nothing_in_and_tells_the_owners_once(
        self, settings, acme: Organization, dana: Contact, alice: User, bob: User, scanner: str
    ) -> None:
        settings.VIRUS_SCANNER, settings.VIRUS_SCANNER_TIMEOUT = scanner, 0.5
        for _ in range(2):
            with pytest.raises(ScannerFailedError):
                attach(dana, [PDF], "a.pdf", actor=bob)
        assert lying(acme) == []
        told = Notification.objects.get()
        assert (told.user, told.kind) == (alice, "scanner")


def test_files_move_with_a_merge(acme: Organization, dana: Contact, alice: User) -> None:
    twin = create_contact(acme, actor=alice, first_name="Dana", last_name="Diaz")
    kept = attach(twin, [PDF], "a.pdf", actor=alice)
    merge_contacts(dana, twin, actor=alice)
    kept.refresh_from_db()
    assert kept.contact == dana
    assert kept.file.exists()


def test_an_erased_persons_files_go_and_others_stay(
    acme: Organization, dana: Contact, bob: User, tmp_path: Path, django_capture_on_commit_callbacks
) -> None:
    set_up_organization(acme)
    deal = create_deal(acme, actor=bob, name="Pumps", contact=dana)
    mine, of_deal = attach(dana, [PDF], "a.pdf", actor=bob), attach(deal, [PNG], "b.png", actor=bob)
    other = attach(dana.company, [PDF], "firm.pdf", actor=bob)
    out = tmp_path / "dana.zip"
    call_command("export_subject", "dana@globex.example", organization="acme", out=out)
    with zipfile.ZipFile(out) as archive:
        assert archive.read(f"files/{mine.pk}-a.pdf") == PDF
        assert archive.read(f"files/{of_deal.pk}-b.png") == PNG
        assert f"files/{other.pk}-firm.pdf" not in archive.namelist()
    with django_capture_on_commit_callbacks(execute=True):
        erase(subject_of(dana), actor=bob)
    assert [kept.file.exists() for kept in (mine, of_deal, other)] == [False, False, True]
    assert Attachment.objects.get() == other


def test_what_belongs_to_no_record_is_cleared_away_after_a_day(acme: Organization, dana: Contact, bob: User) -> None:
    kept = attach(dana, [PDF], "a.pdf", actor=bob)
    stray = kept.file.with_name("0123.new")
    stray.write_bytes(b"half")
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    for file in (kept.file, stray):
        os.utime(file, (long_ago, long_ago))
    assert overdue()["stray_files"] == 1
    assert apply_retention()["stray_files"] == 1
    assert lying(acme) == [kept.file]


def test_files_of_a_removed_organization_go(
    acme: Organization, dana: Contact, bob: User, django_capture_on_commit_callbacks
) -> None:
    attach(dana, [PDF], "a.pdf", actor=bob)
    with django_capture_on_commit_callbacks(execute=True):
        dana.delete()
    assert lying(acme) == []


def test_a_backup_holds_them(dana: Contact, bob: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = attach(dana, [PDF], "a.pdf", actor=bob)
    monkeypatch.setattr("quotahit.backup._dump", lambda to: to.write_bytes(b"rows"))
    back_up(tmp_path / "all.tar.gz")
    with tarfile.open(tmp_path / "all.tar.gz") as archive:
        assert archive.extractfile(f"home/{kept.path}").read() == PDF  # type: ignore[union-attr]
