"""Zelda Quixworth, who has left a trace in every place that a person can leave one in."""

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from agents.decisions import decide
from agents.models import Candidate, LeadSearch, QualifierQuestion
from agents.orchestrator.routing.anew import route_anew
from agents.orchestrator.routing.briefing.brief import brief_about
from agents.orchestrator.routing.offering import offer_next
from agents.qualifier.talking.talks import open_talk
from agents.scout.leads import FoundLead
from compliance.consents import grant_consent
from compliance.do_not_call import record_do_not_call
from compliance.gate import Attempt, check
from compliance.models import LoggedAttempt
from compliance.suppressions import suppress
from crm.attachments.keeping import attach
from crm.choices import Channel, Direction, Engagement, HoldKind, LeadVerdict, Manner, SlotKind
from crm.companies import create_company
from crm.contacts import create_contact, update_contact
from crm.deals import create_deal
from crm.engagement import earn
from crm.holds import place_hold
from crm.importing.drafts import start_draft
from crm.importing.error_file import append_errors
from crm.importing.intake import Outcome, Result
from crm.importing.leads import Lead
from crm.interactions import log_interaction
from crm.merging.merge import merge_contacts
from crm.models import BulkJob, Contact, DuplicatePair, Import, ImportedActivity, ImportTrace, Rep, SavedView, Segment
from crm.notify import notify
from crm.qualifying import Finding, Judged, SlotsThen, SlotThen, qualify, remember
from crm.scoring import score_contacts
from crm.sharing import share
from crm.todo import add_note, create_task
from outreach.channels import dispatch
from outreach.channels.messages import OutgoingMessage
from outreach.channels.planning import plan
from outreach.chat.visits import begin, introduce, say
from outreach.chat.widgets import save_widget
from outreach.enrollments import enroll
from outreach.inbound.process import process_waiting
from outreach.inbound.receive import receive_mail
from outreach.mailboxes import set_up_sandbox
from outreach.models import (
    ChatVisit,
    ChatWidget,
    Delivery,
    Mailbox,
    SegmentEnrollment,
    SegmentEntry,
    Sequence,
    Template,
)
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.api_keys import create_key
from quotahit.accounts.choices import Role
from quotahit.accounts.members import invite
from quotahit.accounts.models import ApiAnswer, Membership, Organization, User
from quotahit.events.record import record
from quotahit.events.webhooks.endpoints import create_endpoint
from quotahit.llm.models import ModelCall
from quotahit.workflow.approvals import request, resolve
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.models import Run, RunStep, Wait, WebhookDelivery
from quotahit.workflow.runs import start
from tests.console.loop import answer

EMAIL = "zelda.quixworth@globex.example"
PHONE = "+12125550147"
PROFILE = "https://www.linkedin.com/in/zelda-quixworth-77"
# What must not be found anywhere once she is erased, whatever its case.
PLANTED = (
    "quixworth", "zelda", "2125550147", "555-0147", "zeldas-secret-hobby", "zeldas own words", "words for zelda",
)  # fmt: skip
HOBBY = "zeldas-secret-hobby"


def plant(acme: Organization, alice: User, bob: User, folder: Path) -> Contact:
    """A person with rows in every model that can be about one, and named in rows of others."""
    company = create_company(acme, "Globex", actor=alice, description="Ask for Zelda Quixworth, she decides.")
    zelda = create_contact(
        acme,
        actor=alice,
        first_name="Zelda",
        last_name="Quixworth",
        company=company,
        linkedin=PROFILE,
        country="US",
        state="NY",
        emails=[EMAIL],
        phones=["(212) 555-0147"],
        tags=["buyer", "friends of Zelda Quixworth"],
        external=("hubspot", "quixworth-1"),
        custom={"hobby": HOBBY},
        owner=bob,
    )
    update_contact(zelda, actor=alice, title=f"VP, {HOBBY}")
    _twin(acme, zelda, alice)
    _records(acme, zelda, alice, bob)
    _conversation(acme, zelda, alice)
    _chatted(acme, zelda, alice)
    _offered(acme, zelda, alice, bob)
    _found(acme, zelda)
    _workflow(acme, zelda, alice)
    _evidence(acme, zelda, alice)
    _beside(acme, zelda, alice, folder)
    return zelda


def _twin(acme: Organization, zelda: Contact, alice: User) -> None:
    """She was on record twice under two names, and looked like a third, who is gone by now."""
    twin = create_contact(acme, actor=alice, first_name="Zeldane", last_name="Quixworth", title=f"Chief of {HOBBY}")
    merge_contacts(zelda, twin, actor=alice)
    DuplicatePair.objects.create(organization=acme, kind="contact", low_id=zelda.pk, high_id=4_000_000)


