"""Where autonomy asks for a person, nothing leaves before one has said so, and then exactly what they saw."""

import pytest

from crm.models import Contact
from crm.timeline import timeline
from outreach.blanks import blank
from outreach.channels import dispatch, plan
from outreach.choices import StopReason
from outreach.deliveries import release
from outreach.enrollments import enroll, stop_enrollments
from outreach.models import Delivery, Enrollment, Mailbox, Sequence
from outreach.tick import tick
from quotahit import clock
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.workflow.approvals import expire, resolve
from quotahit.workflow.choices import ApprovalStatus
from quotahit.workflow.errors import ApprovalClosed, ApprovalConflict, ChoiceUnknown
from quotahit.workflow.models import Approval
from quotahit.workflow.outgoing import Fate
from tests.outreach.servers import Postbox
from tests.outreach.test_dispatch import AGENT, a_message


@pytest.fixture
def careful(live: Mailbox) -> Mailbox:
    live.autonomy = Autonomy.APPROVE
    live.save()
    return live


@pytest.fixture
def asked(acme: Organization, careful: Mailbox, postbox: Postbox, engage: Sequence, dana: Contact) -> Approval:
    """The first message of a sequence waits for somebody's word."""
    enroll(acme, [dana.pk], engage, actor=AGENT, mailbox=careful)
    tick()
    dispatch()
    assert postbox.raw == []
    return Approval.objects.get()


def answer(approval: Approval, choice: str, user: User, **more: object) -> None:
    resolve(approval, choice, actor=user, fingerprint=approval.fingerprint, **more)  # type: ignore[arg-type]


def test_a_message_waits_with_its_text_and_recipient_in_sight(asked: Approval, dana: Contact) -> None:
    delivery = Delivery.objects.get()
    assert (delivery.status, asked.subject_id) == (Fate.WAITING, delivery.pk)
    assert asked.content["recipient"] == "Dana Diaz"
    assert asked.content["address"] == "dana@globex.example"
    assert asked.content["text"] == delivery.body
    assert "Hello Dana" in delivery.body


def test_approved_it_leaves_as_it_was_shown_whatever_became_of_the_template(
    asked: Approval, postbox: Postbox, bob: User
) -> None:
    shown = asked.content["text"]
    template = Delivery.objects.get().template
    assert template is not None
    template.body = "Something else"
    template.save()
    answer(asked, "approve", bob)
    assert dispatch().sent == 1
    assert postbox.mails[0].get_body(("plain",)).get_content().replace("\r\n", "\n").startswith(shown)
    assert Delivery.objects.get().released_by == f"user:{bob.pk}"


def test_what_the_person_changes_is_what_leaves(asked: Approval, postbox: Postbox, bob: User) -> None:
    answer(asked, "approve", bob, edits={"subject": "Lunch?", "text": "Hello Dana,\n\nlunch on Friday?"})
    dispatch()
    assert postbox.mails[0]["Subject"] == "Lunch?"
    assert "lunch on Friday?" in postbox.mails[0].get_body(("plain",)).get_content()


def test_nobody_may_change_whom_it_goes_to(asked: Approval, bob: User) -> None:
    with pytest.raises(ChoiceUnknown):
        answer(asked, "approve", bob, edits={"address": "eve@rival.example"})
    assert Delivery.objects.get().status == Fate.WAITING


def test_rejected_it_never_leaves_and_its_sequence_ends(asked: Approval, postbox: Postbox, bob: User) -> None:
    answer(asked, "reject", bob)
    dispatch()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reason) == (Fate.CANCELLED, "REJECTED")
    assert Enrollment.objects.get().stop_reason == StopReason.REJECTED
    assert postbox.raw == []


def test_unanswered_in_time_it_never_leaves_and_says_so(asked: Approval, postbox: Postbox, dana: Contact) -> None:
    Approval.objects.update(expires_at=clock.now())
    assert expire() == 1
    dispatch()
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.reason) == (Fate.CANCELLED, "EXPIRED")
    assert "Nobody answered in time" in delivery.explanation
    assert Enrollment.objects.get().stop_reason == StopReason.EXPIRED
    assert "Nobody answered in time." in [line.body for line in timeline(dana) if line.kind == "sequence_ended"]
    assert postbox.raw == []


