"""A reply that may ask to be left alone and may not: nothing is sent until a person has said which."""

import csv
from email.message import EmailMessage

import pytest

from compliance.choices import Bar
from compliance.models import Suppression
from crm.choices import HoldKind, ReplyClass
from crm.models import Hold, Interaction
from outreach.inbound.doubts import GO_ON, STOP, withdraw_doubt
from outreach.inbound.process import process_waiting
from outreach.inbound.receive import receive_mail
from outreach.models import InboundMessage
from outreach.replies.classify import classify
from outreach.replies.learned.train import EXAMPLES
from quotahit.events.models import Event
from quotahit.workflow import approvals
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.models import Approval

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def doubtful() -> str:
    """A reply that the reader, as it is just now, is in doubt about."""
    with EXAMPLES.open(encoding="utf-8", newline="") as file:
        texts = (row["text"] for row in csv.DictReader(file) if row["label"] in ("objection", "not_interested"))
        return next(text for text in texts if classify(text).is_doubtful)


@pytest.fixture
def question(acme, dana, doubtful) -> Approval:
    """What is asked once Dana has written so."""
    receive(acme, doubtful)
    process_waiting()
    return Approval.objects.get()


def receive(acme, text: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "dana@globex.example", "sales@acme.example", "Re: Hello"
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


def test_a_plain_opt_out_is_asked_about_nobody(acme, dana):
    receive(acme, "Please stop writing to me.")
    process_waiting()
    assert not Approval.objects.exists()
    assert Suppression.objects.active().exists()


def test_a_second_reading_as_something_else_takes_the_question_back(question, dana):
    withdraw_doubt(InboundMessage.objects.get())
    question.refresh_from_db()
    assert question.status == ApprovalStatus.WITHDRAWN
    assert not Hold.objects.standing().exists()