def _records(acme: Organization, zelda: Contact, alice: User, bob: User) -> None:
    deal = create_deal(acme, actor=alice, name="Quixworth expansion", contact=zelda, amount=Decimal(9000))
    add_note(acme, f"She likes {HOBBY}", actor=alice, contact=zelda)
    add_note(acme, f"She wants a discount for {HOBBY}", actor=alice, deal=deal)
    add_note(acme, "Zelda Quixworth (212-555-0147) runs the place.", actor=alice, company=zelda.company)
    share(zelda, actor=alice, user=bob)
    attach(zelda, [b"%PDF-1.7\n%%EOF\n"], "Zelda Quixworth.pdf", actor=alice)
    create_task(acme, title="Call Zelda", actor=bob, contact=zelda, assignee=bob)
    create_task(acme, title="Send Zelda the offer", actor=bob, deal=deal, assignee=bob)
    place_hold(acme, zelda, HoldKind.MANUAL, by=alice, key="console")
    earn(acme, zelda, Engagement.SITE_VISITED, source="site", key=f"site:{zelda.pk}")
    score_contacts(acme, [zelda.pk], cause="created", actor=alice)
    log_interaction(
        acme, zelda, channel=Channel.MEETING, direction=Direction.OUTBOUND, actor=alice, body=f"Talked about {HOBBY}"
    )
    notify(acme, [alice], kind="hot", title="Zelda is hot", link=f"/contacts/{zelda.pk}/")
    notify(acme, [alice], kind="hot", title="Quixworth, Zelda was mentioned")
    for number, contact_id in ((1, zelda.pk), (2, None)):
        decide(
            acme.pk, agent="orchestrator", kind="route", rule="r", reason="Zelda Quixworth fits", key=f"d:{number}",
            contact_id=contact_id, deal_id=deal.pk,
        )  # fmt: skip


def _conversation(acme: Organization, zelda: Contact, alice: User) -> None:
    set_up_outreach(acme, actor="system:test")
    mailbox = set_up_sandbox(acme, actor="system:test")
    for hold in zelda.holds.all():
        hold.delete()
    enroll(acme, [zelda.pk], Sequence.objects.get(organization=acme, code="engage"), actor=alice)
    _write(zelda, mailbox, "sent", alice)
    sent = Delivery.objects.get(idempotency_key="sent")
    dispatch(10)
    sent.refresh_from_db()
    answer(sent, f"Zeldas own words: tell me more about {HOBBY}. Zelda Quixworth, 212 555 0147")
    _understood(zelda)
    _write(zelda, mailbox, "planned", "agent:outreach", must_ask=True)
    place_hold(acme, zelda, HoldKind.MANUAL, by=alice, key="console")
    mail = EmailMessage()
    mail["From"], mail["To"] = "colleague@globex.example", mailbox.address
    mail["Subject"], mail["Message-ID"] = "Somebody else", "<1@globex.example>"
    mail.set_content("Zelda Quixworth is away – ask me.", cte="base64")
    receive_mail(acme, mail.as_bytes(), source="test", vendor_id="coded")
    process_waiting()
    own = EmailMessage()
    own["From"], own["To"], own["Subject"] = EMAIL.upper(), mailbox.address, "Not read yet"
    own.set_content("Zeldas own words, unread.")
    receive_mail(acme, own.as_bytes(), source="test", vendor_id="waiting")
    Template.objects.create(organization=acme, name="Praise", subject="See", body="Zelda Quixworth loves us.")


def _chatted(acme: Organization, zelda: Contact, alice: User) -> None:
    """She came by the chat, and one of ours made her two records one."""
    widget = save_widget(ChatWidget(organization=acme, name="Website"), actor=alice)
    visit, _token = begin(widget, url="https://acme.example/quixworth", title=f"About {HOBBY}")
    say(visit, f"Zeldas own words in the chat: {HOBBY}", "message-1")
    introduce(visit, "Zelda Quixworth", EMAIL, may_mail=True)
    process_waiting()
    assert visit.contact
    merge_contacts(zelda, visit.contact, actor=alice)
    assert ChatVisit.objects.filter(contact=zelda).exists()


def _understood(zelda: Contact) -> None:
    """What she said was remembered and judged."""
    said = zelda.interactions.filter(direction=Direction.INBOUND, body__contains="Zeldas own words").latest("at")
    words = {"value": f"more about {HOBBY}", "quote": "Zeldas own words"}
    finding = Finding(SlotKind.NEED, interaction=said, manner=Manner.VOLUNTEERED, **words)
    remember(zelda, [finding], read_by="offline", actor="agent:qualifier")
    slots = SlotsThen(need=SlotThen(**words, how="volunteered", interaction_id=said.pk))
    judged = Judged(LeadVerdict.NURTURE, "planted", f"Not yet: {HOBBY}", slots, interaction=said)
    judged_now = qualify(zelda, judged, read_by="offline", actor="agent:qualifier")
    talk = open_talk(zelda)
    talk.reason, talk.qualification = f"Zelda Quixworth told of {HOBBY}", judged_now
    talk.save()
    QualifierQuestion.objects.create(organization=zelda.organization, talk=talk, slot=SlotKind.NEED, gap="empty")


