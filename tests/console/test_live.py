"""Open pages hear that something happened, and only those of the organization it happened in."""

import asyncio
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.conf import settings
from pytest_django import Settings

from crm.contacts import create_contact
from crm.deals import create_deal, move_deal
from crm.models import Contact, Stage
from crm.noticing.choosing import choose
from crm.notify import mark_read, notify
from crm.organizations import set_up_organization
from crm.scoring import score_contacts
from crm.todo import create_task
from quotahit import push
from quotahit.accounts.models import Organization, User
from quotahit.workflow.advance import advance
from quotahit.workflow.approvals import request

pytestmark = pytest.mark.django_db
LONGEST = 10  # seconds until a page that hears nothing counts as deaf


class Pages:
    """An open page of each organization, on a server's loop of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop, organizations: list[Organization]) -> None:
        self._loop, self._layer = loop, get_channel_layer()
        self._channels = {organization.pk: self._within(self._layer.new_channel()) for organization in organizations}
        for pk, channel in self._channels.items():
            self._within(self._layer.group_add(push.organization_group(pk), channel))

    def hear(self, organization: Organization, topic: str) -> bool:
        """Whether a page of this organization comes to hear of the topic."""
        return self._within(self._heard(self._channels[organization.pk], topic))

    def bell_of(self, user: User) -> str:
        """Another open page, of this person: its channel."""
        channel = self._within(self._layer.new_channel())
        self._within(self._layer.group_add(push.user_group(user.pk), channel))
        return channel

    def rings(self, bell: str) -> bool:
        return self._within(self._heard(bell, "notifications"))

    def is_silent(self, bell: str) -> bool:
        queue = self._layer.channels.get(bell)
        return queue is None or queue.empty()

    def are_silent(self, organization: Organization) -> bool:
        queue = self._layer.channels.get(self._channels[organization.pk])
        return queue is None or queue.empty()

    async def _heard(self, channel: str, topic: str) -> bool:
        while (await self._layer.receive(channel))["topic"] != topic:
            pass
        return True

    def _within(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LONGEST)


@pytest.fixture
def pages(settings: Settings, acme: Organization, rival: Organization) -> Iterator[Pages]:
    settings.EMBEDDED = True
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    push.attach(loop)
    yield Pages(loop, [acme, rival])
    push.attach(None)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_what_the_overview_counts_is_told_to_the_open_pages(
    acme: Organization,
    rival: Organization,
    dana: Contact,
    bob: User,
    pages: Pages,
    django_capture_on_commit_callbacks: Any,
) -> None:
    deal = create_deal(acme, name="Globex", contact=dana, actor=bob)
    won = Stage.objects.get(organization=acme, kind="won")
    asked = {"kind": "deal.open", "title": "Open?", "content": {"contact_id": dana.pk, "name": "x", "why": ""}}
    acts: dict[str, Callable[[], object]] = {
        "approvals": lambda: request(acme, **asked, actor="agent:orchestrator"),
        "tasks": lambda: create_task(acme, title="Call Dana", actor=bob),
        "deals": lambda: move_deal(deal, won, actor=bob),
        "contacts": lambda: score_contacts(acme, [dana.pk], cause="created", actor=bob),
    }
    for topic, act in acts.items():
        with django_capture_on_commit_callbacks(execute=True):
            act()
        assert pages.hear(acme, topic)
    assert pages.are_silent(rival)


def test_the_agents_at_work_are_told_to_the_open_pages(
    acme: Organization, rival: Organization, pages: Pages, django_capture_on_commit_callbacks: Any
) -> None:
    set_up_organization(acme)
    create_contact(acme, actor="import:1", first_name="Lee", emails=["lee@firm.example"])
    with django_capture_on_commit_callbacks(execute=True):
        assert advance(100)
    assert pages.hear(acme, "runs")
    assert pages.are_silent(rival)


def test_the_bell_of_who_is_told_goes_up_and_down_and_nobody_elses(
    acme: Organization, alice: User, bob: User, pages: Pages, django_capture_on_commit_callbacks: Any
) -> None:
    hers, his = pages.bell_of(alice), pages.bell_of(bob)
    with django_capture_on_commit_callbacks(execute=True):
        notify(acme, [alice], kind="hot_lead", title="Dana is hot")
    assert pages.rings(hers)
    with django_capture_on_commit_callbacks(execute=True):
        mark_read(alice, acme)
    assert pages.rings(hers)
    choose(acme, alice, {"hot_lead": (False, True)})
    with django_capture_on_commit_callbacks(execute=True):
        notify(acme, [alice], kind="hot_lead", title="Pat is hot")
    assert pages.is_silent(hers)
    assert pages.is_silent(his)


on_redis = pytest.mark.skipif(settings.EMBEDDED, reason="without Redis nothing is read from a socket")


@on_redis
def test_a_page_that_hears_nothing_is_not_cut_off() -> None:
    assert get_channel_layer().create_pool(0).connection_kwargs["socket_timeout"] is None


@on_redis
def test_a_page_that_is_left_while_its_line_comes_up_is_let_go() -> None:
    async def left_after(seconds: float) -> bool:
        layer = get_channel_layer()
        page = asyncio.ensure_future(layer.receive(await layer.new_channel()))
        await asyncio.sleep(seconds)
        page.cancel()
        ended, _ = await asyncio.wait([page], timeout=LONGEST)
        return bool(ended)

    async def all_left() -> list[bool]:
        return [await left_after(tenths / 10_000) for tenths in range(40)]

    assert all(asyncio.run(all_left()))
