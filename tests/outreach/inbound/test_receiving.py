"""A mail is taken raw, its sender held and an opt-out obeyed before anything reads it."""

import json
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from compliance.choices import Bar
from compliance.erasure import close_erased
from compliance.models import Suppression
from compliance.opt_out import find_opt_out
from crm.choices import HoldKind
from crm.models import Contact, Hold, Interaction
from outreach import sandbox as sandbox_inbox
from outreach.choices import EnrollmentStatus, StopReason
from outreach.enrollments import enroll
from outreach.inbound import process
from outreach.inbound.process import process_waiting
from outreach.inbound.receive import receive_mail
from outreach.inbound.rereading import Rereading, outdated_mail, reread, stored_mail
from outreach.models import Enrollment, InboundMessage
from quotahit import clock
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event, RawInbound

pytestmark = pytest.mark.django_db


def receive(acme, text: str, *, sender: str = "dana@globex.example", subject: str = "Hello", **headers: str):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "sales@acme.example", subject
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return receive_mail(acme, mail.as_bytes(), source="test", vendor_id="")


def test_the_sender_is_held_until_the_mail_is_read(acme, dana):
    receive(acme, "Could you tell me more about the price?")
    assert Hold.objects.standing().get(contact=dana).kind == HoldKind.READING
    process_waiting()
    assert not Hold.objects.standing().exists()
    assert InboundMessage.objects.get().contact == dana


def test_an_opt_out_counts_at_once_even_from_a_stranger(acme):
    receive(acme, "Please stop writing to me.", sender="stranger@elsewhere.example")
    assert Suppression.objects.active().get().reason == Bar.UNSUBSCRIBED
    assert process_waiting() == 1
    assert InboundMessage.objects.get().contact is None


def test_an_opt_out_that_no_phrase_knows_counts_at_once_too(acme, dana):
    text = "You win the prize for persistence. The prize is my permanent absence from your list."
    assert find_opt_out(text) is None
    receive(acme, text)
    assert Suppression.objects.active().get().reason == Bar.UNSUBSCRIBED


def test_a_near_miss_is_no_opt_out_on_receipt(acme, dana):
    receive(acme, "Take out the setup fee and we have a deal, send the revised version.")
    assert not Suppression.objects.exists()


def test_a_mail_with_nothing_but_the_subject_unsubscribe_is_an_opt_out(acme, dana):
    receive(acme, "", subject="unsubscribe")
    assert Suppression.objects.active().exists()


def test_our_own_footer_quoted_in_an_answer_is_no_opt_out(acme, dana, mail_to_dana):
    sandbox_inbox.answer_as_prospect(mail_to_dana, "Could we talk on Thursday at ten?")
    assert not Suppression.objects.exists()


def test_an_answer_from_another_address_finds_its_conversation(acme, dana, mail_to_dana):
    receive(
        acme,
        "Writing from my phone: yes, let us talk.",
        sender="dana.private@mail.example",
        In_Reply_To=mail_to_dana.message_id,
    )
    process_waiting()
    message = InboundMessage.objects.get()
    assert (message.contact, message.thread_id) == (dana, mail_to_dana.thread_id)


def test_an_answer_whose_headers_were_lost_is_threaded_by_address_and_subject(acme, dana, mail_to_dana):
    receive(acme, "Sounds good.", subject="AW: Your quotes")
    process_waiting()
    assert InboundMessage.objects.get().thread_id == mail_to_dana.thread_id


def test_a_dead_address_is_suppressed_and_marked_invalid(acme, dana, mail_to_dana):
    sandbox_inbox.bounce_back(mail_to_dana, "5.1.1")
    process_waiting()
    assert Suppression.objects.active().get().reason == Bar.HARD_BOUNCE
    assert dana.emails.get().validity == "invalid"
    assert InboundMessage.objects.get().status_code == "5.1.1"


def test_a_refusal_of_our_server_costs_nobody_their_address(acme, alice, dana, mail_to_dana):
    sandbox_inbox.bounce_back(mail_to_dana, "5.7.1")
    process_waiting()
    assert not Suppression.objects.exists()
    assert alice.notifications.filter(kind="mail_refused").count() == 1


def test_five_failures_that_may_pass_within_a_month_close_an_address(acme, dana, mail_to_dana):
    for _ in range(5):
        assert not Suppression.objects.exists()
        sandbox_inbox.bounce_back(mail_to_dana, "5.4.4")
        process_waiting()
    assert Suppression.objects.active().get().reason == Bar.SOFT_BOUNCES


def test_a_complaint_suppresses_and_tells_the_managers(acme, alice, dana, mail_to_dana):
    sandbox_inbox.complain(mail_to_dana)
    process_waiting()
    assert Suppression.objects.active().get().reason == Bar.COMPLAINT
    assert alice.notifications.filter(kind="complaint").exists()


def test_who_is_away_is_left_alone_until_the_morning_of_their_return(acme, dana, mail_to_dana):
    back = clock.now().date() + timedelta(days=9)
    sandbox_inbox.out_of_office(mail_to_dana, back)
    process_waiting()
    hold = Hold.objects.standing().get(contact=dana)
    assert (hold.kind, hold.until.date()) == (HoldKind.OUT_OF_OFFICE, back)


