"""The people of every test: Alice owns Acme, Bob sells, Victor looks; Charlie owns Rival; Dana is a contact."""

import pytest
from django.test import Client

from crm.models import Company, Contact, ContactEmail
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User


def _organization(slug: str, name: str) -> Organization:
    return Organization.objects.create(
        slug=slug, name=name, country="US", zone="America/New_York", postal_address="1 Main Street, Springfield, IL"
    )


def _member(organization: Organization, email: str, first_name: str, role: Role) -> User:
    user = User.objects.create_user(email, "correct horse battery", first_name=first_name, is_staff=True)
    Membership.objects.create(user=user, organization=organization, role=role)
    return user


@pytest.fixture
def acme(db: None) -> Organization:
    return _organization("acme", "Acme Analytics")


@pytest.fixture
def rival(db: None) -> Organization:
    return _organization("rival", "Rival Reports")


@pytest.fixture
def alice(acme: Organization) -> User:
    """Owner of Acme."""
    return _member(acme, "alice@acme.example", "Alice", Role.OWNER)


@pytest.fixture
def bob(acme: Organization) -> User:
    """A rep of Acme."""
    return _member(acme, "bob@acme.example", "Bob", Role.REP)


@pytest.fixture
def victor(acme: Organization) -> User:
    """A viewer of Acme."""
    return _member(acme, "victor@acme.example", "Victor", Role.VIEWER)


@pytest.fixture
def charlie(rival: Organization) -> User:
    """Owner of another organization."""
    return _member(rival, "charlie@rival.example", "Charlie", Role.OWNER)


@pytest.fixture
def dana(acme: Organization) -> Contact:
    """A prospect of Acme in New York."""
    company = Company.objects.create(
        organization=acme, name="Globex", name_key="globex", domain="globex.example", industry="Software", employees=240
    )
    contact = Contact.objects.create(
        organization=acme,
        first_name="Dana",
        last_name="Diaz",
        name_key="dana diaz",
        title="VP Sales",
        company=company,
        country="US",
        state="NY",
        zone="America/New_York",
    )
    ContactEmail.objects.create(
        organization=acme, contact=contact, address="dana@globex.example", key="dana@globex.example", is_primary=True
    )
    return contact


@pytest.fixture
def as_alice(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(bob: User) -> Client:
    """A browser of his own, beside Alice's."""
    client = Client()
    client.force_login(bob)
    return client
