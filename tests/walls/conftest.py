"""Our organization, furnished; its pages as they are while it is alone; and then a stranger's beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from crm.models import Conversation
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Organization, User
from quotahit.audit.sealing import seal
from tests.console.workspace import draft, draft_together, furnish
from tests.walls.filler import fill
from tests.walls.pages import body_of, paths_of_ours
from tests.walls.stranger import clone, join


@dataclass(frozen=True)
class Town:
    """The ids of both organizations and of our members, and our pages as our owner saw them before the other came."""

    ours: int
    theirs: int
    members: dict[Role, int]
    owner: Client
    alone: dict[str, str]


@pytest.fixture(scope="package")
def town(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    around = transaction.atomic()
    around._from_testcase = True  # as in Django's own TestCase: what must be outermost may be so within a test
    with django_db_blocker.unblock(), around:
        owner = User.objects.create_user("owner@homely.example", first_name="Homely", is_staff=True)
        ours = furnish("Homely", owner, folder := tmp_path_factory.mktemp("ours"))
        draft(ours, "Homely", owner, folder)
        draft_together(ours, "Homely", owner, folder)
        seal()
        fill(ours)
        members = {role: join(ours, role).pk for role in Role}
        with clock.stopped(clock.now()):
            yield _with_a_stranger(ours, members)
        transaction.set_rollback(True)


def _with_a_stranger(ours: Organization, members: dict[Role, int]) -> Town:
    client = signed_in(members[Role.OWNER])
    talks = Conversation.objects.for_organization(ours).values_list("contact", flat=True)
    looks = ("/", "/crm/scoringprofile/", *(f"/inbox/{contact_id}/" for contact_id in talks))
    list(map(client.get, looks))  # what a first look sets up, or has read, is so from then on
    alone = {path: body_of(client, path) for path in paths_of_ours(ours)}
    return Town(ours.pk, clone(ours).pk, members, client, alone)


def signed_in(user_id: int) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user_id))
    return client
