"""A message of unknown fate: it may have left, so nobody calls it cancelled, and nobody sends it a second time."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from crm.choices import HoldKind
from crm.holds import place_hold
from crm.models import Contact, Interaction, Notification
from outreach import sandbox_mail
from outreach.channels import dispatch, handing, plan
from outreach.channels.claiming import LEASE, claim, lease_due
from outreach.choices import Purpose, StopReason
from outreach.deliveries import cancel
from outreach.enrollments import enroll, stop_enrollments
from outreach.inbound.process import process_waiting
from outreach.inbound.receive import receive_mail
from outreach.models import Delivery, Mailbox, Sequence
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.models import User
from quotahit.workflow.outgoing import Fate
from tests.outreach.test_anymail import Resend, mailbox, resend
from tests.outreach.test_dispatch import AGENT, a_message

__all__ = ["mailbox", "resend"]  # a mailbox at a provider with keys: what nobody knows of may be asked again there
pytestmark = pytest.mark.django_db
A_DAY_LATER = timedelta(hours=25)


def die_in_the_call() -> Delivery:
    """The provider has it, and the process is gone before it could write that down."""
    (claimed,) = claim(lease_due(10)).to_send
    taken = handing.take(claimed)
    assert taken is not None
    handing.call(taken[1], taken[2])
    return claimed


@pytest.fixture
def in_doubt(mailbox: Mailbox, resend: Resend, dana: Contact, engage: Sequence) -> Delivery:
    """The first message of a sequence."""
    enroll(dana.organization, [dana.pk], engage, actor=AGENT, mailbox=mailbox)
    tick()
    return die_in_the_call()


def later(act: Callable[[], object], by: timedelta = 2 * LEASE) -> None:
    with clock.stopped(clock.now() + by):
        act()


def test_a_sequence_that_is_stopped_meanwhile_leaves_it_unknown(
    in_doubt: Delivery, resend: Resend, alice: User
) -> None:
    stop_enrollments([in_doubt.contact_id], StopReason.TAKEN_OVER, actor=alice)
    later(dispatch)
    in_doubt.refresh_from_db()
    assert (in_doubt.status, in_doubt.reason) == (Fate.UNKNOWN, "UNKNOWN_FATE")
    assert "mark it as sent or send it again" in in_doubt.explanation
    assert Notification.objects.filter(user=alice, kind="delivery_unknown").exists()
    assert len(resend.mails) == 1


def test_a_claim_that_was_put_back_is_not_cancelled_as_if_it_were_here(in_doubt: Delivery, alice: User) -> None:
    """Put back for a second try with its key, and then a hold came in between, and then the stop."""
    place_hold(in_doubt.organization, in_doubt.contact, HoldKind.MANUAL, by=alice)
    later(dispatch)
    in_doubt.refresh_from_db()
    assert in_doubt.status == Fate.PLANNED
    stop_enrollments([in_doubt.contact_id], StopReason.REMOVED, actor=alice)
    in_doubt.refresh_from_db()
    assert in_doubt.status == Fate.UNKNOWN


def test_a_person_cannot_cancel_what_may_have_left(
    mailbox: Mailbox, resend: Resend, dana: Contact, alice: User
) -> None:
    plan([a_message(dana, mailbox, purpose=Purpose.TRANSACTIONAL)], actor=AGENT)
    delivery = die_in_the_call()
    place_hold(dana.organization, dana, HoldKind.MANUAL, by=alice)
    later(dispatch)
    assert cancel(delivery, actor=alice).status == Fate.UNKNOWN


def test_a_key_that_was_forgotten_while_the_person_was_held_is_not_used_again(
    in_doubt: Delivery, resend: Resend, alice: User
) -> None:
    until = clock.now() + A_DAY_LATER - LEASE
    place_hold(in_doubt.organization, in_doubt.contact, HoldKind.OUT_OF_OFFICE, by=alice, until=until)
    later(dispatch)
    later(dispatch, A_DAY_LATER)
    in_doubt.refresh_from_db()
    assert in_doubt.status == Fate.UNKNOWN
    assert len(resend.requests) == 1


@pytest.mark.parametrize("read_first", [True, False], ids=["read before the claim is missed", "read afterwards"])
def test_an_answer_proves_that_it_left(in_doubt: Delivery, resend: Resend, read_first: bool) -> None:
    raw = sandbox_mail.reply(in_doubt, "Could you send me a quote?", at=clock.now())
    receive_mail(in_doubt.organization, raw, source="test", vendor_id="1")
    for act in (process_waiting, dispatch) if read_first else (dispatch, process_waiting):
        later(act)
    in_doubt.refresh_from_db()
    assert in_doubt.status == Fate.SENT
    sent = Interaction.objects.get(pk=in_doubt.interaction_id)
    assert sent.provider_id == in_doubt.message_id
    assert len(resend.requests) == 1


def test_a_mail_that_names_none_of_ours_proves_nothing(in_doubt: Delivery, alice: User) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = in_doubt.address, "alice@acme.example", "A question"
    mail.set_content("What does it cost for ten people?")
    receive_mail(in_doubt.organization, mail.as_bytes(), source="test", vendor_id="1")
    later(process_waiting)
    later(dispatch)
    in_doubt.refresh_from_db()
    assert in_doubt.status == Fate.UNKNOWN
