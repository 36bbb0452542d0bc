"""The pages of lead offers: the rep reads the briefing and answers, managers see who is asked and what nobody took."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from agents.choices import OfferState
from agents.models import Offer
from crm.models import Contact
from quotahit.accounts.models import Membership, User
from tests.agents.routing.conftest import give_out, the_offer, work

pytestmark = pytest.mark.django_db
LIST = "/offers/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def offer(dana, bob_sells, rita) -> Offer:
    give_out(dana)
    return the_offer()


def press(client: Client, offer: Offer, choice: str, reason: str = "", **given: str):
    assert offer.approval
    shown = {"choice": choice, "reason": reason, "fingerprint": offer.approval.fingerprint} | given
    return client.post(reverse("admin:console_offer_answer", args=[offer.pk]), shown)


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_rep_finds_the_lead_reads_the_briefing_and_accepts(offer, bob, dana):
    client = signed_in(bob)
    assert "Dana Diaz" in client.get(LIST).content.decode()
    page = client.get(f"{LIST}{offer.pk}/").content.decode()
    for words in ("Dana Diaz, VP Sales.", "US-NY is theirs.", "Contact record", "Rita", "25 Nov, 11:00"):
        assert words in page
    assert press(client, offer, "accept").url == f"/contacts/{dana.pk}/"
    offer.refresh_from_db()
    assert offer.state == OfferState.ACCEPTED
    assert "Accepted" in client.get(f"{LIST}{offer.pk}/").content.decode()


def test_passing_on_needs_a_reason(offer, bob, rita):
    client = signed_in(bob)
    assert "Say in a word why" in said(press(client, offer, "pass", "  "))
    assert the_offer() == offer
    press(client, offer, "pass", "Not my industry")
    work()
    assert the_offer().rep == rita
    page = signed_in(rita.user).get(f"{LIST}{the_offer().pk}/").content.decode()
    assert "Not my industry" in page
    assert "Had it before." in page


def test_a_second_answer_is_told_who_was_first(offer, bob, alice):
    press(signed_in(alice), offer, "accept")
    assert "by Alice" in said(press(signed_in(bob), offer, "pass", "Too late"))
    assert Offer.objects.get().state == OfferState.ACCEPTED


def test_a_page_that_was_opened_before_a_change_is_not_answered(offer, bob):
    assert "changed since" in said(press(signed_in(bob), offer, "accept", fingerprint="0" * 64))
    assert the_offer() == offer


def test_a_colleague_sees_it_and_is_offered_no_answer(offer, rita):
    client = signed_in(rita.user)
    page = client.get(f"{LIST}{offer.pk}/").content.decode()
    assert "Dana Diaz" in page
    assert 'value="accept"' not in page
    assert "Somebody else has to answer" in said(press(client, offer, "accept"))


def test_who_sees_only_their_own_sees_what_they_are_asked_and_nothing_of_others(offer, bob, rita):
    Membership.objects.filter(user__in=[bob, rita.user]).update(reach="own")
    assert signed_in(bob).get(f"{LIST}{offer.pk}/").status_code == 200
    other = signed_in(rita.user)
    assert other.get(f"{LIST}{offer.pk}/").status_code == 404
    assert "Dana Diaz" not in other.get(LIST).content.decode()
    press(signed_in(bob), offer, "pass", "No time for it")
    work()
    assert "Dana Diaz" in other.get(LIST).content.decode()
    assert signed_in(bob).get(f"{LIST}{offer.pk}/").status_code == 404


def test_what_nobody_took_is_offered_again_by_a_manager_and_by_nobody_below(offer, bob, rita, alice, dana):
    for who in (bob, rita.user):
        press(signed_in(who), the_offer(), "pass", "No time for it")
        work()
    boss = signed_in(alice)
    assert "Bob: did not take it." in boss.get(LIST).content.decode()
    again = reverse("admin:console_offer_route", args=[dana.pk])
    assert signed_in(bob).post(again).status_code == 403
    assert "is being given out" in said(boss.post(again))
    work()
    assert the_offer().contact == dana
    assert Contact.objects.get(pk=dana.pk).owner is not None


def test_without_reps_the_page_says_how_to_set_them_up(floor, alice, bob):
    assert "Set up reps" in signed_in(alice).get(LIST).content.decode()
    assert "Set up reps" not in signed_in(bob).get(LIST).content.decode().split("<main")[-1]
