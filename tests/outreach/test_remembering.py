"""What became of the last mail to a contact, as their memory tells it."""

from datetime import timedelta

import pytest

from crm.choices import EmailState, Engagement
from crm.engagement import earn
from crm.memory import memory_of
from crm.models import Contact
from outreach.channels import send
from outreach.choices import MailKind
from outreach.models import Delivery, InboundMessage, Mailbox
from quotahit import clock
from tests.outreach.test_dispatch import AGENT, a_message


@pytest.fixture
def sent(sandbox: Mailbox, dana: Contact) -> Delivery:
    return send(a_message(dana, sandbox, body="Shall we talk?"), actor=AGENT)


def _did(delivery: Delivery, kind: Engagement, *, is_machine: bool = False) -> None:
    source = f"delivery:{delivery.pk}"
    earn(delivery.organization, delivery.contact, kind, source=source, key=f"{source}:{kind}", is_machine=is_machine)


def _came_in(delivery: Delivery, kind: MailKind) -> None:
    InboundMessage.objects.create(
        organization=delivery.organization, raw_id=delivery.pk, contact=delivery.contact,
        delivery_id=delivery.pk, kind=kind, sender="dana@globex.example",
    )  # fmt: skip


def state(contact: Contact) -> EmailState | None:
    mail = memory_of(contact).last_email
    return mail and mail.state


def test_a_mail_goes_from_sent_to_answered(sent: Delivery, dana: Contact) -> None:
    assert state(dana) == "sent"
    _did(sent, Engagement.EMAIL_OPENED, is_machine=True)
    assert state(dana) == "sent"
    _did(sent, Engagement.EMAIL_OPENED)
    assert state(dana) == "opened"
    _did(sent, Engagement.EMAIL_CLICKED)
    assert state(dana) == "clicked"
    _came_in(sent, MailKind.AUTO_ACK)
    assert state(dana) == "clicked"
    InboundMessage.objects.all().delete()
    _came_in(sent, MailKind.HUMAN)
    assert state(dana) == "answered"


def test_what_came_back_was_not_read(sent: Delivery, dana: Contact) -> None:
    _did(sent, Engagement.EMAIL_OPENED)
    _came_in(sent, MailKind.BOUNCE)
    assert state(dana) == "bounced"


def test_the_newest_mail_is_meant(sandbox: Mailbox, sent: Delivery, dana: Contact) -> None:
    _did(sent, Engagement.EMAIL_CLICKED)
    with clock.stopped(clock.now() + timedelta(days=1)):
        newer = send(a_message(dana, sandbox, key="newer", body="Still there?"), actor=AGENT)
    mail = memory_of(dana).last_email
    assert mail
    assert (mail.state, mail.at) == ("sent", newer.settled_at)


def test_who_got_no_mail_has_none(dana: Contact) -> None:
    assert memory_of(dana).last_email is None
