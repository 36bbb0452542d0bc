"""Deliveries leave through the one door: asked at the last moment, handed over once, with a fate that is true."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from compliance.addresses import hash_of
from compliance.consents import grant_consent, revoke_consent
from compliance.do_not_call import record_do_not_call
from compliance.models import Decision, Suppression
from compliance.suppressions import suppress
from crm.choices import HoldKind, Validity
from crm.holds import place_hold, take_over
from crm.models import Contact, Interaction
from outreach.channels import OutgoingMessage, dispatch, plan, send
from outreach.channels.claiming import LEASE, claim, lease_due
from outreach.channels.handing import BACK_OFF, FRESH, hand_over
from outreach.choices import StopReason
from outreach.deliveries import cancel, mark_sent, send_again
from outreach.enrollments import enroll, stop_enrollments
from outreach.errors import NotSendable
from outreach.models import Delivery, Enrollment, Mailbox, Sequence
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event
from quotahit.workflow.outgoing import Fate
from tests.outreach.servers import Postbox

AGENT = "agent:outreach"
DANA = "dana@globex.example"
SEVERAL_WRITERS = pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")


def a_message(contact: Contact, mailbox: Mailbox, key: str = "hello", **fields: object) -> OutgoingMessage:
    words = {"subject": "Hello", "body": "Hello Dana,\n\nshall we talk?"}
    return OutgoingMessage(contact_id=contact.pk, mailbox=mailbox, key=key, **(words | fields))


def test_a_message_arrives_and_everything_about_it_is_written_down(
    live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    delivery = send(a_message(dana, live), actor=AGENT)
    assert delivery.status == Fate.SENT
    assert postbox.recipients == ["dana@globex.example"]
    assert postbox.mails[0]["Message-ID"] == delivery.message_id
    assert Decision.objects.get(pk=delivery.decision_id).allowed
    assert Interaction.objects.get(pk=delivery.interaction_id).contact == dana
    assert Event.objects.get(type="email.sent").payload["delivery_id"] == delivery.pk
    assert AuditEntry.objects.get(action="email.sent").subject_id == delivery.pk


def test_the_same_act_planned_twice_is_one_delivery(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    first = send(a_message(dana, live), actor=AGENT)
    second = send(a_message(dana, live, body="Something else"), actor=AGENT)
    assert first.pk == second.pk
    assert len(postbox.raw) == 1


def test_an_unsubscribed_address_gets_nothing_whatever_was_planned(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    plan([a_message(dana, live)], actor=AGENT)
    suppress(acme, "email", "Dana@Globex.example", reason="unsubscribed", source="page", actor="contact:1")
    assert dispatch().blocked == 1
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reason) == (Fate.BLOCKED, "SUPPRESSED")
    assert postbox.raw == []


def test_a_hold_placed_between_claim_and_send_wins(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact, bob: User
) -> None:
    plan([a_message(dana, live)], actor=AGENT)
    (claimed,) = claim(lease_due(10)).to_send
    place_hold(acme, dana, HoldKind.TAKEOVER, by=bob)
    assert hand_over(claimed) == Fate.PLANNED
    assert postbox.raw == []
    claimed.refresh_from_db()
    assert claimed.reason == "HELD"
    assert claimed.not_before > clock.now()


def test_who_has_taken_over_writes_while_the_agents_are_silent(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact, bob: User
) -> None:
    take_over(dana, by=bob)
    assert send(a_message(dana, live, key="agent"), actor=AGENT).reason == "HELD"
    assert send(a_message(dana, live, key="bob"), actor=bob).status == Fate.SENT
    place_hold(acme, dana, HoldKind.MANUAL, by=bob)
    assert send(a_message(dana, live, key="again"), actor=bob).reason == "HELD"
    assert len(postbox.raw) == 1


def test_a_reply_between_claim_and_send_stops_the_message(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact, engage: Sequence
) -> None:
    enroll(acme, [dana.pk], engage, actor=AGENT, mailbox=live)
    tick()
    (claimed,) = claim(lease_due(10)).to_send
    stop_enrollments([dana.pk], StopReason.REPLIED, actor="system:inbound")
    assert hand_over(claimed) == Fate.BLOCKED
    assert postbox.raw == []


def test_an_allow_older_than_a_minute_is_asked_again(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    plan([a_message(dana, live)], actor=AGENT)
    (claimed,) = claim(lease_due(10)).to_send
    suppress(acme, "email", "dana@globex.example", reason="complaint", source="arf", actor="system:inbound")
    with clock.stopped(clock.now() + timedelta(seconds=61)):
        assert hand_over(claimed) == Fate.BLOCKED
    assert postbox.raw == []


REVOCATIONS = {
    "SUPPRESSED": lambda acme: suppress(acme, "email", DANA, reason="unsubscribed", source="page", actor="contact:1"),
    "INTERNAL_DNC": lambda acme: record_do_not_call(acme, "email", DANA, source="letter", actor="user:1"),
    "CONSENT_REVOKED": lambda acme: revoke_consent(acme, "email", DANA, source="page", actor="contact:1"),
}


@pytest.mark.parametrize("reason", REVOCATIONS)
@pytest.mark.parametrize("moment", ["planned", "claimed"])
def test_a_revocation_beats_the_queue_wherever_the_message_is(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact, reason: str, moment: str
) -> None:
    grant_consent(
        acme,
        "email",
        DANA,
        type="email_sub",
        text="Write to me.",
        text_version="1",
        source="form",
        at=clock.now() - timedelta(days=1),
        actor="system:form",
    )
    plan([a_message(dana, live)], actor=AGENT)
    claimed = claim(lease_due(10)).to_send if moment == "claimed" else []
    REVOCATIONS[reason](acme)
    for delivery in claimed:
        hand_over(delivery)
    dispatch()

    blocked = Delivery.objects.get()
    assert (blocked.status, blocked.reason) == (Fate.BLOCKED, reason)
    assert not Decision.objects.latest("pk").allowed
    assert postbox.raw == []


def test_every_mail_rests_on_a_fresh_allow_for_this_person_address_and_channel(
    live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    delivery = send(a_message(dana, live), actor=AGENT)

    decision = Decision.objects.select_related("grounds").get(pk=delivery.decision_id)
    assert decision.allowed
    assert (decision.subject_type, decision.subject_id) == ("crm.contact", dana.pk)
    assert decision.address_hash == hash_of("email", postbox.recipients[0])
    assert decision.grounds.channel == delivery.channel
    assert delivery.handed_at is not None
    assert timedelta() <= delivery.handed_at - decision.at <= FRESH


def test_a_fresh_allow_is_used_again_without_a_second_decision(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    plan([a_message(dana, live)], actor=AGENT)
    (claimed,) = claim(lease_due(10)).to_send

    assert hand_over(claimed) == Fate.SENT
    assert Decision.objects.count() == 1


def test_a_refused_recipient_fails_for_good_and_ends_the_sequence(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact, engage: Sequence
) -> None:
    postbox.answer_recipient = "550 5.1.1 no such user"
    enroll(acme, [dana.pk], engage, actor=AGENT, mailbox=live)
    tick()
    assert dispatch().failed == 1
    delivery = Delivery.objects.get()
    assert (delivery.reason, delivery.explanation) == ("RECIPIENT_REFUSED", "550 5.1.1 no such user")
    assert Enrollment.objects.get().stop_reason == StopReason.BOUNCED
    assert dana.emails.get().validity == Validity.INVALID
    assert Suppression.objects.get().reason == "hard_bounce"


def test_a_refusal_that_is_our_own_fault_does_not_burn_the_address(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact, engage: Sequence
) -> None:
    postbox.answer_recipient = "550 5.7.1 your server is on a block list"
    enroll(acme, [dana.pk], engage, actor=AGENT, mailbox=live)
    tick()
    assert dispatch().failed == 1
    assert not Suppression.objects.exists()
    with clock.stopped(Enrollment.objects.get().next_at):
        tick()
    assert Enrollment.objects.get().skip_reason == "PREVIOUS_STUCK"


def test_a_passing_refusal_is_tried_again_later_and_later_and_then_given_up(
    live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    postbox.answer_recipient = "451 4.7.1 greylisted"
    plan([a_message(dana, live)], actor=AGENT)
    at = clock.now()
    for pause in BACK_OFF:
        with clock.stopped(at):
            assert dispatch().postponed == 1
        assert Delivery.objects.get().not_before == at + pause
        at += pause
    with clock.stopped(at):
        assert dispatch().failed == 1
    assert Delivery.objects.get().reason == "RECIPIENT_REFUSED"


def test_a_server_that_is_down_is_told_to_the_mailbox_and_forgotten_once_it_is_up(
    live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    live.settings["smtp_port"], port = 1, live.settings["smtp_port"]
    live.save()
    send(a_message(dana, live), actor=AGENT)
    live.refresh_from_db()
    assert "SMTP: no connection to 127.0.0.1:1" in live.sending_trouble
    live.settings["smtp_port"] = port
    live.save()
    with clock.stopped(clock.now() + timedelta(minutes=2)):
        assert dispatch().sent == 1
    live.refresh_from_db()
    assert live.sending_trouble == ""


def test_a_line_that_breaks_after_the_text_leaves_the_fate_to_a_person(
    live: Mailbox, postbox: Postbox, dana: Contact, alice: User
) -> None:
    postbox.hangs_up = True
    delivery = send(a_message(dana, live), actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.UNKNOWN, "UNKNOWN_FATE")
    assert "mark it as sent or send it again" in delivery.explanation
    assert alice.notifications.get().kind == "delivery_unknown"
    mark_sent(delivery, actor=alice)
    assert delivery.status == Fate.SENT
    assert Interaction.objects.filter(contact=dana).count() == 1
    with pytest.raises(NotSendable, match="sent by now"):
        send_again(delivery, actor=alice)


def test_nonsense_for_an_answer_is_no_yes(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    """Before the text it may pass; after it nobody knows."""
    postbox.answer_recipient = "What?"
    early = send(a_message(dana, live), actor=AGENT)
    assert (early.status, early.handed_at) == (Fate.PLANNED, None)
    postbox.answer_recipient, postbox.answer_data = "250 OK", "What?"
    late = send(a_message(dana, live, key="another"), actor=AGENT)
    assert (late.status, late.reason) == (Fate.UNKNOWN, "UNKNOWN_FATE")


def test_a_crash_before_the_call_loses_nothing(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    plan([a_message(dana, live)], actor=AGENT)
    claim(lease_due(10))  # and the process dies
    assert dispatch().looked_at == 0
    with clock.stopped(clock.now() + 2 * LEASE):
        assert dispatch().sent == 1
    assert len(postbox.raw) == 1


def test_a_crash_during_the_call_is_never_sent_again_blindly(
    live: Mailbox, postbox: Postbox, dana: Contact, alice: User
) -> None:
    plan([a_message(dana, live)], actor=AGENT)
    (claimed,) = claim(lease_due(10)).to_send
    Delivery.objects.filter(pk=claimed.pk).update(handed_at=clock.now())  # and the process dies
    with clock.stopped(clock.now() + 2 * LEASE):
        dispatch()
        delivery = Delivery.objects.get()
        assert (delivery.status, delivery.reason) == (Fate.UNKNOWN, "CRASHED")
        assert postbox.raw == []
        assert alice.notifications.get().title == "A message may or may not have been sent"
        send_again(delivery, actor=alice)
        assert dispatch().sent == 1
    assert len(postbox.raw) == 1


def test_without_a_public_address_real_mail_is_denied_with_the_way_out(
    live: Mailbox, postbox: Postbox, dana: Contact, settings
) -> None:
    settings.PUBLIC_URL = ""
    delivery = send(a_message(dana, live), actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.BLOCKED, "NO_PUBLIC_URL")
    assert "Set PUBLIC_URL" in delivery.explanation


def test_a_domain_that_is_not_known_to_pass_dmarc_sends_nothing(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    live.settings["dmarc_aligned"] = False
    live.save()
    delivery = send(a_message(dana, live), actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.BLOCKED, "EMAIL_DMARC")
    assert "Set up SPF and DKIM" in delivery.explanation


def test_without_a_postal_address_nothing_commercial_leaves(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    acme.postal_address = " "
    acme.save()
    assert send(a_message(dana, live), actor=AGENT).reason == "EMAIL_NO_POSTAL"


def test_a_mailbox_that_is_off_keeps_its_mail_until_it_is_on(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    live.is_active = False
    live.save()
    delivery = send(a_message(dana, live), actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.PLANNED, "MAILBOX_OFF")


def test_what_was_cancelled_does_not_leave(live: Mailbox, postbox: Postbox, dana: Contact, bob: User) -> None:
    (delivery,) = plan([a_message(dana, live)], actor=AGENT)
    cancel(delivery, actor=bob)
    assert dispatch().looked_at == 0
    assert delivery.status == Fate.CANCELLED


def test_autonomy_that_was_switched_off_after_planning_blocks(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    plan([a_message(dana, live)], actor=AGENT)
    acme.autonomy = Autonomy.OFF
    acme.save()
    assert dispatch().blocked == 1
    assert Delivery.objects.get().reason == "AUTONOMY_OFF"


def test_what_a_person_sends_needs_no_approval(live: Mailbox, postbox: Postbox, dana: Contact, bob: User) -> None:
    live.autonomy = Autonomy.APPROVE
    live.save()
    assert send(a_message(dana, live), actor=bob).status == Fate.SENT


@SEVERAL_WRITERS
@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_once_send_each_message_once(live: Mailbox, postbox: Postbox, dana: Contact) -> None:
    plan([a_message(dana, live, key=f"message {number}") for number in range(20)], actor=AGENT)
    together = Barrier(2)

    def work() -> None:
        together.wait()
        while dispatch(5).looked_at:
            pass
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(postbox.raw) == 20
    assert Delivery.objects.filter(status=Fate.SENT).count() == 20
    assert Event.objects.filter(type="email.sent").count() == 20
