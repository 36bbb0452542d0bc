"""A reply that may ask to be left alone and may not: nothing is sent until a person has said which."""

import csv
from email.message import EmailMessage

import pytest

from compliance.choices import Bar
from compliance.models import Suppression
from crm.choices import HoldKind, ReplyClass
from crm.models import Contact, Hold, Interaction, Task
from outreach.choices import StopReason
from outreach.enrollments import stop_enrollments
from outreach.inbound.doubts import GO_ON, STOP
from outreach.inbound.process import process_waiting, read
from outreach.inbound.receive import receive_mail
from outreach.models import InboundMessage
from outreach.replies import wording
from outreach.replies.classify import classify
from outreach.replies.learned.train import EXAMPLES
from quotahit.events.models import Event, RawInbound
from quotahit.workflow import approvals
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.models import Approval

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def doubtful() -> str:
    """A reply that the reader of today is in doubt about, and takes for another thing when it hears badly."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] in ("objection", "not_interested")]
        texts = sorted((row["text"] for row in rows), key=len)
        return next(text for text in texts if classify(text).is_doubtful and _is_lost_on_the_deaf(text))


def _is_lost_on_the_deaf(text: str) -> bool:
    with pytest.MonkeyPatch.context() as deaf:
        deaf.setattr(wording, "LISTENS", 1.1)
        return classify(text).label != ReplyClass.UNSUBSCRIBE


@pytest.fixture
def question(acme, dana, doubtful) -> Approval:
    """What is asked once Dana has written so."""
    receive(acme, doubtful)
    process_waiting()
    return Approval.objects.get()


def read_again(acme) -> None:
    for row in RawInbound.objects.for_organization(acme):
        read(row)


def receive(acme, text: str, sender: str = "dana@globex.example") -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "sales@acme.example", "Re: Hello"
    mail.set_content(text)
    receive_mail(acme, mail.as_bytes(), source="test", vendor_id="")


def answer(question: Approval, choice: str, actor) -> None:
    approvals.resolve(question, choice, actor=actor, fingerprint=question.fingerprint)


def labels_told() -> list[str]:
    return [event.payload["label"] for event in Event.objects.filter(type="reply.received")]


def test_nothing_is_suppressed_nobody_is_told_and_the_sender_is_held(question, dana):
    assert not Suppression.objects.exists()
    assert Hold.objects.standing().get(contact=dana).kind == HoldKind.DOUBT
    assert labels_told() == []
    assert question.status == ApprovalStatus.WAITING


def test_yes_is_an_opt_out_in_the_name_of_who_said_so(question, dana, alice):
    answer(question, STOP, alice)
    assert Suppression.objects.active().get().reason == Bar.UNSUBSCRIBED
    assert not Hold.objects.standing().exists()
    assert labels_told() == [ReplyClass.UNSUBSCRIBE]


def test_no_lets_the_person_go_and_gives_the_reply_to_somebody_who_reads_it(question, dana, alice):
    answer(question, GO_ON, alice)
    assert not Suppression.objects.exists()
    assert not Hold.objects.standing().exists()
    assert labels_told() == [ReplyClass.UNKNOWN]
    assert InboundMessage.objects.get().label == Interaction.objects.get().intent == ReplyClass.UNKNOWN
    assert Interaction.objects.get().detail["layer"] == "a person"


def test_a_plain_opt_out_is_asked_about_nobody(acme, dana):
    receive(acme, "Please stop writing to me.")
    process_waiting()
    assert not Approval.objects.exists()
    assert Suppression.objects.active().exists()


def test_a_second_reading_as_something_else_takes_the_question_back(question, acme, dana, monkeypatch):
    monkeypatch.setattr(wording, "LISTENS", 1.1)  # a reader that has grown hard of hearing
    read_again(acme)
    question.refresh_from_db()
    assert question.status == ApprovalStatus.WITHDRAWN
    assert not Hold.objects.standing().exists()
    assert len(labels_told()) == 1
    monkeypatch.undo()
    read_again(acme)  # and well again: in doubt once more, it asks once more
    assert Approval.objects.waiting().count() == 1
    assert Hold.objects.standing().get(contact=dana).kind == HoldKind.DOUBT


def test_a_second_reading_leaves_a_persons_answer_as_it_is(question, acme, dana, alice):
    answer(question, GO_ON, alice)
    read_again(acme)
    assert InboundMessage.objects.get().label == ReplyClass.UNKNOWN
    assert not Approval.objects.waiting().exists()
    assert not Hold.objects.standing().exists()


@pytest.mark.parametrize("reason", [StopReason.LOST, StopReason.DECLINED, StopReason.LEFT])
def test_what_may_be_an_opt_out_is_not_forgotten_with_the_deal(question, dana, reason):
    stop_enrollments([dana.pk], reason, actor="test")
    question.refresh_from_db()
    assert question.status == ApprovalStatus.WAITING
    assert Hold.objects.standing().exists()


def test_who_has_opted_out_meanwhile_is_asked_about_no_more(question, dana):
    stop_enrollments([dana.pk], StopReason.UNSUBSCRIBED, actor="test")
    question.refresh_from_db()
    assert question.status == ApprovalStatus.WITHDRAWN
    assert not Hold.objects.standing().exists()


def test_of_a_doubtful_mail_from_a_stranger_a_person_is_told_and_nothing_is_suppressed(acme, doubtful):
    receive(acme, doubtful, sender="stranger@elsewhere.example")
    process_waiting()
    assert not Suppression.objects.exists()
    assert "left alone" in Task.objects.get().title


def test_a_very_long_name_hinders_no_question(acme, dana, doubtful):
    Contact.objects.filter(pk=dana.pk).update(first_name="D" * 100, last_name="z" * 100)
    receive(acme, doubtful)
    process_waiting()
    assert Approval.objects.waiting().count() == 1
