from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm.interactions import log_interaction, log_interactions
from crm.models import Contact, Interaction, LastActivity
from quotahit import clock
from quotahit.accounts.models import Organization, User
from tests.crm.helpers import events, logged

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _lines(contacts: list[Contact]) -> list[Interaction]:
    return [
        Interaction(
            organization_id=contact.organization_id, contact=contact, channel="email", direction="outbound", at=NOON
        )
        for contact in contacts
    ]


def test_a_call_logged_by_hand_is_a_line_an_event_and_an_entry(acme: Organization, alice: User, dana: Contact) -> None:
    line = log_interaction(
        acme,
        dana,
        channel="voice_live",
        direction="outbound",
        actor=alice,
        at=NOON,
        subject="Intro",
        outcome="answered",
    )
    dana.refresh_from_db()
    assert (line.actor, line.outcome, dana.last_activity_at) == (f"user:{alice.pk}", "answered", NOON)
    assert events() == [
        ("interaction.logged", {"interaction_id": line.pk, "channel": "voice_live", "direction": "outbound"})
    ]
    assert logged("interactions.logged") == [(f"user:{alice.pk}", {"count": 1})]


def test_last_activity_moves_forward_and_never_back(acme: Organization, alice: User, dana: Contact) -> None:
    for at in (NOON, NOON - timedelta(days=3)):
        log_interaction(acme, dana, channel="email", direction="inbound", actor=alice, at=at)
    dana.refresh_from_db()
    assert dana.last_activity_at == NOON


def test_no_statement_is_spent_on_a_single_line(acme: Organization) -> None:
    contacts = Contact.objects.bulk_create(Contact(organization=acme, name_key=str(n)) for n in range(1000))
    lines = _lines(contacts)
    with CaptureQueriesContext(connection) as queries:
        log_interactions(lines, actor="system:tick")
    statements = [query["sql"].split()[0] for query in queries]
    assert statements.count("UPDATE") == 0
    assert statements.count("INSERT") < 20  # SQLite takes 999 values in a statement, PostgreSQL all at once
    assert statements.count("SELECT") <= 2
    assert LastActivity.objects.filter(at=NOON).count() == 1000
    assert logged("interactions.logged")[-1] == ("system:tick", {"count": 1000})


def test_lines_of_two_organizations_are_logged_to_each(acme: Organization, rival: Organization, dana: Contact) -> None:
    theirs = Contact.objects.create(organization=rival, name_key="zoe")
    log_interactions(_lines([dana, theirs, dana]), actor="system:tick")
    assert sorted(why["count"] for _, why in logged("interactions.logged")) == [1, 2]
    assert dana.interactions.count() == 2
    assert clock.now() > NOON
