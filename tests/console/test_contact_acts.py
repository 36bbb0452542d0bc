"""What Bob does on Dana's page, and the sentence that he reads afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from compliance.addresses import hash_of
from compliance.models import Suppression
from crm.models import Contact, Hold, Interaction, Note, Task
from crm.todo import add_note
from outreach.mailboxes import set_up_sandbox
from outreach.models import Delivery, Enrollment, Mailbox, Sequence, Template
from outreach.starter import set_up_outreach
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.workflow.outgoing import Fate
from tests.console.loop import answer as hear
from tests.console.loop import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandbox(acme: Organization) -> Mailbox:
    return set_up_sandbox(acme, actor="system:test")


@pytest.fixture
def engage(acme: Organization, sandbox: Mailbox) -> Sequence:
    set_up_outreach(acme, actor="system:test")
    return Sequence.objects.get(organization=acme, code="engage")


def do(client: Client, dana: Contact, act: str, **form: object) -> str:
    """Press a button of Dana's page; returns what the page then says."""
    answer = client.post(reverse(f"admin:console_contact_{act}", args=[dana.pk]), form)
    assert answer.url == reverse("admin:console_contact", args=[dana.pk])
    return " ".join(str(said) for said in get_messages(answer.wsgi_request))


def test_taking_over_and_handing_back(as_bob, bob, dana) -> None:
    assert "is yours" in do(as_bob, dana, "take_over")
    hold = Hold.objects.standing().get(contact=dana)
    assert (hold.kind, hold.by) == ("takeover", f"user:{bob.pk}")
    assert "Hand back to the agents" in as_bob.get(reverse("admin:console_contact", args=[dana.pk])).content.decode()
    assert "may go on" in do(as_bob, dana, "hand_back")
    assert not Hold.objects.standing().filter(contact=dana).exists()


def test_pausing_and_resuming(as_bob, dana) -> None:
    do(as_bob, dana, "pause")
    assert Hold.objects.standing().get(contact=dana).kind == "manual"
    assert "may be written to again" in do(as_bob, dana, "resume")
    assert not Hold.objects.standing().filter(contact=dana).exists()


def test_scoring_says_the_new_fit(as_bob, dana, engage) -> None:
    said = do(as_bob, dana, "score")
    dana.refresh_from_db()
    assert f"The fit is {dana.fit} now" in said


def test_enrolling_starts_the_sequence_once(as_bob, dana, engage) -> None:
    assert "is in" in do(as_bob, dana, "enroll", sequence=engage.pk)
    assert Enrollment.objects.get(contact=dana).sequence == engage
    assert "Not enrolled: " in do(as_bob, dana, "enroll", sequence=engage.pk)
    assert Enrollment.objects.filter(contact=dana).count() == 1
    nurture = Sequence.objects.get(organization=engage.organization, code="nurture")
    do(as_bob, dana, "enroll", sequence=nurture.pk, replace="1")
    assert set(Enrollment.objects.filter(contact=dana).values_list("stop_reason", flat=True)) == {"replaced", ""}


def test_a_sequence_of_another_organization_is_not_there(as_bob, dana, rival, engage) -> None:
    theirs = Sequence.objects.create(organization=rival, name="Theirs", code="theirs")
    url = reverse("admin:console_contact_enroll", args=[dana.pk])
    assert as_bob.post(url, {"sequence": theirs.pk}).status_code == 404


def test_a_mail_in_own_words_goes_to_the_sandbox(as_bob, dana, sandbox) -> None:
    do(as_bob, dana, "send", mailbox=sandbox.pk, subject="Thursday", body="Shall we talk?")
    work()
    sent = Delivery.objects.get(contact=dana)
    assert (sent.status, sent.subject, sent.body) == (Fate.SENT, "Thursday", "Shall we talk?")


def test_a_mail_from_a_template_is_filled_in(as_bob, dana, acme, sandbox) -> None:
    words = {"subject": "Hi {{ contact.first_name }}", "body": "A word."}
    template = Template.objects.create(organization=acme, name="Hi", **words)
    do(as_bob, dana, "send", mailbox=sandbox.pk, template=template.pk)
    work()
    sent = Delivery.objects.get(contact=dana)
    assert (sent.status, sent.subject) == (Fate.SENT, "Hi Dana")


