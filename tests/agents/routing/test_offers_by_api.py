"""Lead offers by API: read with the briefing, accepted or passed on by who is asked."""

import pytest

from agents.models import Offer
from crm.models import Contact, Rep
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, User
from quotahit.workflow.models import Approval
from tests.agents.routing.conftest import give_out, member, the_offer, work
from tests.api.conftest import Calling, calling

pytestmark = pytest.mark.django_db
__all__ = ["calling"]


@pytest.fixture
def offer(dana: Contact, bob_sells: Rep, rita: Rep) -> Offer:
    give_out(dana)
    return the_offer()


def test_a_rep_reads_the_briefing_and_accepts(calling: Calling, offer: Offer, bob: User, dana: Contact) -> None:
    api = calling(bob, ["read", "write"])
    (told,) = api.get(f"/offers/?state=offered&member={bob.pk}").json()["results"]
    assert (told["contact"], told["member_name"], told["fit"]) == (dana.pk, "Bob", offer.fit)
    lines = {line["text"]: line["sources"] for line in told["briefing"]}
    assert "Dana Diaz, VP Sales." in lines
    assert all(lines.values())
    accepted = api.post(f"/offers/{offer.pk}/accept/", {"fingerprint": told["fingerprint"]}).json()
    assert (accepted["state"], accepted["answered_by"]) == ("accepted", f"key:{api.key_id}")
    dana.refresh_from_db()
    assert dana.owner == bob
    again = api.post(f"/offers/{offer.pk}/accept/", {"fingerprint": told["fingerprint"]})
    assert (again.status_code, again.json()["code"]) == (409, "approval_closed")


def test_passing_on_takes_a_reason(calling: Calling, offer: Offer, bob: User, rita: Rep) -> None:
    api, path = calling(bob), f"/offers/{offer.pk}/pass_on/"
    seen = {"fingerprint": api.get(f"/offers/{offer.pk}/").json()["fingerprint"]}
    for reason in ({}, {"reason": " "}):
        assert api.post(path, seen | reason).json()["errors"][0]["pointer"] == "#/reason"
    assert api.post(path, {"fingerprint": "x", "reason": "No"}).json()["code"] == "approval_conflict"
    assert the_offer() == offer
    passed = api.post(path, seen | {"reason": "Not my industry"}).json()
    assert (passed["state"], passed["reason"]) == ("passed", "Not my industry")
    work()
    assert the_offer().rep == rita


def test_who_is_not_asked_does_not_answer(
    calling: Calling, offer: Offer, alice: User, bob: User, victor: User, rita: Rep
) -> None:
    path, asked = f"/offers/{offer.pk}/accept/", Approval.objects.get()
    seen = {"fingerprint": asked.fingerprint}
    assert calling(rita.user).post(path, seen).status_code == 403
    assert calling(victor).post(path, seen).status_code == 403
    assert calling(bob, ["read"]).post(path, seen).status_code == 403
    assert the_offer() == offer
    assert calling(alice).post(path, seen).json()["state"] == "accepted"


def test_a_lead_that_is_not_seen_is_not_told(calling: Calling, offer: Offer, charlie: User) -> None:
    sam = member(offer.organization, "Sam").user
    Membership.objects.filter(user=sam).update(reach=Reach.OWN)
    for stranger in (sam, charlie):
        api = calling(stranger)
        assert api.ids("/offers/") == []
        assert api.post(f"/offers/{offer.pk}/accept/", {"fingerprint": "x"}).status_code == 404
