"""The webhook door answers before Django: what is refused, what is ours to fail, what is too large."""

import asyncio
import threading
from collections.abc import Sequence

import pytest
from asgiref.testing import ApplicationCommunicator

from quotahit import hooks

taken: list[hooks.Hook] = []


@pytest.fixture(autouse=True)
def _receivers(monkeypatch):
    taken.clear()
    monkeypatch.setattr(hooks, "_receivers", {})
    hooks.register_hook("good", _take)
    hooks.register_hook("strict", _refuse)
    hooks.register_hook("broken", _break)


def _take(batch: Sequence[hooks.Hook]) -> list[hooks.Refused | None]:
    taken.extend(batch)
    return [None] * len(batch)


def _refuse(batch: Sequence[hooks.Hook]) -> list[hooks.Refused | None]:
    return [hooks.Refused("The signature does not fit.")] * len(batch)


def _break(batch: Sequence[hooks.Hook]) -> list[hooks.Refused | None]:
    if any(hook.body == b"x" for hook in batch):
        raise RuntimeError("the disk is full")
    return _take(batch)


async def deliver(path: str, *parts: bytes, method: str = "POST") -> tuple[int, bytes]:
    scope = {"type": "http", "method": method, "path": path, "query_string": b"a=1", "headers": [(b"X-Sign", b"s")]}
    door = ApplicationCommunicator(hooks.application, scope)
    for number, part in enumerate(parts or (b"",)):
        more = number + 1 < len(parts)
        await door.send_input({"type": "http.request", "body": part, "more_body": more})
    start, body = await door.receive_output(5), await door.receive_output(5)
    return start["status"], body["body"]


@pytest.mark.django_db(transaction=True)
async def test_a_delivery_reaches_its_receiver_whole():
    assert await deliver("/hooks/good/resend/7", b"first ", b"second") == (200, b"ok")
    assert taken == [hooks.Hook(("resend", "7"), "POST", {"x-sign": "s"}, "a=1", b"first second")]


async def test_an_unknown_receiver_is_not_found():
    assert (await deliver("/hooks/nobody/1"))[0] == 404


async def test_reading_a_webhook_changes_nothing():
    assert (await deliver("/hooks/good/1", method="GET"))[0] == 405
    assert not taken


@pytest.mark.django_db(transaction=True)
async def test_a_refused_delivery_says_why():
    assert await deliver("/hooks/strict/1", b"x") == (400, b"The signature does not fit.")


@pytest.mark.django_db(transaction=True)
async def test_our_own_failure_asks_the_vendor_to_come_again():
    status, body = await deliver("/hooks/broken/1", b"x")
    assert status == 500
    assert b"disk" not in body


async def test_a_body_over_the_limit_is_refused_before_it_is_stored(monkeypatch):
    monkeypatch.setattr(hooks, "LARGEST_BODY", 10)
    assert (await deliver("/hooks/good/1", b"123456", b"789012"))[0] == 413
    assert not taken


@pytest.mark.django_db(transaction=True)
async def test_what_arrives_meanwhile_is_stored_together(monkeypatch):
    sizes: list[int] = []
    hooks.register_hook("good", lambda batch: sizes.append(len(batch)) or _take(batch))
    answers = await asyncio.gather(*(deliver(f"/hooks/good/{number}") for number in range(20)))
    assert answers == [(200, b"ok")] * 20
    assert len(taken) == 20
    assert max(sizes) > 1


@pytest.mark.django_db(transaction=True)
async def test_one_that_cannot_be_stored_does_not_take_the_others_with_it():
    answers = await asyncio.gather(*(deliver("/hooks/broken/1", body) for body in (b"a", b"x", b"b")))
    assert [status for status, _ in answers] == [200, 500, 200]
    assert {hook.body for hook in taken} == {b"a", b"b"}


@pytest.mark.django_db(transaction=True)
async def test_the_reader_is_hinted_after_the_last_delivery_and_not_after_each():
    taken_at_hints: list[int] = []
    hooks.register_hook("good", _take, lambda: taken_at_hints.append(len(taken)))
    await asyncio.gather(*(deliver(f"/hooks/good/{number}") for number in range(20)))
    await asyncio.gather(*hooks._working)
    assert taken_at_hints[-1] == 20
    assert len(taken_at_hints) < 20


@pytest.mark.django_db(transaction=True)
async def test_a_reader_that_cannot_be_hinted_costs_no_delivery():
    def fail() -> None:
        raise ConnectionError("the broker is away")

    hooks.register_hook("good", _take, fail)
    assert await deliver("/hooks/good/1") == (200, b"ok")
    await asyncio.gather(*hooks._working)
    assert await deliver("/hooks/good/2") == (200, b"ok")


@pytest.mark.django_db(transaction=True)
async def test_what_was_refused_hints_nobody():
    hinted: list[int] = []
    hooks.register_hook("strict", _refuse, lambda: hinted.append(1))
    await deliver("/hooks/strict/1", b"x")
    await asyncio.gather(*hooks._working)
    assert not hinted


@pytest.mark.django_db(transaction=True)
async def test_a_slow_hint_keeps_no_delivery_waiting():
    answered: list[int] = []
    release = threading.Event()
    hooks.register_hook("good", _take, lambda: answered.append(len(taken)) or release.wait(30))
    assert await deliver("/hooks/good/1") == (200, b"ok")
    assert await deliver("/hooks/good/2") == (200, b"ok")
    assert answered == [1]
    release.set()
    await asyncio.gather(*hooks._working)
    assert answered == [1, 2]
