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
from tests.console.loop import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_bob(client: Client, bob: User) -> Client:
    client.force_login(bob)
    return client


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
    do(as_bob, dana, "log", kind="task", body="Send the offer\nThe short one.")
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
    # The one message lies behind two pages of notes.
    with clock.stopped(datetime(2025, 12, 1, tzinfo=UTC)):
        do(as_bob, dana, "log", kind="voice_live", body="The very first call.")
    assert "The very first call." in as_bob.get(url, {"kind": "messages"}).content.decode()


def test_times_are_the_readers_and_the_contacts_own(as_bob, bob, dana, acme) -> None:
    User.objects.filter(pk=bob.pk).update(zone="Asia/Tokyo")
    with clock.stopped(datetime(2026, 1, 5, 20, 30, tzinfo=UTC)):
        add_note(acme, "Late.", actor=bob, contact=dana)
        page = as_bob.get(reverse("admin:console_contact", args=[dana.pk])).content.decode()
    assert "6 January 2026, 05:30" in page  # of the note, in Tokyo
    assert "15:30 there (America/New_York)" in page
