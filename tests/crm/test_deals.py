from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from crm.choices import StageKind
from crm.deals import create_deal, move_deal, update_deal
from crm.errors import UnknownFieldError, WrongOrganizationError, WrongStageError
from crm.models import Contact, Deal, Pipeline, Stage
from crm.pipelines import ensure_default, stage_of_kind
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal(acme: Organization, alice: User, dana: Contact) -> Deal:
    return create_deal(acme, actor=alice, name="Globex yearly plan", contact=dana, amount=Decimal("12000.00"))


def _stage(deal: Deal, name: str) -> Stage:
    return deal.stage.pipeline.stages.get(name=name)


def test_the_default_pipeline_is_made_once_with_six_stages(acme: Organization) -> None:
    pipeline = ensure_default(acme)
    assert ensure_default(acme) == pipeline
    assert list(pipeline.stages.values_list("name", "probability")) == [
        ("New", 10),
        ("Qualified", 25),
        ("Proposal", 50),
        ("Negotiation", 75),
        ("Won", 100),
        ("Lost", 0),
    ]
    assert stage_of_kind(pipeline, StageKind.WON) == pipeline.stages.get(name="Won")


def test_a_deal_finds_its_stage_when_no_pipeline_is_the_default(acme: Organization, alice: User) -> None:
    pipeline = ensure_default(acme)
    Pipeline.objects.update(is_default=False)
    assert create_deal(acme, actor=alice, name="Pilot").stage.pipeline == pipeline
    Stage.objects.filter(kind=StageKind.OPEN).update(kind=StageKind.WON)
    with pytest.raises(WrongStageError, match="no open stage"):
        create_deal(acme, actor=alice, name="Pilot")


def test_a_new_deal_begins_in_the_first_stage_with_its_contacts_company(deal: Deal, dana: Contact) -> None:
    assert (deal.stage.name, deal.company, deal.currency) == ("New", dana.company, "USD")
    change = deal.stage_changes.get()
    assert (change.before, change.after) == (None, deal.stage)
    payload = {
        "deal_id": deal.pk,
        "contact_id": dana.pk,
        "stage_id": deal.stage_id,
        "amount": "12000.00",
        "currency": "USD",
    }
    assert events() == [("deal.created", payload)]


def test_a_deal_on_its_way_to_won_leaves_each_move_behind(deal: Deal, alice: User) -> None:
    move_deal(deal, _stage(deal, "Proposal"), actor=alice)
    move_deal(deal, _stage(deal, "Won"), actor=alice)
    deal.refresh_from_db()
    assert deal.closed_at is not None
    assert [type_ for type_, _ in events("deal.stage_changed", "deal.won", "deal.lost")] == [
        "deal.stage_changed",
        "deal.stage_changed",
        "deal.won",
    ]
    assert [change.after.name for change in deal.stage_changes.all()] == ["New", "Proposal", "Won"]
    assert len(logged("deal.won")) == 1


def test_a_lost_deal_keeps_its_reason_and_can_be_opened_again(deal: Deal, alice: User) -> None:
    move_deal(deal, _stage(deal, "Lost"), actor=alice, lost_reason="No budget this year")
    deal.refresh_from_db()
    assert (deal.lost_reason, deal.closed_at is None) == ("No budget this year", False)
    move_deal(deal, _stage(deal, "Qualified"), actor=alice)
    deal.refresh_from_db()
    assert (deal.lost_reason, deal.closed_at) == ("", None)
    assert len(events("deal.lost")) == 1


def test_a_move_to_where_the_deal_stands_is_no_move(deal: Deal, alice: User) -> None:
    move_deal(deal, deal.stage, actor=alice)
    assert deal.stage_changes.count() == 1
    assert events("deal.stage_changed") == []


def test_a_stage_of_another_pipeline_or_organization_is_refused(
    acme: Organization, rival: Organization, deal: Deal, alice: User
) -> None:
    partners = Pipeline.objects.create(organization=acme, name="Partners")
    elsewhere = Stage.objects.create(organization=acme, pipeline=partners, name="Talking")
    with pytest.raises(WrongStageError, match="another pipeline"):
        move_deal(deal, elsewhere, actor=alice)
    with pytest.raises(WrongOrganizationError, match="another organization"):
        move_deal(deal, ensure_default(rival).stages.get(name="Won"), actor=alice)
    deal.refresh_from_db()
    assert deal.stage.name == "New"


def test_a_deal_changes_its_fields_but_not_its_stage_past_the_verb(deal: Deal, alice: User) -> None:
    assert update_deal(deal, actor=alice, amount=Decimal("9000.00"), name=deal.name) == ["amount"]
    with pytest.raises(UnknownFieldError, match="stage"):
        update_deal(deal, actor=alice, stage=_stage(deal, "Won"))
    assert events("deal.updated")[0][1]["fields"] == ["amount"]


def test_no_deal_is_worth_less_than_nothing(deal: Deal) -> None:
    deal.amount = Decimal("-1.00")
    with pytest.raises(IntegrityError), transaction.atomic():
        deal.save()


def test_an_organization_can_be_deleted_with_all_its_records(acme: Organization, deal: Deal, dana: Contact) -> None:
    assert Deal.history.filter(organization_id=acme.pk).exists()
    key = acme.pk
    acme.delete()
    assert not Deal.objects.exists()
    assert not Deal.history.filter(organization_id=key).exists()
    assert not Contact.history.filter(organization_id=key).exists()