def test_a_reply_ends_the_sequence_and_is_told_once(acme, dana, engage, mail_to_dana):
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    sandbox_inbox.answer_as_prospect(mail_to_dana, "Thanks, tell me more please.")
    process_waiting()
    assert Enrollment.objects.get().stop_reason == StopReason.REPLIED
    assert Event.objects.filter(type="reply.received").count() == 1


def test_reading_again_with_a_better_reader_changes_nothing_twice(acme, dana, mail_to_dana, monkeypatch):
    sandbox_inbox.answer_as_prospect(mail_to_dana, "What does it cost?")
    process_waiting()
    lines = dana.interactions.count()
    monkeypatch.setattr(process, "READER", f"{process.READER}, improved")
    assert reread(acme, outdated_mail(acme), actor="system:test") == Rereading(read=1)
    assert not outdated_mail(acme).exists()
    assert dana.interactions.count() == lines
    assert Event.objects.filter(type="reply.received").count() == 1


def test_what_is_understood_as_before_does_not_end_what_has_begun_since(acme, dana, engage, mail_to_dana):
    sandbox_inbox.answer_as_prospect(mail_to_dana, "What does it cost?")
    process_waiting()
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    assert reread(acme, stored_mail(acme), actor="system:test") == Rereading(read=1)
    assert Enrollment.objects.get().status == EnrollmentStatus.ACTIVE


def test_what_is_understood_otherwise_acts_as_if_it_had_just_come(acme, dana, engage, mail_to_dana):
    sandbox_inbox.answer_as_prospect(mail_to_dana, "Please take me off your list.")
    process_waiting()
    InboundMessage.objects.update(label="question")
    Suppression.objects.all().delete()
    report = call("reread_mail", "--json")
    assert {name: report[name] for name in ("organization", "read", "changed", "failed")} == {
        "organization": "acme",
        "read": 1,
        "changed": 1,
        "failed": 0,
    }
    assert InboundMessage.objects.get().label == "unsubscribe"
    assert Suppression.objects.active().exists()
    assert call("reread_mail", "--json", "--since", "2999-01-01")["read"] == 0
    assert AuditEntry.objects.filter(action="mail.reread").count() == 2


def test_a_mail_that_cannot_be_read_again_costs_no_other(acme, mail_to_dana, monkeypatch, caplog):
    sandbox_inbox.answer_as_prospect(mail_to_dana, "What does it cost?")
    sandbox_inbox.answer_as_prospect(mail_to_dana, "And when?")
    process_waiting()
    InboundMessage.objects.filter(pk=InboundMessage.objects.first().pk).update(label="")

    def broken(*args, **kwargs):
        raise RuntimeError("the reader is broken")

    monkeypatch.setitem(process.EFFECTS, "human", broken)
    assert reread(acme, stored_mail(acme), actor="system:test") == Rereading(read=1, failed=1)
    assert "could not be read again" in caplog.text


@pytest.mark.parametrize(("who", "state"), [("bob", "waiting"), ("victor", "read")])
def test_selected_messages_are_read_again_from_the_console(client, request, mail_to_dana, who, state):
    sandbox_inbox.answer_as_prospect(mail_to_dana, "What does it cost?")
    process_waiting()
    client.force_login(request.getfixturevalue(who))
    chosen = {"action": "read_again_selected", "_selected_action": [InboundMessage.objects.get().pk]}
    client.post(reverse("admin:outreach_inboundmessage_changelist"), chosen)
    assert RawInbound.objects.get().status == state


def test_a_day_that_is_none_is_wrong_use(acme):
    with pytest.raises(CommandError, match="no day") as caught:
        call_command("reread_mail", "--since", "yesterday")
    assert caught.value.returncode == 2


def call(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


def test_what_cannot_be_read_is_tried_again_and_then_kept_raw(acme, dana, monkeypatch):
    receive(acme, "Hello there")

    def broken(*args, **kwargs):
        raise RuntimeError("the reader is broken")

    monkeypatch.setitem(process.EFFECTS, "human", broken)
    for _ in range(process.ATTEMPTS):
        RawInbound.objects.update(claimed_until=None)
        process_waiting()
    row = RawInbound.objects.get()
    assert (row.status, row.attempts) == (RawInbound.Status.UNREADABLE, process.ATTEMPTS)
    assert "the reader is broken" in row.error
    assert not InboundMessage.objects.exists()


def test_another_organization_s_conversation_is_never_found(rival, dana, mail_to_dana):
    receive(rival, "Hello", In_Reply_To=mail_to_dana.message_id)
    process_waiting()
    assert InboundMessage.objects.get().contact is None
    assert not Contact.objects.for_organization(rival).exists()


def test_a_mail_that_was_erased_while_it_was_read_is_not_filed(acme, dana):
    row = receive(acme, "Hello there")
    RawInbound.objects.filter(pk=row.pk).delete()

    assert process.read(row) is None

    assert not InboundMessage.objects.exists()
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(("written", "count"), [(-1, 0), (1, 1)])
def test_old_mail_of_an_erased_person_is_not_taken_again(acme, written, count):
    close_erased(acme, [("email", "dana@globex.example")], actor="system:test")
    date = format_datetime(clock.now() + timedelta(hours=written))

    receive(acme, "Hello again", sender="Dana@Globex.example", Date=date)

    assert RawInbound.objects.count() == count