def test_a_mail_that_the_gate_refuses_is_said_to_be_held_back(as_bob, dana, sandbox) -> None:
    do(as_bob, dana, "suppress")
    said = do(as_bob, dana, "send", mailbox=sandbox.pk, subject="Hi", body="Again?")
    assert said.startswith("Blocked: ") or "Blocked: " in said
    assert Delivery.objects.get(contact=dana).status == Fate.BLOCKED


def test_a_mail_without_words_is_not_sent(as_bob, dana, sandbox) -> None:
    assert "needs a subject and a text" in do(as_bob, dana, "send", mailbox=sandbox.pk, subject="Hi")
    assert not Delivery.objects.exists()


def test_notes_calls_and_tasks_are_kept(as_bob, bob, dana) -> None:
    do(as_bob, dana, "log", kind="note", body="Likes tea.")
    do(as_bob, dana, "log", kind="voice_live", body="Asked about prices.")
    do(as_bob, dana, "task", title="Send the offer", detail="The short one.", assignee=bob.pk)
    assert Note.objects.get(contact=dana).author == bob
    assert Interaction.objects.get(contact=dana).channel == "voice_live"
    task = Task.objects.get(contact=dana)
    assert (task.title, task.detail, task.assignee) == ("Send the offer", "The short one.", bob)


def test_nothing_is_kept_of_an_empty_or_unknown_entry(as_bob, dana) -> None:
    assert "write a text first" in do(as_bob, dana, "log", kind="note", body=" ")
    assert "not known" in do(as_bob, dana, "log", kind="séance", body="Hello?")
    assert not Note.objects.exists()


def test_never_again_closes_every_address_and_ends_the_sequence(as_bob, dana, engage) -> None:
    do(as_bob, dana, "enroll", sequence=engage.pk)
    assert "Nobody will write" in do(as_bob, dana, "suppress")
    assert Suppression.objects.filter(address_hash=hash_of("email", "dana@globex.example"), lifted_at=None).exists()
    assert Enrollment.objects.get(contact=dana).stop_reason == "suppressed"


def test_the_timeline_goes_on_earlier_and_by_kind(as_bob, bob, dana, acme) -> None:
    for day in range(90):
        with clock.stopped(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)):
            add_note(acme, f"Note {day}.", actor=bob, contact=dana)
    url = reverse("admin:console_contact_timeline", args=[dana.pk])
    newest = as_bob.get(url)
    assert "Note 89." in newest.content.decode()
    assert "Note 49." not in newest.content.decode()
    earlier = as_bob.get(url, {"before": newest.context["earlier"]}).content.decode()
    assert "Note 49." in earlier
    assert "Note 50." not in earlier
    assert "before=" not in as_bob.get(url, {"group": "call"}).content.decode()
    with clock.stopped(datetime(2025, 12, 1, tzinfo=UTC)):
        do(as_bob, dana, "log", kind="voice_live", body="The very first call.")
    assert "The very first call." in as_bob.get(url, {"group": "call"}).content.decode()


def test_a_reader_keeps_their_place_while_the_timeline_moves(as_bob, bob, dana, acme) -> None:
    url = reverse("admin:console_contact_timeline", args=[dana.pk])
    for day in range(60):
        with clock.stopped(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day)):
            add_note(acme, f"Note {day}.", actor=bob, contact=dana)
    last = as_bob.get(url).context["last"]
    add_note(acme, "Just now.", actor=bob, contact=dana)
    live = as_bob.get(url, {"since": last}, headers={"X-Live": "1"}).content.decode()
    assert "Just now." in live
    assert "Note 20." in live
    assert "Note 19." not in live
    assert "Earlier" not in live  # the way on stands below, and stays


def test_a_filter_brings_the_whole_timeline_and_odd_moments_the_first_page(as_bob, dana) -> None:
    url = reverse("admin:console_contact_timeline", args=[dana.pk])
    whole = as_bob.get(url, {"group": "mail"}, headers={"HX-Target": "timeline"}).content.decode()
    assert "Nothing of this kind yet." in whole
    assert 'aria-current="true">Mail' in whole
    for odd in ("yesterday", "2026-13-45T00:00:00Z", "2026-01-01T00:00:00"):
        assert as_bob.get(url, {"before": odd, "group": "no such"}).status_code == 200


