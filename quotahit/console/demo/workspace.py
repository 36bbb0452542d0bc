"""The demo workspace: loaded with its past, labelled, and removed without a trace but in the log."""

from datetime import timedelta
from decimal import Decimal

from crm.ideal_customer import IdealCustomer
from crm.models import SellerProfile
from crm.profiles import change_ideal_customer
from outreach.chat.widgets import save_widget
from outreach.models import ChatWidget
from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization, delete_organization
from quotahit.console.demo.history import WAVES, play

SLUG = "demo"


class NotADemo(Exception):
    """Only a demo workspace is removed this way."""


def load(*, owner: User) -> Organization:
    """Make the demo with several weeks of history, owned by `owner`; one that is there is returned as it is."""
    there = _found()
    if there is not None:
        return there
    founded = clock.now() - timedelta(days=WAVES[0][0] + 1)
    with clock.stopped(founded):
        organization = create_organization(
            "Lanternfish (demo)",
            slug=SLUG,
            owner=owner,
            is_demo=True,
            country="US",
            zone="America/New_York",
            postal_address="12 Invented Street, Portland, ME 04101, USA",
            website="https://lanternfish.example",
        )
        _describe(organization, owner)
    play(organization, owner)
    save_widget(ChatWidget(organization=organization, name="Lanternfish website"), actor=owner)
    return organization


def remove(organization: Organization, *, actor: User) -> None:
    """Remove a demo with all its rows; every audit entry stays. Raises NotADemo."""
    if not organization.is_demo:
        raise NotADemo(f"{organization} is no demo.")
    delete_organization(organization, actor=actor)


def exists() -> bool:
    """Whether the demo is there, or being played."""
    return _found() is not None


def _found() -> Organization | None:
    return Organization.objects.filter(slug=SLUG, is_demo=True).first()


def _describe(organization: Organization, owner: User) -> None:
    ideal = IdealCustomer(
        industries=["Software", "Logistics", "Insurance", "Manufacturing", "Robotics", "Consulting"],
        employees_min=80,
        employees_max=1500,
        revenue_min=Decimal(10_000_000),
        places=["US", "GB", "DE", "CA"],
        technologies=["Salesforce", "HubSpot"],
    )
    change_ideal_customer(organization, ideal, actor=owner)
    SellerProfile.objects.filter(organization=organization).update(
        product="Lanternfish",
        description="Lanternfish shows sales teams which quotes are about to go cold, and why.",
        website="https://lanternfish.example",
        sender_name="Robin at Lanternfish",
        calendar_link="https://lanternfish.example/meet",
    )
