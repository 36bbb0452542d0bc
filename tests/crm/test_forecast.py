"""What open deals will bring, who sold what, and what a stage asks of a deal."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from crm.deals import create_deal, move_deal, start_deal
from crm.errors import MissingFieldsError
from crm.forecast import forecast
from crm.leaderboard import all_together, leaderboard
from crm.models import Contact, Deal, Goal, LostReason, Stage
from crm.pipelines import ensure_default
from crm.quarters import Quarter, quarter_of, this_quarter
from quotahit import clock
from quotahit.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def make(acme: Organization, actor: User, name: str, amount: object, stage: str = "New", **more: object) -> Deal:
    where = ensure_default(acme).stages.get(name=stage)
    worth = None if amount is None else Decimal(str(amount))
    return create_deal(acme, actor=actor, name=name, amount=worth, stage=where, **more)


@pytest.mark.parametrize(
    ("day", "quarter", "after"),
    [
        (date(2026, 1, 1), Quarter(2026, 1), Quarter(2026, 2)),
        (date(2026, 9, 30), Quarter(2026, 3), Quarter(2026, 4)),
        (date(2026, 12, 31), Quarter(2026, 4), Quarter(2027, 1)),
    ],
)
def test_a_day_is_in_its_quarter(day: date, quarter: Quarter, after: Quarter) -> None:
    assert (quarter_of(day), quarter.next) == (quarter, after)
    assert quarter.first_day <= day < after.first_day


def test_a_quarter_begins_at_midnight_of_the_organizations_zone(acme: Organization) -> None:
    begins, ends = Quarter(2026, 4).bounds(acme)
    assert (begins.astimezone(UTC), ends.astimezone(UTC)) == (
        datetime(2026, 10, 1, 4, tzinfo=UTC), datetime(2027, 1, 1, 5, tzinfo=UTC)
    )  # fmt: skip


def test_the_forecast_weighs_by_stage_owner_and_quarter(acme: Organization, alice: User, bob: User) -> None:
    with clock.stopped(NOON):
        make(acme, alice, "One", 1000, "Qualified", owner=alice, expected_close=date(2026, 12, 1))
        make(acme, alice, "Two", 3000, "Proposal", owner=bob, expected_close=date(2026, 5, 1))
        make(acme, alice, "Three", 200, "Proposal", owner=bob, expected_close=date(2027, 2, 1))
        make(acme, alice, "Unknown worth", None, "New")
        make(acme, alice, "Francs", 50, "New", currency="CHF")
        make(acme, alice, "Over", 9999, "Won", owner=bob)
        made = forecast(acme, Deal.objects.for_organization(acme))

    assert (made.total.deals, made.total.amount, made.total.weighted) == (4, Decimal("4200.00"), Decimal("1850.00"))
    assert [(one.label, one.deals, one.weighted) for one in made.stages] == [
        ("New", 1, Decimal("0.00")), ("Qualified", 1, Decimal("250.00")), ("Proposal", 2, Decimal("1600.00"))
    ]  # fmt: skip
    assert [(one.label, one.weighted) for one in made.owners] == [
        ("Bob", Decimal("1600.00")), ("Alice", Decimal("250.00")), ("Nobody", Decimal("0.00"))
    ]  # fmt: skip
    assert [(one.label, one.amount) for one in made.quarters] == [
        ("Q4 2026", Decimal("4000.00")), ("Q1 2027", Decimal("200.00")), ("No date", Decimal("0.00"))
    ]  # fmt: skip
    assert made.elsewhere == {"CHF": Decimal("50.00")}


def test_the_leaderboard_tells_the_quarter_beside_the_goals(acme: Organization, alice: User, bob: User) -> None:
    with clock.stopped(NOON):
        quarter = this_quarter(acme)
        make(acme, alice, "Won", 600, "Won", owner=bob)
        make(acme, alice, "Open", 50, "New", owner=alice)
        with clock.stopped(NOON - timedelta(days=90)):
            make(acme, alice, "Long ago", 5000, "Won", owner=alice)
    Goal.objects.create(organization=acme, user=bob, year=2026, quarter=4, amount=1000, currency="USD")
    deals = Deal.objects.for_organization(acme)

    board = leaderboard(acme, deals, quarter)
    assert [(str(one.user), one.won, one.amount, one.open_amount, one.share) for one in board] == [
        ("Bob", 1, Decimal(600), Decimal(0), 60), ("Alice", 0, Decimal(0), Decimal(50), None)
    ]  # fmt: skip
    assert (all_together(acme, deals, quarter).goal, all_together(acme, deals, quarter).share) == (1000, 60)
    Goal.objects.create(organization=acme, year=2026, quarter=4, amount=6000, currency="USD")
    assert all_together(acme, deals, quarter).share == 10


def test_a_stage_takes_only_deals_that_have_what_it_asks_for(acme: Organization, alice: User, dana: Contact) -> None:
    deal = make(acme, alice, "Pilot", None, contact=dana)
    proposal = deal.stage.pipeline.stages.get(name="Proposal")
    proposal.required = ["amount", "expected_close"]
    proposal.save()

    with pytest.raises(MissingFieldsError, match="amount, expected close") as missing:
        move_deal(deal, proposal, actor=alice)
    assert missing.value.fields == ["amount", "expected_close"]
    deal.refresh_from_db()
    assert deal.stage.name == "New"
    with pytest.raises(MissingFieldsError):
        start_deal(Deal(organization=acme, name="Straight in", stage=proposal), actor=alice)
    with pytest.raises(ValidationError):
        Stage(organization=acme, pipeline=deal.stage.pipeline, name="X", required=["secret"]).full_clean()


def test_a_deal_knows_how_long_it_has_stood_where_it_stands(acme: Organization, alice: User) -> None:
    with clock.stopped(NOON):
        deal = make(acme, alice, "Pilot", 10)
        Stage.objects.filter(pk=deal.stage_id).update(stale_after=3)
        deal.stage.refresh_from_db()
    with clock.stopped(NOON + timedelta(days=4)):
        assert (deal.days_in_stage, deal.is_stale) == (4, True)
        move_deal(deal, deal.stage.pipeline.stages.get(name="Qualified"), actor=alice)
        assert (deal.days_in_stage, deal.is_stale) == (0, False)


def test_the_form_says_what_is_missing_and_offers_reasons(as_alice: Client, acme: Organization, alice: User) -> None:
    deal = make(acme, alice, "Pilot", None)
    proposal = deal.stage.pipeline.stages.get(name="Proposal")
    Stage.objects.filter(pk=proposal.pk).update(required=["amount"])
    LostReason.objects.create(organization=acme, name="Too dear")
    form = {"name": "Pilot", "currency": "USD", "stage": str(proposal.pk), "custom": "", "amount": ""}
    form |= {"shares-TOTAL_FORMS": "0", "shares-INITIAL_FORMS": "0"}

    page = as_alice.post(f"/crm/deal/{deal.pk}/change/", form).content.decode()
    assert "takes deals with this alone" in page
    assert '<option value="Too dear">' in page
    as_alice.post(f"/crm/deal/{deal.pk}/change/", form | {"amount": "90"})
    deal.refresh_from_db()
    assert (deal.stage.name, deal.amount) == ("Proposal", Decimal(90))


def test_a_manager_sets_goals_and_stages_in_the_console(as_alice: Client, acme: Organization, bob: User) -> None:
    answer = as_alice.post(
        "/crm/goal/add/", {"user": str(bob.pk), "year": "2026", "quarter": "4", "amount": "500", "currency": "USD"}
    )
    assert answer.status_code == 302, answer.content
    again = as_alice.post(
        "/crm/goal/add/", {"user": str(bob.pk), "year": "2026", "quarter": "4", "amount": "700", "currency": "USD"}
    )
    assert "There is a goal of this quarter already" in again.content.decode()
    assert str(Goal.objects.get(organization=acme)) == "Bob, Q4 2026"
