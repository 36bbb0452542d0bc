"""Open pages hear that something happened, and only those of the organization it happened in."""

import asyncio
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from channels.layers import get_channel_layer
from pytest_django import Settings

from crm.deals import create_deal, move_deal
from crm.models import Contact, Stage
from crm.scoring import score_contacts
from crm.todo import create_task
from quotahit import push
from quotahit.accounts.models import Organization, User
from quotahit.workflow.approvals import request

pytestmark = pytest.mark.django_db
Hear = Callable[[Organization], list[str]]


@pytest.fixture
def hear(settings: Settings, acme: Organization, rival: Organization) -> Iterator[Hear]:
    """The topics that a page of this organization has heard since it was opened."""
    settings.EMBEDDED = True
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    loop, layer = asyncio.new_event_loop(), get_channel_layer()
    thread = Thread(target=loop.run_forever)
    thread.start()
    push.attach(loop)

    def within(work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, loop).result(5)

    async def drained(channel: str) -> list[str]:
        return [(await layer.receive(channel))["topic"] for _ in range(layer.channels[channel].qsize())]

    pages = {}
    for organization in (acme, rival):
        pages[organization.pk] = within(layer.new_channel())
        within(layer.group_add(push.organization_group(organization.pk), pages[organization.pk]))
    yield lambda organization: within(drained(pages[organization.pk])) if layer.channels else []
    push.attach(None)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_what_the_overview_counts_is_told_to_the_open_pages(
    acme: Organization,
    rival: Organization,
    dana: Contact,
    bob: User,
    hear: Hear,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def heard_of(act: Callable[[], object]) -> set[str]:
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return set(hear(acme))

    deal = create_deal(acme, name="Globex", contact=dana, actor=bob)
    won = Stage.objects.get(organization=acme, kind="won")
    asked = {"kind": "deal.open", "title": "Open?", "content": {"contact_id": dana.pk, "name": "x", "why": ""}}
    assert "approvals" in heard_of(lambda: request(acme, **asked, actor="agent:orchestrator"))
    assert "tasks" in heard_of(lambda: create_task(acme, title="Call Dana", actor=bob))
    assert "deals" in heard_of(lambda: move_deal(deal, won, actor=bob))
    assert "contacts" in heard_of(lambda: score_contacts(acme, [dana.pk], cause="created", actor=bob))
    assert hear(rival) == []
