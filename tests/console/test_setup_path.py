"""The way of a new organization: each step is done when what it is for is there, and the next one is offered."""

from pathlib import Path

import pytest
from django.test import Client

from crm.models import ScoringProfile, SellerProfile
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization, pause_organization
from quotahit.console.setup_path import next_step, way_of
from quotahit.console.setup_rows import SetUpRows
from tests.console.workspace import furnish

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("owner@new.example", is_staff=True)


def done(organization: Organization) -> list[str]:
    return [step.title for step in way_of(SetUpRows(Organization.objects.get(pk=organization.pk))) if step.is_done]


def test_an_empty_organization_begins_with_its_address(owner: User, client: Client) -> None:
    new = create_organization("New", owner=owner)
    step = next_step(way_of(SetUpRows(new)))
    assert step is not None
    assert (step.title, step.act) == ("Who we are", "Write our address")
    client.force_login(owner)
    page = client.get("/setup/").content.decode()
    assert "From here to the first conversation" in page
    assert 'aria-current="step"' in page


def test_each_step_is_done_when_what_it_is_for_is_there(owner: User) -> None:
    new = create_organization("New", owner=owner, postal_address="1 Street")
    assert done(new) == ["A sequence"]
    SellerProfile.objects.filter(organization=new).update(product="Reports")
    assert done(new) == ["Who we are", "A sequence"]
    ScoringProfile.objects.filter(organization=new).update(ideal_customer={"industries": ["Software"]})
    assert done(new) == ["Who we are", "Whom we want", "A sequence"]


def test_who_has_written_to_somebody_has_arrived_but_for_a_mailbox(owner: User, tmp_path: Path) -> None:
    organization = furnish("Homely", owner, tmp_path)
    assert {"Leads", "A sequence", "Go"} <= set(done(organization))
    assert "A mailbox" not in done(organization)
    pause_organization(organization, actor=owner)
    assert "Go" not in done(organization)
