"""What outreach did stands on the contact's one timeline: sequences, what was not sent and why, the way out."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from compliance.consents import grant_consent, revoke_consent
from crm.models import Contact
from crm.timeline import timeline
from outreach.channels import dispatch, plan
from outreach.deliveries import cancel
from outreach.enrollments import enroll
from outreach.links import unsubscribe_url
from outreach.models import Delivery, Mailbox, Sequence
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import Organization, User
from tests.outreach.test_dispatch import AGENT, a_message

pytestmark = pytest.mark.django_db


def titles(contact: Contact) -> list[str]:
    return [entry.title for entry in timeline(contact)]


@pytest.fixture
def written_to(acme: Organization, sandbox: Mailbox, engage: Sequence, dana: Contact) -> Delivery:
    """Dana has the first message of a sequence."""
    enroll(acme, [dana.pk], engage, actor=AGENT)
    tick()
    dispatch()
    return Delivery.objects.get()


def test_a_sequence_stands_there_from_its_beginning_to_its_end(written_to: Delivery, dana: Contact) -> None:
    Client().post(urlsplit(unsubscribe_url(written_to)).path)
    line = timeline(dana)
    ended = next(entry for entry in line if entry.title == "Engage ends")
    assert ended.body == "Unsubscribed."
    assert "Unsubscribed: no more mail" in titles(dana)
    assert [entry.actor for entry in line if entry.title == "Engage begins"] == ["Outreach agent"]


def test_a_sent_message_names_the_decision_that_let_it_pass(written_to: Delivery, dana: Contact) -> None:
    sent = next(entry for entry in timeline(dana) if entry.kind == "message_out")
    assert written_to.decision_id is not None
    assert sent.detail["decision_id"] == written_to.decision_id


def test_what_was_not_sent_says_why(sandbox: Mailbox, dana: Contact, bob: User) -> None:
    [delivery] = plan([a_message(dana, sandbox)], actor=AGENT)
    cancel(delivery, actor=bob, reason="CANCELLED")
    dropped = next(entry for entry in timeline(dana) if entry.kind == "delivery")
    assert dropped.title == f"Cancelled: {delivery.subject}"
    assert timeline(dana, before=clock.now() - timedelta(days=1)) == []


def test_a_consent_stands_there_until_it_is_taken_back(acme: Organization, dana: Contact, bob: User) -> None:
    words = {"type": "soft_optin", "text": "Write to me.", "text_version": "1", "source": "trade fair"}
    grant_consent(acme, "email", "dana@globex.example", **words, at=clock.now(), actor=bob)  # type: ignore[arg-type]
    revoke_consent(acme, "email", "dana@globex.example", source="reply", actor=bob, at=clock.now())
    assert titles(dana) == ["Consent taken back: Soft opt-in (EU, UK)", "Consent: Soft opt-in (EU, UK)"]
