"""A lead is offered to the rep who fits best, waits for their answer in their working hours, and goes to the next."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from agents.choices import OfferState
from agents.models import AgentDecision, Briefing, Offer
from agents.orchestrator.routing.record import Weighed
from agents.orchestrator.routing.route import route
from agents.orchestrator.routing.unassigned import unassigned
from crm.deals import create_deal
from crm.holds import take_over
from crm.models import Notification, SellerProfile, Task
from crm.timeline import timeline
from quotahit import clock
from quotahit.accounts.models import Membership
from quotahit.audit.models import AuditEntry
from quotahit.workflow.errors import ApprovalClosed, NotYours
from quotahit.workflow.models import Approval, Run
from tests.agents.routing.conftest import MIDDAY, answer, give_out, let_expire, the_offer, work

pytestmark = pytest.mark.django_db


def test_the_best_rep_is_asked_with_every_part_of_the_score_on_record(dana, bob_sells, rita):
    give_out(dana)
    offer = the_offer()
    dana.refresh_from_db()
    assert (offer.rep, dana.owner) == (bob_sells, bob_sells.user)
    assert offer.due_at == MIDDAY + timedelta(hours=1)
    weighed = Weighed.load(offer.decision.detail)
    assert [looked.rep_id for looked in weighed.reps] == [bob_sells.pk, rita.pk]
    assert weighed.reps[0].total == offer.fit == sum(part.points for part in weighed.reps[0].parts)
    assert {part.code for part in weighed.reps[0].parts} == {
        *("territory", "expertise", "capacity", "wins", "language", "zone"),
    }
    assert "US-NY is theirs." in offer.decision.reason
    assert offer.approval.assignee == bob_sells.user
    assert Run.objects.get(chain="orchestrator.offer").status == "asking"
    assert AuditEntry.objects.filter(action="agent.decided").count() == 2


def test_the_rep_is_told_in_the_bell_and_by_mail_with_the_briefing(dana, bob_sells):
    give_out(dana)
    offer = the_offer()
    bell = Notification.objects.get(user=bob_sells.user)
    assert (bell.kind, bell.link) == ("lead.offer", f"/offers/{offer.pk}/")
    (letter,) = mail.outbox
    assert letter.to == [bob_sells.user.email]
    assert f"/offers/{offer.pk}/" in letter.body
    assert "Dana Diaz, VP Sales." in letter.body
    assert "until 25 Nov, 11:00 (America/New_York)" in letter.body
    assert offer.briefing == Briefing.objects.get()
    work()
    assert len(mail.outbox) == 1


def test_accepting_makes_the_lead_theirs_and_puts_it_on_todays_list(dana, bob_sells, rita, bob):
    give_out(dana)
    offer = the_offer()
    answer(offer, "accept", bob)
    offer.refresh_from_db()
    dana.refresh_from_db()
    assert (offer.state, offer.answered_by) == (OfferState.ACCEPTED, f"user:{bob.pk}")
    assert dana.owner == bob
    assert Task.objects.get(contact=dana).assignee == bob
    assert Run.objects.get(chain="orchestrator.offer").status == "finished"
    assert Offer.objects.count() == 1


def test_passing_on_says_why_and_asks_the_next(dana, bob_sells, rita, bob):
    give_out(dana)
    first = the_offer()
    answer(first, "pass", bob, remark="Their boss is my brother.")
    first.refresh_from_db()
    assert (first.state, first.reason) == (OfferState.PASSED, "Their boss is my brother.")
    second = the_offer()
    dana.refresh_from_db()
    assert (second.rep, dana.owner) == (rita, rita.user)
    assert (second.routing, second.owner_before) == (first.routing, None)
    assert "Had it before." in {looked.not_offered for looked in Weighed.load(second.decision.detail).reps}


def test_time_that_is_up_passes_it_on_and_tells_the_rep(dana, bob_sells, rita):
    give_out(dana)
    first = the_offer()
    with clock.stopped(first.due_at - timedelta(seconds=1)):
        assert let_expire() == 0
    with clock.stopped(first.due_at):
        assert let_expire() == 1
        first.refresh_from_db()
        assert first.state == OfferState.EXPIRED
        second = the_offer()
        assert second.rep == rita
        # Seventeen o'clock in Berlin: the hour of thinking begins the next morning at nine.
        assert second.due_at == MIDDAY.replace(day=26, hour=9)
    assert Notification.objects.filter(user=bob_sells.user, kind="offer.expired").exists()


def test_who_is_not_at_work_is_rung_at_once_and_mailed_in_the_morning(dana, bob_sells, rita):
    evening = MIDDAY.replace(hour=23)
    with clock.stopped(evening):
        give_out(dana)
        assert the_offer().due_at == MIDDAY.replace(day=26, hour=15)
        assert Notification.objects.filter(user=bob_sells.user, kind="lead.offer").exists()
        assert mail.outbox == []
    with clock.stopped(MIDDAY.replace(day=26, hour=14, minute=1)):
        work()
        assert [letter.to for letter in mail.outbox] == [[bob_sells.user.email]]


def test_who_answered_before_their_morning_gets_no_mail(dana, bob_sells, bob):
    with clock.stopped(MIDDAY.replace(hour=23)):
        give_out(dana)
        answer(the_offer(), "accept", bob)
    with clock.stopped(MIDDAY.replace(day=26, hour=16)):
        work()
    assert mail.outbox == []


def test_when_nobody_is_left_managers_are_told_and_the_lead_stands_on_a_list(dana, bob_sells, bob, alice, floor):
    give_out(dana)
    answer(the_offer(), "pass", bob, remark="No.")
    dana.refresh_from_db()
    assert dana.owner is None
    assert list(unassigned(floor)) == [dana]
    left = AgentDecision.objects.get(kind="unassigned")
    assert left.reason == "Bob: did not take it."
    assert Notification.objects.get(user=alice).kind == "lead.unassigned"
    assert Task.objects.get(contact=dana).title == "Find somebody for Dana Diaz"
    bob_sells.delete()
    work()
    assert list(unassigned(floor)) == [dana]


def test_a_lead_that_is_routed_anew_is_offered_to_everybody_again(dana, bob_sells, bob, floor):
    give_out(dana)
    answer(the_offer(), "pass", bob, remark="No.")
    give_out(dana, key="again")
    assert the_offer().rep == bob_sells
    assert not unassigned(floor).exists()


def test_one_open_offer_at_a_time(dana, bob_sells, rita):
    give_out(dana)
    first = the_offer()
    assert route(dana, actor="system:test", key="second occasion", cause="by hand") == first.routing
    work()
    assert Offer.objects.count() == 1
    copy = Offer.objects.get()
    copy.pk, copy.decision, copy.approval = None, first.routing, None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_routing_twice_for_one_occasion_is_routing_once(dana, bob_sells):
    one = route(dana, actor="system:test", key="event:7", cause="by hand")
    two = route(dana, actor="system:test", key="event:7", cause="by hand")
    work()
    assert one == two
    assert Run.objects.filter(chain="orchestrator.offer").count() == Offer.objects.count() == 1


def test_the_second_answer_is_told_of_the_first(dana, bob_sells, rita, bob, alice):
    give_out(dana)
    offer = the_offer()
    answer(offer, "accept", alice)  # a manager, for Bob
    with pytest.raises(ApprovalClosed, match="by Alice"):
        answer(offer, "pass", bob)
    offer.refresh_from_db()
    dana.refresh_from_db()
    assert (offer.state, dana.owner) == (OfferState.ACCEPTED, bob)


def test_a_colleague_cannot_answer_for_the_rep(dana, bob_sells, rita):
    give_out(dana)
    with pytest.raises(NotYours):
        answer(the_offer(), "accept", rita.user)
    assert the_offer().is_open


def test_an_answer_after_the_time_is_none_even_before_anybody_noticed(dana, bob_sells, bob):
    give_out(dana)
    offer = the_offer()
    with clock.stopped(offer.due_at), pytest.raises(ApprovalClosed, match="time to answer is over"):
        answer(offer, "accept", bob)


def test_who_takes_over_has_accepted(dana, bob_sells, rita, bob):
    give_out(dana)
    take_over(dana, by=bob)
    offer = Offer.objects.get()
    assert (offer.state, offer.approval.via) == (OfferState.ACCEPTED, "take-over")


def test_another_person_who_takes_over_ends_the_offer_and_owns_the_lead(dana, bob_sells, rita, alice):
    give_out(dana)
    take_over(dana, by=alice)
    work()
    dana.refresh_from_db()
    assert Offer.objects.get().state == OfferState.WITHDRAWN
    assert dana.owner == alice
    assert not Approval.objects.waiting().exists()


def test_a_new_owner_keeps_the_lead_when_the_rep_passes_it_on(dana, bob_sells, rita, bob, alice):
    give_out(dana)
    dana.refresh_from_db()
    dana.owner = alice
    dana.save()
    answer(the_offer(), "pass", bob)
    assert the_offer().owner_before == alice


def test_a_rep_who_left_or_may_only_look_is_asked_nothing(dana, bob_sells, rita, bob):
    Membership.objects.filter(user=bob).update(role="viewer")
    give_out(dana)
    assert the_offer().rep == rita
    Membership.objects.filter(user=rita.user).delete()
    with clock.stopped(the_offer().due_at):
        let_expire()
        assert AgentDecision.objects.filter(kind="unassigned").exists()


def test_a_closing_agent_that_is_not_there_yet_is_a_person_and_it_is_said(dana, bob_sells, floor):
    SellerProfile.objects.filter(organization=floor).update(may_close_alone=True)
    give_out(dana)
    decision = the_offer().routing
    assert decision.after == "autonomous"
    assert "There is no closing agent yet" in decision.reason


def test_where_no_way_is_allowed_managers_decide(dana, bob_sells, alice, floor):
    SellerProfile.objects.filter(organization=floor).update(may_route_to_rep=False)
    give_out(dana)
    assert not Offer.objects.exists()
    assert list(unassigned(floor)) == [dana]
    assert Notification.objects.get(user=alice).kind == "lead.unassigned"


def test_the_timeline_tells_who_was_asked_and_what_they_answered(dana, bob_sells, rita, bob):
    give_out(dana)
    answer(the_offer(), "pass", bob, remark="Not my industry")
    told = [(line.title, line.body) for line in timeline(dana) if line.kind == "decision"]
    assert ("Passed on for Bob", "Not my industry") in told
    assert {title for title, _ in told} >= {"Lead routed: offer it to Bob", "Passed on by a rep: offer it to Rita"}


def test_a_deal_that_nobody_owns_goes_with_the_lead(dana, bob_sells, bob, floor, alice):
    deal = create_deal(floor, actor=alice, name="Globex pilot", contact=dana, amount=12000)
    give_out(dana)
    assert the_offer().deal == deal
    answer(the_offer(), "accept", bob)
    deal.refresh_from_db()
    assert deal.owner == bob
