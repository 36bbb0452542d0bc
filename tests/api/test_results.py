"""Goals, the forecast and the leaderboard by API."""

import pytest

from crm.models import Goal, LostReason
from crm.quarters import this_quarter
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(api: Caller, acme: Organization, bob: User) -> None:
    """Bob has won a thousand of his goal of four, and has half as much open."""
    stages = {stage["name"]: stage["id"] for stage in api.get("/stages/").json()["results"]}
    for name, amount in (("Won", "1000"), ("Proposal", "500")):
        deal = api.post("/deals/", {"name": name, "amount": amount, "owner": bob.pk}).json()["id"]
        stages = {stage["name"]: stage["id"] for stage in api.get("/stages/").json()["results"]}
        api.post(f"/deals/{deal}/move/", {"stage": stages[name]})
    now = this_quarter(acme)
    Goal.objects.create(
        organization=acme, user=bob, year=now.year, quarter=now.number, amount=4000, currency=acme.currency
    )


def test_the_forecast_weighs_what_is_open(api: Caller, sold: None, bob: User) -> None:
    made = api.get("/deals/forecast/").json()
    assert made["total"] == {"id": None, "label": "All", "deals": 1, "amount": "500.00", "weighted": "250.00"}
    assert [(line["id"], line["label"]) for line in made["owners"]] == [(bob.pk, "Bob")]
    assert api.get("/deals/forecast/?x=1").json()["code"] == "unknown_parameter"


def test_the_leaderboard_stands_beside_the_goals(api: Caller, sold: None, bob: User) -> None:
    board = api.get("/deals/leaderboard/").json()
    (first,) = board["members"]
    assert (first["member"], first["won"], first["amount"], first["share"]) == (bob.pk, 1, "1000.00", 25)
    assert board["together"]["member"] is None
    assert api.get("/deals/leaderboard/?year=2001&quarter=1").json()["members"][0]["amount"] == "0.00"
    assert api.get("/deals/leaderboard/?quarter=5").json()["errors"][0]["pointer"] == "?quarter"


def test_sums_are_over_what_the_key_sees(calling: Calling, sold: None, victor: User) -> None:
    Membership.objects.filter(user=victor).update(reach=Reach.OWN)
    assert calling(victor).get("/deals/forecast/").json()["total"]["deals"] == 0


def test_goals_and_reasons_are_read(api: Caller, acme: Organization, sold: None, bob: User) -> None:
    (goal,) = api.get(f"/goals/?member={bob.pk}").json()["results"]
    assert (goal["member_name"], goal["amount"]) == ("Bob", "4000.00")
    reason = LostReason.objects.create(organization=acme, name="Price")
    assert api.ids("/lost_reasons/") == [reason.pk]
