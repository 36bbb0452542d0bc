"""What came in can be looked at as it came, and be read again."""

from typing import Any

import pytest
from django.test import Client

from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import RawInbound
from quotahit.events.record import record

LIST = "/events/rawinbound/"


@pytest.fixture
def puzzling(acme: Organization) -> RawInbound:
    """A delivery that nobody could read."""
    return RawInbound.objects.create(
        organization=acme,
        source="imap:1",
        vendor_id="uid-7",
        body=b"Subject: <script>alert(1)</script>\r\n\r\n\xff\xfe odd bytes",
        status=RawInbound.Status.UNREADABLE,
        error="ValueError: no such charset",
        attempts=5,
    )


def test_events_are_listed_for_their_organization_alone(
    as_alice: Client, acme: Organization, rival: Organization
) -> None:
    event = record(acme, "deal.won", subject=("crm.deal", 7), payload={"amount": "900"}, source="console")
    record(rival, "deal.lost", source="console")
    assert event is not None

    page = as_alice.get("/events/event/").content.decode()

    assert "deal.won" in page
    assert "amount 900" in page
    assert "deal.lost" not in page
    assert as_alice.get(f"/events/event/{event.pk}/change/").status_code == 200
    assert as_alice.get("/events/event/?about=lead").status_code == 200


def test_what_could_not_be_read_stays_visible_with_its_reason(as_alice: Client, puzzling: RawInbound) -> None:
    assert b"no such charset" in as_alice.get(LIST).content

    page = as_alice.get(f"{LIST}{puzzling.pk}/change/").content.decode()
    raw = as_alice.get(f"{LIST}{puzzling.pk}/download/")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "odd bytes" in page
    assert raw.content == bytes(puzzling.body)


def test_a_list_of_deliveries_does_not_load_their_bodies(
    as_alice: Client, puzzling: RawInbound, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as queries:
        as_alice.get(LIST)

    assert not any('"events_rawinbound"."body"' in query["sql"] for query in queries.captured_queries)


def test_a_delivery_is_put_back_in_the_line(as_alice: Client, alice: User, puzzling: RawInbound) -> None:
    as_alice.post(LIST, {"action": "read_again_selected", "_selected_action": [puzzling.pk]})

    puzzling.refresh_from_db()
    assert (puzzling.status, puzzling.error, puzzling.attempts) == ("waiting", "", 0)
    entry = AuditEntry.objects.get(action="inbound.read_again")
    assert (entry.actor, entry.subject_id) == (f"user:{alice.pk}", puzzling.pk)


def test_a_viewer_does_not_put_it_back(client: Client, victor: User, puzzling: RawInbound) -> None:
    client.force_login(victor)

    client.post(LIST, {"action": "read_again_selected", "_selected_action": [puzzling.pk]})

    puzzling.refresh_from_db()
    assert puzzling.status == "unreadable"