def _offered(acme: Organization, zelda: Contact, alice: User, bob: User) -> None:
    """She was offered to a rep, who had read about her, and is before him again."""
    Rep.objects.create(organization=acme, user=bob)
    for number in (1, 2):
        routing = route_anew(zelda, actor=alice)
        event = record(acme, "test.routed", subject=zelda, payload={"number": number}, source="test")
        assert event
        briefing = brief_about(zelda)
        offer = offer_next(zelda, routing, cause="lead.routed", event_id=event.pk, briefing_id=briefing.pk)
        assert offer
        assert offer.approval
        if number == 1:
            shown = offer.approval.fingerprint
            resolve(offer.approval, "pass", actor=bob, fingerprint=shown, remark="Zelda Quixworth is my aunt.")


def _found(acme: Organization, zelda: Contact) -> None:
    """A search found her in our own records, and a vendor tells of her what we know and more."""
    search = LeadSearch.objects.create(organization=acme, source="lookalike", by="agent:scout")
    Candidate.objects.create(organization=acme, search=search, contact=zelda, key=f"contact:{zelda.pk}", fit=50)
    lead = FoundLead(first_name="Zelda", last_name="Quixworth", email=EMAIL, title=HOBBY)
    outside = Candidate(organization=acme, search=search, key="apollo:0", fit=50, lead=lead.dump())
    outside.hash_addresses()
    outside.save()


def _write(zelda: Contact, mailbox: Mailbox, key: str, actor: object, *, must_ask: bool = False) -> None:
    message = OutgoingMessage(
        zelda.pk, mailbox, key, subject="Words for Zelda", body=f"Words for Zelda about {HOBBY}", must_ask=must_ask
    )
    plan([message], actor=actor)


def _workflow(acme: Organization, zelda: Contact, alice: User) -> None:
    register_chain(Chain("test.privacy", 1, steps=(Step("one", "test.none"),)))
    event = record(acme, "test.privacy", subject=zelda, payload={"said": EMAIL}, source="test")
    endpoint = create_endpoint(acme, "https://acme.example/hook", ["test.*"], actor=alice).row
    told = record(acme, "test.privacy_told", subject=zelda, source="test")
    assert told
    WebhookDelivery.objects.filter(endpoint=endpoint, event_id=told.pk).update(
        status="sent", answer_status=200, answer_text="Zelda Quixworth was added."
    )
    start("test.privacy", [event])
    run = Run.objects.get(chain="test.privacy")
    Run.objects.filter(pk=run.pk).update(reason="ValueError: Zelda")
    RunStep.objects.create(
        organization=acme, run=run, position=0, name="one", status="retrying", input={"to": EMAIL}, error="Zelda"
    )
    Wait.objects.create(
        organization=acme, run=run, event_type="reply.received", subject_type="crm.contact", subject_id=zelda.pk,
        since=clock.now(),
    )  # fmt: skip
    request(
        acme, kind="deal.open", title="Open a deal for Zelda?", content={"name": HOBBY, "contact_id": zelda.pk},
        actor="agent:orchestrator", subject=zelda,
    )  # fmt: skip
    for number, subject in enumerate((("crm.contact", zelda.pk), ("crm.company", zelda.company_id))):
        ModelCall.objects.create(
            organization=acme, prompt=f"p{number}", vendor="openai", model="m", subject_type=subject[0],
            subject_id=subject[1], question=f"Who is {EMAIL}?", answer="Zelda Quixworth of Globex",
        )  # fmt: skip


def _evidence(acme: Organization, zelda: Contact, alice: User) -> None:
    words = {"text": "I agree.", "text_version": "1", "source": "form of Zelda Quixworth"}
    grant_consent(acme, ["email"], EMAIL, type="email_sub", at=clock.now(), actor=alice, **words)
    record_do_not_call(acme, "voice", PHONE, source=f"call from {PHONE}", actor=alice)
    suppress(acme, "linkedin", PROFILE, reason="manual", source="Zelda Quixworth said so", actor=alice)
    attempt = Attempt(acme.pk, ("crm.contact", zelda.pk), PHONE, "voice_live", "marketing", clock.now(), "US", "NY")
    (decision,) = check([attempt])
    LoggedAttempt.objects.create(
        organization=acme, address_hash=decision.address_hash, decision=decision, channel="voice_live", at=clock.now()
    )


