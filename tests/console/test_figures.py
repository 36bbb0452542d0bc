"""The figures of now: counted alike wherever they are told, over what somebody sees."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from agents.mcp.callers import Caller
from agents.mcp.resources.work import dashboard
from crm.contacts import create_contact
from crm.models import Contact, Task
from outreach.figures import tonight, work
from quotahit import clock, estimates
from quotahit.accounts.models import Membership, Organization, User
from quotahit.estimates import count_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def leads(acme: Organization, alice: User) -> None:
    """Two hot, one warm, one that was never scored."""
    for fit in (70, 99, 40, None):
        made = create_contact(acme, actor=alice, first_name="N")
        Contact.objects.filter(pk=made.pk).update(fit=fit)


def test_both_doors_tell_the_same_leads(as_alice: Client, acme: Organization, alice: User, leads: None) -> None:
    caller = Caller(acme, "user:1", frozenset({"read"}), Membership.objects.get(user=alice))
    told = dashboard(caller)
    assert told["leads"] == {"all": 4, "hot": 2, "warm": 1, "cold": 0, "not_scored": 1}
    shown = as_alice.get("/").context["leads"]
    assert {band["label"]: band["count"].value for band in shown["bands"]} == {
        "Hot": 2, "Warm": 1, "Cold": 0, "Not scored": 1,
    }  # fmt: skip
    unscored = as_alice.get(next(band["link"] for band in shown["bands"] if band["label"] == "Not scored"))
    assert unscored.context["cl"].result_count == 1


def test_what_cannot_be_counted_is_said_to_be_about(
    acme: Organization, alice: User, leads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = Caller(acme, "user:1", frozenset({"read"}), Membership.objects.get(user=alice))
    assert dashboard(caller)["estimated"] == []
    monkeypatch.setattr(estimates, "COUNTED", 0)
    assert ("hot" in dashboard(caller)["estimated"]) == (connection.vendor == "postgresql")


def test_the_day_ends_by_the_readers_own_clock(acme: Organization) -> None:
    Task.objects.create(organization=acme, title="T", due_at=datetime.fromisoformat("2026-03-05T02:00:00+00:00"))

    def rows(model: type) -> object:
        return model._default_manager.filter(organization=acme)  # type: ignore[attr-defined]

    with clock.stopped(datetime.fromisoformat("2026-03-04T20:00:00+00:00")):
        assert count_about(**work(rows, "America/New_York"))["tasks_due"].value == 1
        assert count_about(**work(rows, "Europe/London"))["tasks_due"].value == 0
        assert tonight("America/New_York").isoformat() == "2026-03-04T23:59:59-05:00"
