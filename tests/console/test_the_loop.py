"""The main job, end to end: a lead comes in, is scored, written to, answers, is understood and moved on."""

from datetime import timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from agents.models import AgentDecision
from agents.sweep import sweep
from compliance.models import Decision, Suppression
from crm.contacts import create_contact
from crm.holds import hand_back, take_over
from crm.models import Contact, Hold, Task
from outreach.choices import EnrollmentStatus
from outreach.inbound.receive import receive_mail
from outreach.models import Delivery, Enrollment, InboundMessage
from quotahit import clock
from quotahit.accounts.models import Organization
from quotahit.workflow.approvals import resolve
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.outgoing import Fate
from tests.console.loop import answer, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def erin(shop: Organization) -> Contact:
    return create_contact(
        shop,
        actor="import:1",
        first_name="Erin",
        last_name="Ek",
        title="VP Sales",
        country="US",
        state="NY",
        emails=["erin@initech.example"],
        company_name="Initech",
    )


def test_a_new_lead_is_scored_enrolled_and_written_to(shop, erin):
    work()
    erin.refresh_from_db()
    assert erin.fit is not None
    assert AgentDecision.objects.filter(contact=erin, rule="new-contact").exists()
    assert Enrollment.objects.get(contact=erin).status == EnrollmentStatus.ACTIVE
    assert Delivery.objects.get(contact=erin).status == Fate.SENT
    assert not Run.objects.filter(status="failed").exists()


@pytest.fixture
def written_to(erin: Contact) -> Delivery:
    work()
    return Delivery.objects.get(contact=erin)


def test_interest_stops_the_sequence_and_asks_a_person(erin, written_to):
    answer(written_to, "This looks great. Could we have a demo on Thursday?")
    assert InboundMessage.objects.get().label == "interested"
    assert Enrollment.objects.get(contact=erin).stop_reason == "replied"
    assert {one.kind for one in Approval.objects.waiting()} == {"deal.open", "delivery"}
    assert Task.objects.filter(contact=erin, done_at=None).exists()
    erin.refresh_from_db()
    assert erin.lifecycle == "engaged"


def test_an_approved_proposal_opens_the_deal(erin, written_to, founder):
    answer(written_to, "This looks great. Could we have a demo on Thursday?")
    proposal = Approval.objects.get(kind="deal.open")
    resolve(proposal, "approve", actor=founder, fingerprint=proposal.fingerprint, edits={"amount": "12000"})
    deal = erin.deals.get()
    assert deal.amount == 12000
    assert AgentDecision.objects.filter(deal=deal, rule="deal-approved").exists()


def test_an_approved_answer_leaves_in_the_same_conversation(written_to, founder):
    answer(written_to, "What does it cost for ten people?")
    question = Approval.objects.get(kind="delivery")
    edits = {"text": "Ten people are 100 a month."}
    resolve(question, "approve", actor=founder, fingerprint=question.fingerprint, edits=edits)
    work()
    sent = Delivery.objects.exclude(pk=written_to.pk).get()
    assert (sent.status, sent.body) == (Fate.SENT, "Ten people are 100 a month.")
    assert sent.thread_id == written_to.thread_id
    assert sent.in_reply_to == InboundMessage.objects.get().message_id


def put_off(written_to: Delivery, text: str) -> Task:
    answer(written_to, text)
    assert InboundMessage.objects.get().label == "reschedule"
    return Task.objects.get(title__startswith="Come back to Erin")


def test_who_names_a_day_is_come_back_to_on_that_day_and_left_alone_before(erin, written_to):
    task = put_off(written_to, "Not now, sorry. Please reach out again in two months.")
    erin.refresh_from_db()
    here = task.due_at.astimezone(ZoneInfo(erin.zone or erin.organization.zone))
    assert here.hour == 8
    assert timedelta(days=58) < here - clock.now() < timedelta(days=66)
    decision = AgentDecision.objects.get(contact=erin, rule="reschedule")
    assert f"They named {here.day} {here:%B %Y}." in decision.reason
    assert decision.reason in task.title
    with clock.stopped(clock.now() + timedelta(days=20)):
        assert sweep() == 0
        work()
        assert Enrollment.objects.get(contact=erin).stop_reason == "replied"