def test_an_act_in_place_is_answered_by_its_sentence(as_bob, dana) -> None:
    url = reverse("admin:console_contact_log", args=[dana.pk])
    answer = as_bob.post(url, {"kind": "note", "body": "Likes tea."}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Trigger"]) == (200, "acted")
    assert "Saved." in answer.content.decode()
    refused = as_bob.post(url, {"kind": "note", "body": " "}, headers={"HX-Request": "true"})
    assert "nothing to save" in refused.content.decode()
    assert "HX-Trigger" not in refused.headers  # what was written stays where it is


def test_their_last_mail_is_answered_from_their_page(as_bob, dana, engage) -> None:
    page = reverse("admin:console_contact", args=[dana.pk])
    assert "Answer their last mail" not in as_bob.get(page).content.decode()
    assert "no mail of theirs" in do(as_bob, dana, "answer", body="Hello?")
    do(as_bob, dana, "enroll", sequence=engage.pk)
    work()
    hear(Delivery.objects.get(contact=dana), "Which price do you ask?")
    assert "Answer their last mail" in as_bob.get(page).content.decode()
    assert "your answer to Dana Diaz" in do(as_bob, dana, "answer", body="Ten a month.")
    assert Delivery.objects.filter(contact=dana, body__contains="Ten a month.").exists()


def test_times_are_the_readers_and_the_contacts_own(as_bob, bob, dana, acme) -> None:
    User.objects.filter(pk=bob.pk).update(zone="Asia/Tokyo")
    with clock.stopped(datetime(2026, 1, 5, 20, 30, tzinfo=UTC)):
        add_note(acme, "Late.", actor=bob, contact=dana)
        page = as_bob.get(reverse("admin:console_contact", args=[dana.pk])).content.decode()
    assert "6 January 2026, 05:30" in page  # of the note, in Tokyo
    assert "15:30 there (America/New_York)" in page


def test_a_task_is_given_with_a_day_by_the_readers_clock_and_a_reminder_by_the_assignees(
    as_bob, bob, alice, charlie, dana
) -> None:
    bob.zone, alice.zone = "America/New_York", "Europe/Berlin"
    bob.save()
    alice.save()
    form = {"title": "Send the offer", "kind": "mail", "priority": "high", "reminder": "morning"}
    assert "Alice" in do(as_bob, dana, "task", **form, assignee=alice.pk, due_at="2099-07-01T15:00")
    task = Task.objects.get(contact=dana)
    assert (task.assignee, task.kind, task.priority) == (alice, "mail", "high")
    assert task.due_at == datetime(2099, 7, 1, 19, tzinfo=UTC)
    assert task.remind_at == datetime(2099, 7, 1, 6, tzinfo=UTC)
    for wrong in ({"due_at": "soon"}, {"assignee": charlie.pk}, {"reminder": "never"}, {"title": " "}):
        do(as_bob, dana, "task", **form | wrong)
    assert Task.objects.count() == 1


def test_what_is_done_can_be_undone_where_it_stands(as_bob, bob, dana) -> None:
    do(as_bob, dana, "task", title="Call Dana", assignee=bob.pk)
    task, page = Task.objects.get(contact=dana), reverse("admin:console_contact_side", args=[dana.pk])
    assert 'aria-label="Done: Call Dana"' in as_bob.get(page).content.decode()
    assert as_bob.post(reverse("admin:console_task_done", args=[task.pk])).url == f"/contacts/{dana.pk}/"
    assert Task.objects.get().done_at
    assert 'aria-label="Undo: Call Dana"' in as_bob.get(page).content.decode()
    as_bob.post(reverse("admin:console_task_undo", args=[task.pk]))
    assert Task.objects.get().done_at is None
    Task.objects.update(done_at=clock.now() - timedelta(minutes=11))
    assert "Call Dana" not in as_bob.get(page).content.decode()
