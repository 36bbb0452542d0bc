"""A new organization; two furnished workspaces, made once for all the tests of a file, rolled back after them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from tests.console.workspace import draft, draft_together, furnish

STRANGER = "Zyxomma"  # stands on no page but its own organization's


@pytest.fixture(scope="module")
def workspaces(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[int, int]]:
    """The ids of ours and of somebody else's."""
    around = transaction.atomic()
    around._from_testcase = True  # as in Django's own TestCase: what must be outermost may be so within a test
    with django_db_blocker.unblock(), around:
        yield _made("Homely", tmp_path_factory.mktemp("ours")), _made(STRANGER, tmp_path_factory.mktemp("theirs"))
        transaction.set_rollback(True)


@pytest.fixture
def ours(workspaces: tuple[int, int], db: None) -> Organization:
    return Organization.objects.get(pk=workspaces[0])


@pytest.fixture
def theirs(workspaces: tuple[int, int], db: None) -> Organization:
    return Organization.objects.get(pk=workspaces[1])


def _made(name: str, folder: Path) -> int:
    owner = User.objects.create_user(f"owner@{name.lower()}.example", first_name=name, is_staff=True)
    organization = furnish(name, owner, folder)
    draft(organization, name, owner, folder)
    draft_together(organization, name, owner, folder)
    return organization.pk


@pytest.fixture
def founder() -> User:
    return User.objects.create_user("fay@founder.example", "correct horse battery", first_name="Fay")


@pytest.fixture
def shop(founder: User) -> Organization:
    """A new organization, as anybody gets it."""
    return create_organization("Shop", owner=founder, country="US", zone="America/New_York")