@pytest.mark.parametrize("text", ["Not now. Try again later.", "Please contact me again in 40 months."])
def test_who_names_no_day_or_an_absurd_one_is_come_back_to_in_a_week(erin, written_to, text):
    task = put_off(written_to, text)
    assert timedelta(days=6) < task.due_at - clock.now() <= timedelta(days=7)
    assert "No day was named, so 7 days." in task.title


def test_an_opt_out_counts_before_anybody_reads_the_mail(erin, written_to, shop):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = written_to.address, "sales@shop.example", "Re: hello"
    mail["In-Reply-To"] = written_to.message_id
    mail.set_content("Please take me off your list.")
    receive_mail(shop, mail.as_bytes(), source="test", vendor_id="1")
    assert Enrollment.objects.get(contact=erin).stop_reason == "unsubscribed"
    assert Suppression.objects.active().exists()
    work()
    assert InboundMessage.objects.get().label == "unsubscribe"
    erin.refresh_from_db()
    assert erin.lifecycle == "lost"


def test_a_refusal_ends_the_outreach_and_suppresses_nobody(erin, written_to):
    answer(written_to, "No thanks, we are not interested.")
    assert InboundMessage.objects.get().label == "not_interested"
    assert Enrollment.objects.get(contact=erin).stop_reason == "replied"
    assert not Suppression.objects.exists()


def test_somebody_away_is_held_until_they_are_back_and_stays_in_the_sequence(erin, written_to):
    back = (clock.now() + timedelta(days=9)).date()
    answer(written_to, f"I am out of the office and back on {back:%B %d, %Y}.", Auto_Submitted="auto-replied")
    assert InboundMessage.objects.get().kind == "out_of_office"
    assert Enrollment.objects.get(contact=erin).status == EnrollmentStatus.ACTIVE
    hold = Hold.objects.standing().get(contact=erin)
    assert (hold.kind, hold.until.date()) == ("out_of_office", back)


def test_the_same_mail_delivered_twice_is_read_once(written_to, shop):
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["In-Reply-To"] = written_to.address, "Re: hello", written_to.message_id
    mail.set_content("Tell me more, when could we talk?")
    for _ in range(2):
        receive_mail(shop, mail.as_bytes(), source="imap:1:INBOX", vendor_id="7.12")
    work()
    assert InboundMessage.objects.count() == 1


def test_a_person_who_takes_over_silences_the_agents(erin, written_to, founder):
    take_over(erin, by=founder)
    answer(written_to, "Interesting, could you send me a quote?")
    assert Hold.objects.standing().filter(contact=erin, kind="takeover").exists()
    assert Enrollment.objects.get(contact=erin).stop_reason == "replied"
    assert not Delivery.objects.filter(contact=erin).exclude(pk=written_to.pk).filter(status=Fate.SENT).exists()


def test_a_sequence_rests_while_a_person_has_taken_over_and_goes_on_afterwards(erin, written_to, founder):
    take_over(erin, by=founder)
    assert Enrollment.objects.get(contact=erin).status == EnrollmentStatus.PAUSED
    hand_back(erin, by=founder)
    assert Enrollment.objects.get(contact=erin).status == EnrollmentStatus.ACTIVE


def test_whom_the_gate_keeps_out_is_on_record_with_the_reason(shop):
    freya = create_contact(shop, actor="import:1", first_name="Freya", country="GB", emails=["freya@leeds.example"])
    work()
    assert not Delivery.objects.filter(contact=freya).exists()
    assert AgentDecision.objects.filter(contact=freya, after="not started").exists()
    refusal = Decision.objects.get(subject_type="crm.contact", subject_id=freya.pk)
    assert (refusal.allowed, refusal.reason) == (False, "CONSENT_MISSING")