def _beside(acme: Organization, zelda: Contact, alice: User, folder: Path) -> None:
    """What stands beside the records: forms' log, sessions, invitations, files."""
    everybody = Segment.objects.create(organization=acme, name="Everybody")
    SavedView.objects.create(
        organization=acme, noun="contact", name="About Zelda Quixworth", asks={"search": "Zelda Quixworth"}
    )
    answers = {"title": "Call Zelda Quixworth"}
    BulkJob.objects.create(organization=acme, noun="contact", act="task", ids=[zelda.pk], answers=answers)
    wave = SegmentEnrollment.objects.create(
        organization=acme, segment=everybody, sequence=Sequence.objects.filter(organization=acme)[0]
    )
    SegmentEntry.objects.create(organization=acme, enrollment=wave, contact=zelda, reason="IN_SEQUENCE")
    kind = ContentType.objects.get_for_model(Contact)
    LogEntry.objects.create(
        user=alice, content_type=kind, object_id=str(zelda.pk), object_repr="Zelda", action_flag=CHANGE
    )
    LogEntry.objects.create(user=alice, object_id="1", object_repr="Quixworth Zelda", action_flag=CHANGE)
    session = SessionStore()
    session["_messages"] = json.dumps(["Zelda Quixworth is yours."])
    session.save()
    invite(acme, EMAIL, Role.VIEWER, actor=alice)
    key = create_key(Membership.objects.get(user=alice), "CRM of ours", ["read"], actor=alice).row
    ApiAnswer.objects.create(organization=acme, api_key=key, key="1", body='{"first_name": "Zelda Quixworth"}')
    _files(acme, alice, folder)
    ImportedActivity.objects.create(
        organization=acme, system="hubspot", value="quixworth-7", note=zelda.notes.all()[0], before={"body": HOBBY}
    )
    ImportTrace.objects.create(organization=acme, contact=zelda, job=Import.objects.filter(organization=acme)[0])


def _files(acme: Organization, alice: User, folder: Path) -> None:
    """A list that waits, one that is done with an error file, a mail to a member, a copy of the database."""
    table = folder / "Zelda Quixworth.csv"
    with table.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["First Name", "Last Name", "Email", "Phone"])
        writer.writerow(["Ned", "Nolan", "ned@hooli.example", ""])
        writer.writerow(["ZELDA", "QUIXWORTH", "Zelda.Quixworth@GLOBEX.example", "212.555.0147"])
        writer.writerow(["Erin", "Evans", "erin@hooli.example", ""])
    start_draft(acme, table, table.name, by=alice)
    table.unlink()
    done = Import(organization=acme, file_name="done.csv", path=f"imports/{acme.pk}/done/list.csv", status="done")
    rows = [["Zelda", "Quixworth", "nobody"], ["Ned", "Nolan", "ned@"]]
    failed = [Outcome(Lead(number, cells), Result.FAILED, notes=["bad"]) for number, cells in enumerate(rows, 1)]
    done.error_bytes = append_errors(done.error_path, 0, ["First", "Last", "Email"], failed)
    done.save()
    mail, backups = Path(settings.MAIL_FOLDER), settings.HOME / "backups"
    mail.mkdir(parents=True, exist_ok=True)
    backups.mkdir(exist_ok=True)
    (mail / "1.log").write_text("To: alice@acme.example\n\nZelda Quixworth answered.\n")
    (mail / "2.log").write_text("To: alice@acme.example\n\nWelcome.\n")
    (backups / "with.sqlite3").write_bytes(b"\x00\x01idx" + EMAIL.encode() + EMAIL.encode() + b"work")
    rehearsed = settings.HOME / "imports" / str(acme.pk) / "rehearsed" / "errors.csv"
    append_errors(rehearsed, 0, ["First", "Last", "Email"], failed)
    (backups / "without.sqlite3").write_bytes(b"\x00nobody here")


def places(*planted: str) -> Iterator[str]:
    """Where the words stand: every cell of every table, and every file below the home."""
    yield from _cells(planted)
    for file in sorted(settings.HOME.rglob("*")):
        if file.is_file() and any(word in file.read_bytes().decode("utf-8", "replace").lower() for word in planted):
            yield str(file.relative_to(settings.HOME))


def _cells(planted: tuple[str, ...]) -> Iterator[str]:
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for name, value in zip(names, row, strict=True):
                    if any(word in _shown(value) for word in planted):
                        yield f"{table}.{name}: {_shown(value)[:200]}"
    for session in apps.get_model("sessions.Session").objects.all():
        if any(word in json.dumps(session.get_decoded()).lower() for word in planted):
            yield "a session"


def _shown(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace").lower()
    return json.dumps(value, ensure_ascii=False).lower() if isinstance(value, dict | list) else str(value).lower()
