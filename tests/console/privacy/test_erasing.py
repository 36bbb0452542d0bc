"""Zelda asks to be erased: nothing that names her is left anywhere, and what must stay stays."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from crm.contacts import create_contact, update_contact
from crm.importing.drafts import preview_rows
from crm.models import Company, Contact, ContactPhone, Deal, Import, Note
from crm.subjects import subject_of
from outreach.models import Delivery, Enrollment, InboundMessage, Mailbox
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.accounts.subjects.holdings import find_all, rooms
from quotahit.audit.models import AuditEntry
from quotahit.audit.verifying import verify
from quotahit.events.models import Event, RawInbound
from quotahit.llm.models import ModelCall
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.outgoing import Fate
from tests.console.privacy.commands import run
from tests.console.privacy.person import EMAIL, PHONE, PLANTED, PROFILE, places

pytestmark = pytest.mark.django_db


def test_every_model_says_what_it_holds_about_people() -> None:
    classified = {holding.label for room in rooms() for holding in room.holdings}
    models = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}

    assert models - classified == set(), "say in the room's privacy.py what erasure does with these"
    assert classified - models == set()


def test_zelda_has_rows_of_every_kind_that_can_be_about_a_person(zelda: Contact) -> None:
    _, found = find_all(subject_of(zelda))

    assert {part.holding.model for part in found if not part.ids} == set()


def test_nothing_that_names_her_is_left(zelda: Contact) -> None:
    assert len(list(places(*PLANTED))) > 50
    calls_about_her = ModelCall.objects.exclude(subject_type="crm.company").count()

    report = run("erase_subject", EMAIL, "--yes")

    assert "\n".join(places(*PLANTED)) == ""
    assert (report["organization"], report["contact_id"], report["dry_run"]) == ("acme", zelda.pk, False)
    assert report["deleted"]["crm.Contact"] == 1
    assert report["emptied"]["llm.ModelCall"] == calls_about_her, "about her, her mail and the answer to it"
    assert report["cleared"]["crm.Deal"] == 1
    assert report["kept"]["compliance.Consent"] == 1
    assert report["mentions"] > 5
    assert (report["closed"], report["copies"], report["files"], report["lines_in_files"]) == (3, 1, 1, 3)
    assert "claims" in report["stays"]["compliance.Consent"]


@pytest.mark.parametrize(
    "spelling",
    ["  Dana.Diaz@Gmail.COM ", "d.a.n.a.diaz+list@googlemail.com", "+12125550147", "212-555-0147", PROFILE],
)
def test_a_person_is_found_by_any_address_in_any_spelling(acme: Organization, home: object, spelling: str) -> None:
    dana = create_contact(
        acme, actor="test", first_name="Dana", emails=["danadiaz@gmail.com"], phones=["212 555 0147"], linkedin=PROFILE,
        country="US",
    )  # fmt: skip
    create_contact(
        acme, actor="test", first_name="Dan", emails=["dan@gmail.com"], phones=["212 555 0148"], country="US"
    )

    assert run("erase_subject", spelling, "--yes")["contact_id"] == dana.pk
    assert Contact.objects.get().first_name == "Dan"


def test_who_is_on_record_twice_is_one_person(acme: Organization, home: object) -> None:
    for address in ("dana.diaz@gmail.com", "danadiaz@googlemail.com", "dan@gmail.com"):
        create_contact(acme, actor="test", first_name="Dana", emails=[address])

    report = run("erase_subject", "danadiaz@gmail.com", "--yes")

    assert report["deleted"]["crm.Contact"] == 2
    assert Contact.objects.get().emails.get().key == "dan@gmail.com"


def test_colleagues_who_share_a_mailbox_are_told_apart_by_their_tags(acme: Organization, home: object) -> None:
    for name in ("dana", "erin"):
        create_contact(acme, actor="test", first_name=name, emails=[f"team+{name}@hooli.example"])
    with pytest.raises(CommandError, match="Several contacts"):
        call_command("erase_subject", "team@hooli.example", "--yes")

    report = run("erase_subject", "team+dana@hooli.example", "--yes")

    assert (report["deleted"]["crm.Contact"], report["closed"]) == (1, 1)
    assert Contact.objects.get().emails.get().key == "team+erin@hooli.example"
    create_contact(acme, actor="test", first_name="Ned", emails=["team+ned@hooli.example"])


def test_a_question_whose_time_is_over_holds_nothing_up(zelda: Contact) -> None:
    Approval.objects.update(expires_at=clock.now() - timedelta(days=1))

    run("erase_subject", EMAIL, "--yes")

    assert not Approval.objects.waiting().exists()


def test_what_a_mail_server_said_of_her_address_goes_too(zelda: Contact) -> None:
    mailbox = Mailbox.objects.for_mail().get()
    Mailbox.objects.update(sending_trouble=f"550 5.1.1 <{EMAIL}>: user unknown")

    run("erase_subject", EMAIL, "--yes")

    mailbox.refresh_from_db()
    assert mailbox.sending_trouble == "550 5.1.1 <[erased]>: user unknown"


def test_a_person_is_found_by_the_id_of_the_contact(acme: Organization, home: object) -> None:
    dana = create_contact(acme, actor="test", first_name="Dana")

    assert run("erase_subject", str(dana.pk), "--yes")["contact_id"] == dana.pk


def test_what_runs_for_her_ends(zelda: Contact) -> None:
    run("erase_subject", EMAIL, "--yes")

    events = set(Event.objects.filter(subject_id=zelda.pk, subject_type="crm.contact").values_list("type", flat=True))
    assert events >= {"email.cancelled", "contact.erased"}
    assert Run.objects.get(chain="test.privacy").status == "cancelled"
    assert not Run.objects.about(("crm.contact", zelda.pk)).open().exists()
    assert not Approval.objects.waiting().exists()
    assert not Enrollment.objects.filter(contact_id=zelda.pk).exists()
    assert not Delivery.objects.exists()


def test_the_log_holds_and_tells_of_it_in_ids_alone(zelda: Contact, acme: Organization) -> None:
    run("erase_subject", EMAIL, "--yes")

    entry = AuditEntry.objects.get(action="subject.erased")
    assert (entry.organization_id, entry.subject_type, entry.subject_id) == (acme.pk, "crm.contact", zelda.pk)
    assert all(isinstance(value, int) for value in entry.why.values())
    assert AuditEntry.objects.filter(action="contact.created", subject_id=zelda.pk).exists()
    assert verify().faults == []


def test_the_firm_its_deal_and_other_people_stay(zelda: Contact) -> None:
    company = Company.objects.get(name="Globex")

    run("erase_subject", EMAIL, "--yes")

    deal = Deal.objects.get()
    assert (deal.name, deal.amount, deal.contact, deal.company) == ("[erased] expansion", 9000, None, company)
    company.refresh_from_db()
    assert company.description == "Ask for [erased], she decides."
    assert Note.objects.get().body == "[erased] ([erased]) runs the place."
    assert InboundMessage.objects.get(sender="colleague@globex.example").text == "[erased] is away – ask me."
    assert not RawInbound.objects.exists(), "a raw mail that names her cannot be cleared, so it goes"
    assert not (settings.HOME / "backups" / "with.sqlite3").exists()
    assert (settings.HOME / "backups" / "without.sqlite3").exists()
    assert (settings.MAIL_FOLDER / "2.log").exists()


def test_lists_and_error_files_keep_everybody_else(zelda: Contact) -> None:
    draft, done = Import.objects.get(status="draft"), Import.objects.get(status="done")

    run("erase_subject", EMAIL, "--yes")

    ned, gone, erin = preview_rows(draft)
    assert (ned.values["First name"], erin.values["Email"]) == ("Ned", "erin@hooli.example")
    assert (gone.number, gone.values) == (3, {})
    assert "names nobody" in gone.failure
    done.refresh_from_db()
    draft.refresh_from_db()
    assert draft.file_name == "[erased].csv"
    assert done.error_file.read_text().splitlines() == [
        "row,result,reason,First,Last,Email",
        "2,failed,bad,Ned,Nolan,ned@",
    ]
    assert done.error_bytes == done.error_file.stat().st_size


def test_erasing_twice_is_erasing_once(zelda: Contact) -> None:
    run("erase_subject", EMAIL, "--yes")
    again = run("erase_subject", EMAIL, "--yes")

    assert (again["contact_id"], again["deleted"], again["mentions"]) == (None, {}, 0)
    assert again["kept"]["compliance.Suppression"] == 1


def test_a_dry_run_says_what_would_go_and_changes_nothing(zelda: Contact) -> None:
    before, entries = list(places(*PLANTED)), AuditEntry.objects.count()

    planned = run("erase_subject", EMAIL, "--dry-run")

    assert list(places(*PLANTED)) == before
    assert AuditEntry.objects.count() == entries
    done = run("erase_subject", EMAIL, "--yes")
    assert planned["deleted"] == done["deleted"]
    assert planned["mentions"] == done["mentions"]
    assert planned["dry_run"] is True


def test_without_a_yes_nothing_is_erased(zelda: Contact) -> None:
    with pytest.raises(CommandError, match="--yes") as refusal:
        call_command("erase_subject", EMAIL)

    assert refusal.value.returncode == 2
    assert Contact.objects.filter(pk=zelda.pk).exists()


@pytest.mark.parametrize("nobody", ["999999", "not an address", ""])
def test_what_names_nobody_is_wrong_use(zelda: Contact, nobody: str) -> None:
    for command in ("erase_subject", "export_subject"):
        with pytest.raises(CommandError) as refusal:
            call_command(command, nobody, "--json", *(["--yes"] if command == "erase_subject" else []))
        assert refusal.value.returncode == 2


def test_another_organization_keeps_its_own_zelda(zelda: Contact, rival: Organization) -> None:
    theirs = create_contact(rival, actor="test", first_name="Zelda", last_name="Quixworth", emails=[EMAIL])

    run("erase_subject", EMAIL, "--yes", "--organization", "acme")

    assert Contact.objects.get() == theirs
    assert theirs.emails.get().key == EMAIL


def test_a_line_that_colleagues_share_stays_theirs(zelda: Contact, acme: Organization) -> None:
    erin = create_contact(acme, actor="test", first_name="Erin", emails=["erin@globex.example"], phones=[PHONE])
    with pytest.raises(CommandError, match=f"{zelda.pk}, {erin.pk}") as refusal:
        call_command("erase_subject", PHONE, "--yes")
    assert refusal.value.returncode == 2

    run("erase_subject", EMAIL, "--yes")

    assert ContactPhone.objects.get().number == PHONE
    create_contact(acme, actor="test", first_name="Ned", phones=[PHONE])


def test_a_namesake_keeps_the_name(zelda: Contact, acme: Organization) -> None:
    other = create_contact(acme, actor="test", first_name="Zelda", last_name="Quixworth", emails=["z@hooli.example"])

    run("erase_subject", EMAIL, "--yes")

    other.refresh_from_db()
    assert (other.name, other.name_key, other.emails.get().key) == (
        "Zelda Quixworth", "zelda quixworth", "z@hooli.example",
    )  # fmt: skip
    assert "\n".join(places(EMAIL, "2125550147", "zeldas-secret-hobby")) == ""


def test_who_wrote_and_is_no_contact_is_erased_by_address(acme: Organization, home: object) -> None:
    raw = b"From: Zelda <%s>\nSubject: Zeldas own words\n\nI am new here." % EMAIL.encode()
    row = RawInbound.objects.create(organization=acme, source="test", vendor_id="1", body=raw, status="read")
    InboundMessage.objects.create(
        organization=acme, raw_id=row.pk, kind="human", sender=EMAIL, subject="Zeldas own words", text="I am new here."
    )

    report = run("erase_subject", EMAIL, "--yes")

    assert report["deleted"] == {"outreach.InboundMessage": 1, "events.RawInbound": 1}
    assert report["closed"] == 1
    assert "\n".join(places(EMAIL, "zeldas own words", "i am new here")) == ""


def test_while_a_message_is_leaving_she_is_only_closed(zelda: Contact) -> None:
    Delivery.objects.filter(idempotency_key="sent").update(status=Fate.CLAIMED)

    with pytest.raises(CommandError, match="being sent at this moment") as refusal:
        call_command("erase_subject", EMAIL, "--yes")

    assert refusal.value.returncode == 1
    assert Contact.objects.filter(pk=zelda.pk).exists()
    assert not Enrollment.objects.filter(contact=zelda, status="active").exists()
    Delivery.objects.filter(idempotency_key="sent").update(status=Fate.SENT)
    assert run("erase_subject", EMAIL, "--yes")["deleted"]["crm.Contact"] == 1
    assert "\n".join(places(*PLANTED)) == ""


def test_a_name_and_an_address_of_before_go_too(acme: Organization, alice: User, home: object) -> None:
    zelda = create_contact(
        acme, actor=alice, first_name="Zelda", last_name="Quixworth", linkedin=PROFILE, emails=[EMAIL]
    )
    update_contact(zelda, actor=alice, last_name="Miller", linkedin="https://www.linkedin.com/in/zelda-miller")
    company = Company.objects.create(
        organization=acme, name="Globex", name_key="globex", description=f"Zelda Quixworth: {PROFILE}; or Zelda Miller."
    )

    run("erase_subject", EMAIL, "--yes")

    company.refresh_from_db()
    assert company.description == "[erased]: [erased]; or [erased]."