def test_an_answer_to_what_was_shown_before_does_not_count(asked: Approval, bob: User) -> None:
    with pytest.raises(ApprovalConflict):
        resolve(asked, "approve", actor=bob, fingerprint="of something else")


def test_when_the_person_replies_the_question_is_taken_back(asked: Approval, dana: Contact, bob: User) -> None:
    stop_enrollments([dana.pk], StopReason.REPLIED, actor="system:inbound")
    asked.refresh_from_db()
    assert asked.status == ApprovalStatus.WITHDRAWN
    assert Delivery.objects.get().status == Fate.CANCELLED
    with pytest.raises(ApprovalClosed):
        answer(asked, "approve", bob)


def test_a_draft_waits_for_whoever_sends_it_and_asks_nobody(
    careful: Mailbox, postbox: Postbox, dana: Contact, bob: User
) -> None:
    careful.autonomy = Autonomy.DRAFT
    careful.save()
    (delivery,) = plan([a_message(dana, careful)], actor=AGENT)
    assert delivery.status == Fate.WAITING
    assert not Approval.objects.exists()
    release(delivery, actor=bob, body="My own words")
    assert dispatch().sent == 1
    assert "My own words" in postbox.mails[0].get_body(("plain",)).get_content()


def test_with_autonomy_off_an_agent_prepares_nothing(careful: Mailbox, postbox: Postbox, dana: Contact) -> None:
    careful.autonomy = Autonomy.OFF
    careful.save()
    (delivery,) = plan([a_message(dana, careful)], actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.BLOCKED, "AUTONOMY_OFF")
    assert "Raise it" in delivery.explanation


@pytest.mark.parametrize(
    ("organization", "mailbox", "expected"),
    [
        (Autonomy.AUTONOMOUS, Autonomy.APPROVE, Fate.WAITING),
        (Autonomy.APPROVE, Autonomy.AUTONOMOUS, Fate.WAITING),
        (Autonomy.OFF, Autonomy.AUTONOMOUS, Fate.BLOCKED),
        (Autonomy.AUTONOMOUS, Autonomy.AUTONOMOUS, Fate.PLANNED),
    ],
)
def test_the_stricter_of_two_words_holds(
    acme: Organization, live: Mailbox, dana: Contact, organization: Autonomy, mailbox: Autonomy, expected: Fate
) -> None:
    acme.autonomy, live.autonomy = organization, mailbox
    acme.save()
    live.save()
    (delivery,) = plan([a_message(dana, live)], actor=AGENT)
    assert delivery.status == expected


def test_a_plan_of_before_waits_once_approval_is_asked_for(
    acme: Organization, live: Mailbox, postbox: Postbox, dana: Contact
) -> None:
    plan([a_message(dana, live)], actor=AGENT)
    acme.autonomy = Autonomy.APPROVE
    acme.save()
    assert dispatch().waiting == 1
    assert Approval.objects.waiting().count() == 1
    assert postbox.raw == []


def test_nobody_is_asked_about_what_may_never_be_sent(careful: Mailbox, dana: Contact) -> None:
    Contact.objects.filter(pk=dana.pk).update(country="DE")
    (delivery,) = plan([a_message(dana, careful)], actor=AGENT)
    assert (delivery.status, delivery.reason) == (Fate.BLOCKED, "CONSENT_MISSING")
    assert not Approval.objects.exists()


def test_what_still_has_to_be_written_is_not_sent(asked: Approval, postbox: Postbox, bob: User) -> None:
    edits = {"text": f"Hello Dana,\n\n{blank('Answer the question')}"}
    with pytest.raises(ChoiceUnknown, match="Answer the question here"):
        answer(asked, "approve", bob, edits=edits)
    dispatch()
    assert postbox.raw == []
    answer(asked, "approve", bob, edits={"text": "Hello Dana,\n\n[see page 3] Yes, it does."})
    assert dispatch().sent == 1
