"""Who does not answer: the qualifier comes back every two weeks with a fresh question, and leaves it in the end."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client

from agents.models import AgentDecision, QualifierQuestion
from agents.qualifier.talking.talks import open_talk, running_talk
from agents.qualifier.talking.who import talked_with
from agents.sweep import sweep
from crm.choices import Direction
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.interactions import log_interaction
from crm.merging.merge import merge_contacts
from crm.models import Contact, SellerProfile
from outreach.models import Delivery
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.workflow.models import Run
from tests.agents.talking.world import ASKS_BUDGET, ASKS_NEED, BUDGET, said, say, the_talk
from tests.console.loop import work

pytestmark = pytest.mark.django_db(transaction=True)

FORTNIGHT = timedelta(days=14)


@pytest.fixture
def began(dana: Contact) -> datetime:
    """Dana has asked something, was asked about her need, and says no more."""
    moment = (clock.now() + timedelta(days=1)).replace(hour=15, minute=0)  # after what was sent to her
    with clock.stopped(moment):
        assert ASKS_NEED in said(dana, "Where is our data stored?")
    return moment


def later(moment: datetime, dana: Contact) -> Delivery:
    """What the product does at that time; the last message to Dana."""
    with clock.stopped(moment):
        connection.close()  # as after a restart: nothing but the rows is left
        work()
    return Delivery.objects.filter(contact=dana).latest("pk")


def test_it_comes_back_after_two_weeks_with_another_question(began: datetime, dana: Contact) -> None:
    run = Run.objects.get(chain="qualifier.return")
    assert run.wake_at == began + FORTNIGHT
    assert later(began + FORTNIGHT - timedelta(hours=1), dana).body.count(ASKS_NEED) == 1
    back = later(began + FORTNIGHT + timedelta(hours=1), dana)
    assert "I wanted to come back to you." in back.body
    assert ASKS_BUDGET in back.body
    assert back.body.count("?") == 1
    talk = the_talk(dana)
    assert (talk.state, talk.rounds) == ("nurture", 1)
    assert AgentDecision.objects.get(kind="talk", after="nurture").reason == talk.reason


def test_it_ends_after_as_many_times_as_the_organization_says(began: datetime, dana: Contact, as_alice: Client) -> None:
    SellerProfile.objects.update(qualifying={"comes_back": 2})
    for turn in range(1, 6):
        later(began + (FORTNIGHT + timedelta(hours=1)) * turn, dana)
    assert Delivery.objects.filter(contact=dana, body__contains="I wanted to come back").count() == 2
    talk = the_talk(dana)
    assert (talk.state, talk.code) == ("quiet", "no_answer")
    assert AgentDecision.objects.filter(kind="talk", after="quiet").exists()
    assert talk.reason in as_alice.get(f"/contacts/{dana.pk}/").content.decode()


def test_an_answer_takes_the_conversation_up_again(began: datetime, dana: Contact) -> None:
    moment = began + FORTNIGHT + timedelta(hours=1)
    later(moment, dana)
    with clock.stopped(moment + timedelta(hours=1)):
        said(dana, BUDGET)
    talk = the_talk(dana)
    assert (talk.state, talk.rounds) == ("open", 0)
    before = Delivery.objects.filter(contact=dana).count()
    later(moment + FORTNIGHT, dana)  # the run that slept since before the answer finds that it is too late
    assert Delivery.objects.filter(contact=dana).count() == before


def test_while_it_waits_nobody_calls_the_lead_quiet_or_starts_a_sequence(began: datetime, dana: Contact) -> None:
    with clock.stopped(began + timedelta(days=10)):
        assert sweep() == 0
    assert dana.pk in talked_with([dana.pk])


def test_whom_a_person_has_talked_with_since_is_given_as_much_time_again(
    began: datetime, dana: Contact, alice: User
) -> None:
    with clock.stopped(began + timedelta(days=9)):
        log_interaction(
            dana.organization, dana, channel="meeting", direction=Direction.OUTBOUND, actor=alice, body="We met."
        )
    before = Delivery.objects.filter(contact=dana).count()
    later(began + FORTNIGHT + timedelta(hours=1), dana)
    assert Delivery.objects.filter(contact=dana).count() == before
    assert (the_talk(dana).state, the_talk(dana).code) == ("nurture", "spoken")
    assert the_talk(dana).next_at == began + 2 * FORTNIGHT + timedelta(hours=1)


def test_nobody_comes_back_into_an_open_deal(began: datetime, dana: Contact, alice: User) -> None:
    create_deal(dana.organization, actor=alice, name="Routes", contact=dana)
    before = Delivery.objects.filter(contact=dana).count()
    later(began + FORTNIGHT + timedelta(hours=1), dana)
    assert Delivery.objects.filter(contact=dana).count() == before
    assert the_talk(dana).code == "in_deal"


def test_who_opts_out_is_never_come_back_to(began: datetime, dana: Contact) -> None:
    with clock.stopped(began + timedelta(days=1)):
        say(dana, "Please take me off your list.")
    assert (the_talk(dana).state, the_talk(dana).code) == ("disqualified", "closed")
    before = Delivery.objects.filter(contact=dana).count()
    later(began + FORTNIGHT + timedelta(days=1), dana)
    assert Delivery.objects.filter(contact=dana).count() == before


def test_no_slot_is_asked_about_twice_running_nor_more_than_twice(began: datetime, dana: Contact) -> None:
    SellerProfile.objects.update(qualifying={"comes_back": 12})
    for turn in range(1, 14):
        later(began + (FORTNIGHT + timedelta(hours=1)) * turn, dana)
    slots = list(QualifierQuestion.objects.order_by("pk").values_list("slot", flat=True))
    assert all(one != other for one, other in pairwise(slots))
    assert max(slots.count(slot) for slot in slots) == 2


def test_of_two_records_that_become_one_one_conversation_goes_on(
    began: datetime, dana: Contact, acme: Organization, alice: User
) -> None:
    twin = create_contact(acme, actor=alice, first_name="Dana", last_name="Fuchs")
    theirs = open_talk(twin)
    merge_contacts(dana, twin, actor=alice)
    theirs.refresh_from_db()
    assert (theirs.contact_id, theirs.state, theirs.code) == (dana.pk, "quiet", "merged")
    assert running_talk(dana.pk)
