"""The board and the forecast: deals move by a form or a script, and the stage may ask for more first."""

from decimal import Decimal

import pytest
from django.test import Client

from crm.deals import create_deal
from crm.models import Contact, Deal, LostReason, Stage
from crm.pipelines import ensure_default
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User

pytestmark = pytest.mark.django_db
LIVE = {"HTTP_X_LIVE": "1"}


@pytest.fixture
def deal(acme: Organization, alice: User, dana: Contact) -> Deal:
    return create_deal(acme, actor=alice, name="Globex pilot", contact=dana, amount=Decimal(1200))


def stage(deal: Deal, name: str) -> Stage:
    return deal.stage.pipeline.stages.get(name=name)


def test_the_board_shows_each_stage_with_its_deals_and_sums(as_alice: Client, deal: Deal) -> None:
    page = as_alice.get("/board/").content.decode()
    for words in ("Globex pilot", "Dana Diaz", "1,200 USD", "Negotiation", "0 days here"):
        assert words in page
    assert "Globex pilot" not in as_alice.get("/board/part/?mine=1").content.decode()


def test_a_move_by_the_script_gives_the_board_back_with_an_undo(as_alice: Client, deal: Deal) -> None:
    was = deal.stage
    answer = as_alice.post(f"/board/{deal.pk}/move/", {"stage": stage(deal, "Proposal").pk}, **LIVE)
    assert (answer.status_code, f'data-stage="{was.pk}"' in answer.content.decode()) == (200, True)
    deal.refresh_from_db()
    assert deal.stage.name == "Proposal"
    as_alice.post(f"/board/{deal.pk}/move/", {"stage": was.pk}, **LIVE)
    deal.refresh_from_db()
    assert deal.stage == was


def test_what_a_stage_asks_for_is_asked_and_then_the_deal_moves(as_alice: Client, deal: Deal) -> None:
    proposal = stage(deal, "Proposal")
    Stage.objects.filter(pk=proposal.pk).update(required=["expected_close", "owner"])
    move = f"/board/{deal.pk}/move/"

    asked = as_alice.post(move, {"stage": proposal.pk}, **LIVE)
    assert asked.status_code == 422
    assert b"Expected close" in asked.content
    wrong = as_alice.post(move, {"stage": proposal.pk, "expected_close": "soon", "owner": "999"}, **LIVE)
    assert (wrong.status_code, b"valid date" in wrong.content) == (422, True)
    deal.refresh_from_db()
    assert deal.stage.name == "New"
    me = User.objects.get(email="alice@acme.example")
    as_alice.post(move, {"stage": proposal.pk, "expected_close": "2026-12-24", "owner": me.pk}, **LIVE)
    deal.refresh_from_db()
    assert (deal.stage.name, str(deal.expected_close), deal.owner) == ("Proposal", "2026-12-24", me)


def test_a_reason_is_asked_for_once_when_a_deal_is_lost(as_alice: Client, deal: Deal) -> None:
    LostReason.objects.create(organization=deal.organization, name="Too dear")
    lost = stage(deal, "Lost")
    asked = as_alice.post(f"/board/{deal.pk}/move/", {"stage": lost.pk})
    assert b"Too dear" in asked.content
    as_alice.post(f"/board/{deal.pk}/move/", {"stage": lost.pk, "lost_reason": "Too dear"})
    deal.refresh_from_db()
    assert (deal.stage.name, deal.lost_reason) == ("Lost", "Too dear")


def test_a_stage_of_another_pipeline_or_organization_is_not_there(
    as_alice: Client, deal: Deal, rival: Organization, victor: User, client: Client
) -> None:
    theirs = ensure_default(rival).stages.first()
    assert theirs is not None
    for wrong in (theirs.pk, 10**9, "x"):
        assert as_alice.post(f"/board/{deal.pk}/move/", {"stage": wrong}).status_code in (400, 404)
    client.force_login(victor)
    assert client.post(f"/board/{deal.pk}/move/", {"stage": stage(deal, "Won").pk}).status_code == 403


def test_who_sees_little_has_a_board_of_their_own(client: Client, deal: Deal, alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    create_deal(deal.organization, actor=alice, name="Bob's own", owner=bob, amount=Decimal(70))
    client.force_login(bob)
    page = client.get("/board/").content.decode()
    assert "Bob&#x27;s own" in page
    assert "Globex pilot" not in page
    assert "1,200" not in client.get("/forecast/").content.decode()
    assert client.post(f"/board/{deal.pk}/move/", {"stage": stage(deal, "Won").pk}).status_code == 404


def test_the_forecast_page_adds_up(as_alice: Client, deal: Deal) -> None:
    page = as_alice.get("/forecast/").content.decode()
    for words in ("1,200", "120", "By owner", "Leaderboard", "Set a goal"):
        assert words in page
