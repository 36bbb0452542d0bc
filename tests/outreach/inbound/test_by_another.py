"""Who answers in somebody's place: their words stop what ran, and tell nothing of the person whose thread it is."""

from email.message import EmailMessage

import pytest

from agents.qualifier.conversations import talk_with
from crm.contacts import create_contact
from crm.memory import memory_of
from crm.models import Contact, Interaction
from outreach.channels import send
from outreach.inbound.process import process_waiting
from outreach.inbound.receive import receive_mail
from outreach.models import Delivery, Mailbox
from quotahit.accounts.models import Organization, User
from tests.outreach.test_dispatch import AGENT, a_message

WORDS = "We have 50,000 euros for this and I decide it. How much is it?"


@pytest.fixture
def sent(sandbox: Mailbox, dana: Contact) -> Delivery:
    return send(a_message(dana, sandbox, body="Shall we talk?"), actor=AGENT)


def answer(sent: Delivery, sender: str) -> Interaction:
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, sent.mailbox.address
    mail["Subject"], mail["Message-ID"] = f"Re: {sent.subject}", "<answer@globex.example>"
    mail["In-Reply-To"] = sent.message_id
    mail.set_content(WORDS)
    receive_mail(sent.organization, mail.as_bytes(), source="test", vendor_id="1")
    process_waiting()
    return Interaction.objects.get(contact=sent.contact, direction="inbound")


@pytest.mark.parametrize(
    ("sender", "is_theirs"),
    [
        ("dana@globex.example", True),
        ("Somebody Else <dana@globex.example>", True),
        ("Dana Diaz <dana.private@mail.example>", True),
        ('"Diaz, Dana (Sales)" <d.diaz@globex.example>', True),
        ("sales@globex.example", True),
        ("Carol Cook <carol@globex.example>", False),
        ("Carol Cook <carol@hooli.example>", False),
        ("x@hooli.example", False),
    ],
)
def test_a_name_and_an_address_tell_whose_words_they_are(
    sent: Delivery, dana: Contact, sender: str, is_theirs: bool
) -> None:
    assert answer(sent, sender).is_theirs is is_theirs
    assert bool(talk_with(dana).theirs()) is is_theirs
    memory = memory_of(dana)
    assert (memory.last_reply is not None) is is_theirs
    assert ("50,000" in memory.conversation_summary) is is_theirs


def test_the_address_of_another_contact_is_the_other_contacts(
    acme: Organization, alice: User, sent: Delivery, dana: Contact
) -> None:
    create_contact(acme, actor=alice, first_name="Dana", last_name="Diaz", emails=["other@globex.example"])
    assert not answer(sent, "Dana Diaz <other@globex.example>").is_theirs
