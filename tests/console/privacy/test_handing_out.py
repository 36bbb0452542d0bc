"""Zelda asks what is held about her: everything, for machines and for people."""

import base64
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from crm.models import Contact
from crm.subjects import subject_of
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User
from quotahit.accounts.subjects.holdings import find_all
from quotahit.audit.models import AuditEntry
from tests.console.privacy.commands import run
from tests.console.privacy.person import EMAIL, HOBBY, PHONE, PROFILE

pytestmark = pytest.mark.django_db


def test_every_row_about_her_is_in_it(zelda: Contact) -> None:
    _, found = find_all(subject_of(zelda))

    data = run("export_subject", EMAIL.upper())

    wanted: dict[str, set[int]] = {}
    for part in found:
        wanted.setdefault(part.holding.model, set()).update(part.ids)
    key = {"crm.HistoricalContact": "history_id", "crm.HistoricalDeal": "history_id", "sessions.Session": "session_key"}
    key["crm.LastActivity"] = "contact_id"
    assert {model: {row[key.get(model, "id")] for row in rows} for model, rows in data["rows"].items()} == wanted
    assert data["counts"] == {model: len(ids) for model, ids in wanted.items()}
    assert set(data["about"]) == set(data["rows"])
    assert {address["address"] for address in data["addresses"]} == {EMAIL, PHONE, "in/zelda-quixworth-77"}


def test_what_she_is_told_is_what_there_is(zelda: Contact) -> None:
    rows = run("export_subject", str(zelda.pk))["rows"]

    (contact,) = rows["crm.Contact"]
    assert (contact["first_name"], contact["linkedin"], contact["custom"]) == ("Zelda", PROFILE, {"hobby": HOBBY})
    assert all(line["reason"] for line in rows["crm.Score"][-1]["lines"])
    assert f"tell me more about {HOBBY}" in rows["outreach.InboundMessage"][0]["text"]
    raw = [base64.b64decode(row["body"]["base64"]) for row in rows["events.RawInbound"]]
    assert any(b"Zeldas own words" in body for body in raw)
    assert {row["content"].get("name") for row in rows["workflow.Approval"]} >= {HOBBY}
    assert rows["llm.ModelCall"][-1]["question"] == f"Who is {EMAIL}?"
    assert {row["body"] for row in rows["crm.Note"]} >= {f"She likes {HOBBY}"}
    assert rows["compliance.Consent"][0]["type"] == "email_sub"


def test_it_is_logged(zelda: Contact) -> None:
    data = run("export_subject", EMAIL)

    entry = AuditEntry.objects.get(action="subject.exported")
    assert (entry.subject_type, entry.subject_id) == ("crm.contact", zelda.pk)
    assert entry.why == {"rows": sum(data["counts"].values())}


@pytest.mark.parametrize("name", ["zelda.json", "zelda.zip"])
def test_it_is_written_for_its_owner_alone(zelda: Contact, tmp_path: Path, name: str) -> None:
    out = tmp_path / name

    report = run("export_subject", EMAIL, "--out", str(out))

    assert report["out"] == str(out)
    assert out.stat().st_mode & 0o777 == 0o600
    if out.suffix == ".json":
        data = json.loads(out.read_text())
    else:
        with ZipFile(out) as archive:
            data = json.loads(archive.read("subject.json"))
            mails = {name for name in archive.namelist() if name.startswith("mails/")}
        assert mails == {f"mails/{row['id']}.eml" for row in data["rows"]["events.RawInbound"]}
    assert data["counts"] == report["counts"]


def test_a_file_of_no_known_kind_is_wrong_use(zelda: Contact, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("export_subject", EMAIL, "--out", str(tmp_path / "zelda.docx"))
    assert refusal.value.returncode == 2


def test_of_somebody_unknown_nothing_is_held(acme: Organization, home: Path) -> None:
    data = run("export_subject", "nobody@globex.example")

    assert (data["counts"], data["rows"]) == ({}, {})


def test_after_the_erasure_only_evidence_is_left(zelda: Contact) -> None:
    run("erase_subject", EMAIL, "--yes")

    data = run("export_subject", EMAIL)

    assert set(data["rows"]) == {
        "audit.AuditEntry", "compliance.Consent", "compliance.Decision", "compliance.Grounds", "compliance.Suppression",
        "events.Event",
    }  # fmt: skip
    assert EMAIL not in json.dumps(data["rows"])
    assert {row["reason"] for row in data["rows"]["compliance.Suppression"]} == {"erased"}


def in_role(organization: Organization, role: Role) -> Client:
    user = User.objects.create_user(f"{role}@acme.example", is_staff=True)
    Membership.objects.create(user=user, organization=organization, role=role)
    client = Client()
    client.force_login(user)
    return client


PAGES = ("privacy", "export", "erase")


@pytest.mark.parametrize("role", [Role.REP, Role.VIEWER])
def test_only_who_manages_hands_out_and_erases(zelda: Contact, acme: Organization, role: Role) -> None:
    client = in_role(acme, role)
    page = reverse("admin:console_contact", args=[zelda.pk])

    assert "/privacy/" not in client.get(page).content.decode()
    for name in PAGES:
        path = reverse(f"admin:console_contact_{name}", args=[zelda.pk])
        assert {client.get(path).status_code, client.post(path, {"sure": "1"}).status_code} == {403}
    assert Contact.objects.filter(pk=zelda.pk).exists()


def test_the_page_says_what_goes_and_what_stays_and_why(zelda: Contact, acme: Organization) -> None:
    client = in_role(acme, Role.MANAGER)
    assert "/privacy/" in client.get(reverse("admin:console_contact", args=[zelda.pk])).content.decode()

    page = client.get(reverse("admin:console_contact_privacy", args=[zelda.pk])).content.decode()

    for words in ("crm.Interaction", "is deleted", "compliance.Consent", "as long as claims can be made", EMAIL):
        assert words in page


def test_a_manager_downloads_everything(zelda: Contact, acme: Organization, tmp_path: Path) -> None:
    answer = in_role(acme, Role.MANAGER).post(reverse("admin:console_contact_export", args=[zelda.pk]))

    file = tmp_path / "got.zip"
    file.write_bytes(b"".join(answer.streaming_content))
    with ZipFile(file) as archive:
        assert json.loads(archive.read("subject.json"))["counts"]["crm.Contact"] == 1
    assert AuditEntry.objects.get(action="subject.exported").actor.startswith("user:")


def test_a_manager_erases_after_saying_so(zelda: Contact, acme: Organization) -> None:
    client = in_role(acme, Role.MANAGER)
    path = reverse("admin:console_contact_erase", args=[zelda.pk])

    assert client.get(path).status_code == 405
    assert client.post(path).url == reverse("admin:console_contact_privacy", args=[zelda.pk])
    assert Contact.objects.filter(pk=zelda.pk).exists()

    said = client.post(path, {"sure": "1"}, follow=True).content.decode()

    assert f"Contact {zelda.pk} is erased" in said
    assert "Quixworth" not in said
    assert not Contact.objects.filter(pk=zelda.pk).exists()
