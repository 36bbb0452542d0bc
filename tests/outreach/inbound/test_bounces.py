"""Mails that come back, complaints, and what each asks of us."""

import json

import pytest

from outreach.choices import MailKind
from outreach.inbound.bounce_status import action_for, status_of
from outreach.inbound.interpret import interpret
from outreach.inbound.reading import BounceAction
from tests.outreach.inbound.corpus import mail, raw


def test_a_delivery_report_names_the_address_and_the_mail_of_ours_that_failed() -> None:
    reading = interpret(raw("first/bounce-dsn"))
    assert reading.failed_recipients == ("gone@hill.example",)
    assert reading.original_message_id == "<m-17@quota.example>"
    assert (reading.layer, reading.reason) == ("structure", "delivery_report")


def test_a_bounce_in_plain_words_names_whom_it_could_not_reach() -> None:
    text = """I'm sorry, your message could not be delivered to this address:

<kim@lead.example>: 550 5.1.1 no such user

--- Below this line is a copy of the message.

Received: from mail.acme.example
Message-ID: <m1@acme.example>
From: bob@acme.example
To: kim@lead.example
"""
    reading = interpret(mail(text, sender="MAILER-DAEMON@mx.lead.example", subject="failure notice"))
    assert (reading.kind, reading.status) == (MailKind.BOUNCE, "5.1.1")
    assert reading.failed_recipients == ("kim@lead.example",)
    assert reading.original_message_id == "<m1@acme.example>"


def test_a_warning_that_a_mail_is_late_asks_us_only_to_wait() -> None:
    reading = interpret(raw("held_back/bounce-delayed"))
    assert (reading.kind, reading.action) == (MailKind.BOUNCE, BounceAction.WAIT)


@pytest.mark.parametrize(
    ("code", "action"),
    [
        ("5.1.1", BounceAction.SUPPRESS),
        ("5.1.2", BounceAction.SUPPRESS),
        ("5.1.10", BounceAction.SUPPRESS),
        ("5.2.1", BounceAction.SUPPRESS),
        ("5.1.8", BounceAction.OUR_FAULT),
        ("5.7.1", BounceAction.OUR_FAULT),
        ("5.7.515", BounceAction.OUR_FAULT),
        ("5.3.4", BounceAction.OUR_FAULT),
        ("5.2.2", BounceAction.MAILBOX_FULL),
        ("4.2.2", BounceAction.MAILBOX_FULL),
        ("4.4.1", BounceAction.SOFT),
        ("5.0.0", BounceAction.SOFT),
        ("", BounceAction.NONE),
    ],
)
def test_only_a_dead_address_is_suppressed_at_once(code: str, action: BounceAction) -> None:
    assert action_for(code) == action


@pytest.mark.parametrize(
    ("stated", "explanation", "code"),
    [
        ("5.0.0", "smtp; 550 5.1.1 unknown", "5.1.1"),
        ("5.1.10", "550 mailbox full", "5.1.10"),
        ("5.5.0", "550 Requested action not taken: mailbox unavailable", "5.1.1"),
        ("", "452 the mailbox is over quota", "4.2.2"),
        ("", "Der Empfänger wurde nicht gefunden", "5.1.1"),
        ("", "La boîte aux lettres est pleine", "5.2.2"),
        ("", "host 192.0.2.55 said 550 Host unknown", "5.1.2"),
        ("5.6.0", "550 5.6.0 recipient address rejected", "5.6.0"),
        ("", "It did not work out.", "5.0.0"),
    ],
)
def test_the_status_is_the_most_telling_code_stated_or_meant(stated: str, explanation: str, code: str) -> None:
    assert status_of(stated, explanation) == code


def test_a_complaint_suppresses_and_names_who_complained() -> None:
    reading = interpret(raw("first/complaint-arf"))
    assert (reading.action, reading.failed_recipients) == (BounceAction.SUPPRESS, ("kim@isp.example",))
    assert reading.original_message_id == "<m-17@quota.example>"


def test_a_report_on_authentication_is_our_fault_and_silences_nobody() -> None:
    report = raw("first/complaint-arf").replace(b"Feedback-Type: abuse", b"Feedback-Type: auth-failure")
    assert interpret(report).action == BounceAction.OUR_FAULT


@pytest.mark.parametrize(
    ("kind", "read_as"), [("Bounce", "bounce"), ("Complaint", "complaint"), ("Delivery", "auto_ack")]
)
def test_notices_of_amazon_as_json_are_read(kind: str, read_as: str) -> None:
    people = [{"emailAddress": "kim@lead.example", "status": "5.1.1"}]
    notice = {
        "notificationType": kind,
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": people},
        "complaint": {"complainedRecipients": people},
        "mail": {"messageId": "m1"},
    }
    wrapped = json.dumps({"Type": "Notification", "Message": json.dumps(notice)})
    reading = interpret(mail(wrapped, sender="no-reply@sns.example", subject="Notification"))
    assert reading.kind == read_as
    assert reading.failed_recipients == (() if kind == "Delivery" else ("kim@lead.example",))


def test_a_person_who_speaks_of_a_bounce_is_a_person() -> None:
    text = "My answer came back: 550 5.1.1 user unknown, undeliverable. Which address works?"
    assert interpret(mail(text)).kind == MailKind.HUMAN


def test_a_bounce_that_a_person_only_passes_on_is_still_a_bounce() -> None:
    text = """See below.

> From: Mail Delivery Subsystem <MAILER-DAEMON@lead.example>
> Subject: Returned mail
>
> The following addresses had permanent fatal errors
> <kim@lead.example> 550 5.1.1 user unknown
"""
    assert interpret(mail(text, subject="Fwd: Returned mail")).kind == MailKind.BOUNCE
