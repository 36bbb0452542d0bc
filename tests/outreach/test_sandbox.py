"""In the sandbox the operator plays the prospect; what they send is a real mail and takes the real way in."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from crm.choices import HoldKind, ReplyClass
from crm.holds import standing_holds
from crm.models import Contact, Hold
from outreach import sandbox as play
from outreach.choices import EnrollmentStatus, MailKind, StopReason
from outreach.enrollments import enroll
from outreach.inbound.process import process_waiting
from outreach.models import Delivery, Enrollment, InboundMessage, Sequence
from outreach.replies.classify import classify
from outreach.threads import lines_of
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.events.models import Event, RawInbound


@pytest.fixture
def written_to(acme: Organization, engage: Sequence, dana: Contact) -> Delivery:
    """Dana has got the first message of a sequence."""
    enroll(acme, [dana.pk], engage, actor="agent:outreach")
    tick()
    return Delivery.objects.get()


def test_an_answer_is_a_real_mail_in_the_thread_with_our_words_quoted(written_to: Delivery) -> None:
    play.answer_as_prospect(written_to, "Tell me more.")
    mail = message_from_bytes(bytes(RawInbound.objects.get().body), policy=policy.default)
    assert mail["In-Reply-To"] == written_to.message_id
    assert mail["Subject"] == f"Re: {written_to.subject}"
    assert mail["From"].addresses[0].addr_spec == "dana@globex.example"
    text = mail.get_content()
    assert text.startswith("Tell me more.")
    assert "> Hello Dana," in text


def test_an_answer_stops_the_sequence_and_stands_in_the_conversation(written_to: Delivery) -> None:
    play.answer_as_prospect(written_to, play.ready_answer(ReplyClass.INTERESTED))
    process_waiting()
    message = InboundMessage.objects.get()
    assert (message.kind, message.label, message.contact_id) == (MailKind.HUMAN, "interested", written_to.contact_id)
    assert Enrollment.objects.get().stop_reason == StopReason.REPLIED
    (thread,) = play.conversations(written_to.organization)
    assert [line.is_ours for line in lines_of(thread)] == [True, False]


def test_while_an_answer_is_being_read_nothing_leaves(acme: Organization, written_to: Delivery) -> None:
    play.answer_as_prospect(written_to, "Let me think about it.")
    assert standing_holds(acme.pk, [written_to.contact_id])[written_to.contact_id].kind == HoldKind.READING


def test_an_unsubscription_in_words_is_in_force_before_it_is_read(written_to: Delivery) -> None:
    play.answer_as_prospect(written_to, play.ready_answer(ReplyClass.UNSUBSCRIBE))
    assert Enrollment.objects.get().stop_reason == StopReason.UNSUBSCRIBED
    assert Event.objects.filter(type="contact.unsubscribed").count() == 1


def test_the_one_click_link_ends_it_too(written_to: Delivery) -> None:
    play.unsubscribe(written_to)
    play.unsubscribe(written_to)
    assert Enrollment.objects.get().stop_reason == StopReason.UNSUBSCRIBED
    assert Event.objects.filter(type="contact.unsubscribed").count() == 1


@pytest.mark.parametrize("language", play.LANGUAGES)
def test_an_absence_holds_the_person_until_the_day_it_names(written_to: Delivery, language: str) -> None:
    back = (clock.now() + timedelta(days=12)).date()
    play.out_of_office(written_to, back, language=language)
    process_waiting()
    message = InboundMessage.objects.get()
    assert (message.kind, message.return_date) == (MailKind.OUT_OF_OFFICE, back)
    hold = Hold.objects.get(kind=HoldKind.OUT_OF_OFFICE)
    assert hold.until is not None
    assert hold.until.date() == back
    assert Enrollment.objects.get().status == EnrollmentStatus.ACTIVE


def test_a_bounce_is_read_by_its_code_and_ends_what_runs(written_to: Delivery) -> None:
    play.bounce_back(written_to, "5.1.1")
    process_waiting()
    message = InboundMessage.objects.get()
    assert (message.kind, message.status_code, message.delivery_id) == (MailKind.BOUNCE, "5.1.1", written_to.pk)
    assert Enrollment.objects.get().stop_reason == StopReason.BOUNCED


def test_a_complaint_ends_all_mail_to_the_address(written_to: Delivery) -> None:
    play.complain(written_to)
    process_waiting()
    assert InboundMessage.objects.get().kind == MailKind.COMPLAINT
    assert Enrollment.objects.get().stop_reason == StopReason.COMPLAINED


@pytest.mark.parametrize("answer", play.ready_answers(), ids=lambda answer: f"{answer.label}-{answer.language}")
def test_a_ready_answer_is_understood_as_what_it_says_without_any_model(answer: play.ReadyAnswer) -> None:
    if not answer.is_automatic:  # those are told by their headers
        assert classify(answer.text).label == answer.label
