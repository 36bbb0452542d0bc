from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crm import timeline as timeline_module
from crm.choices import Engagement, HoldKind
from crm.deals import create_deal
from crm.engagement import earn
from crm.holds import place_hold, release_hold
from crm.interactions import log_interaction
from crm.models import Contact
from crm.organizations import set_up_organization
from crm.scoring import score_contacts
from crm.timeline import Group, Lines, TimelineEntry, newest, register_timeline_source, timeline
from crm.timeline_scope import Scope
from crm.todo import add_note, complete_task, create_task
from quotahit import clock
from quotahit.accounts.models import Organization, User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def story(acme: Organization, bob: User, dana: Contact) -> Contact:
    """Nine things that happened to Dana, an hour apart."""
    set_up_organization(acme)
    kept: dict[str, Any] = {}
    wrote = {"channel": "email", "direction": "outbound"}
    answered = {"direction": "inbound", "actor": "contact:1"}
    acts = [
        lambda: score_contacts(acme, [dana.pk], cause="created", actor="agent:researcher"),
        lambda: log_interaction(acme, dana, **wrote, actor="agent:outreach", subject="Hello"),
        lambda: earn(acme, dana, Engagement.EMAIL_OPENED, source="delivery:1", key="open:1"),
        lambda: earn(acme, dana, Engagement.EMAIL_CLICKED, source="delivery:1", key="click:1", is_machine=True),
        lambda: log_interaction(acme, dana, **(wrote | answered), body="Tell me more"),
        lambda: kept.update(task=create_task(acme, title="Call Dana", actor=bob, contact=dana)),
        lambda: kept.update(hold=place_hold(acme, dana, HoldKind.MANUAL, by=bob)),
        lambda: add_note(acme, "Prefers mornings", actor=bob, contact=dana),
        lambda: (complete_task(kept["task"], actor=bob), release_hold(kept["hold"], by=bob)),
        lambda: create_deal(acme, actor=bob, name="Yearly plan", contact=dana),
    ]
    for hour, act in enumerate(acts):
        with clock.stopped(NOON + timedelta(hours=hour)):
            act()  # type: ignore[no-untyped-call]
    return dana


def test_everything_stands_in_one_line_of_time_with_names(story: Contact) -> None:
    assert [(entry.kind, entry.title, entry.actor) for entry in timeline(story)] == [
        ("deal", "Deal “Yearly plan”: begins at New", "Bob"),
        ("task_done", "Done: Call Dana", ""),
        ("hold_released", "No longer: held by hand", "Bob"),
        ("note", "Note", "Bob"),
        ("hold", "Held by hand", "Bob"),
        ("task", "Task: Call Dana", "Bob"),
        ("message_in", "Email, inbound", "The contact"),
        ("engagement", "Email opened: 5 points", ""),
        ("message_out", "Hello", "Outreach agent"),
        ("score", "Fit 49, warm", ""),
    ]


def test_pages_join_without_gap_or_double(story: Contact) -> None:
    whole = timeline(story)
    paged: list[TimelineEntry] = []
    before = None
    while page := timeline(story, before, limit=2):
        paged += page
        before = page[-1].at
    assert paged == whole


def test_one_group_is_read_alone(story: Contact) -> None:
    titles = {group: [entry.title for entry in timeline(story, group=group)] for group in Group.values}
    assert titles["mail"] == ["Email, inbound", "Hello"]
    assert titles["task"] == ["Done: Call Dana", "Task: Call Dana"]
    assert titles["stage"] == ["Deal “Yearly plan”: begins at New"]
    assert titles["text"] == titles["call"] == []
    assert sum(map(len, titles.values())) == len(timeline(story))


def test_a_long_page_costs_as_many_queries_as_a_short_one(story: Contact) -> None:
    cost = []
    for limit in (1, 50):
        with CaptureQueriesContext(connection) as queries:
            timeline(story, limit=limit)
        cost.append(len(queries))
    assert cost == [2, 1]  # addresses and deals once; then all sources together


def test_a_room_above_adds_its_own_lines(story: Contact, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline_module, "_sources", list(timeline_module._sources))

    @register_timeline_source
    def decisions(scope: Scope, before: datetime | None, limit: int) -> Iterator[Lines]:
        yield Lines(
            Group.AGENT,
            newest(Contact.objects.filter(pk__in=scope.people), "created_at", before, limit),
            lambda row: TimelineEntry(
                NOON + timedelta(days=1), "decision", "Routed to Bob", actor="agent:orchestrator"
            ),
        )

    assert timeline(story)[0].title == "Routed to Bob"
    assert timeline(story)[0].actor == "Orchestrator agent"
