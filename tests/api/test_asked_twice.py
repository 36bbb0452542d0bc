"""Idempotency keys and ETags: asked twice it is done once, and nobody overwrites what they have not seen."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from crm.models import Contact, Note
from quotahit import clock
from quotahit.accounts.models import ApiAnswer, Organization, User
from tests.api.conftest import Caller, Calling
from tests.beside import TWO_SESSIONS


@pytest.mark.django_db
class TestIdempotency:
    def test_the_same_request_is_done_once_and_answered_twice(self, api: Caller, dana: Contact) -> None:
        asked = [api.post("/notes/", {"body": "Tea", "contact": dana.pk}, idempotency_key="a") for _ in range(2)]
        assert [answer.status_code for answer in asked] == [201, 201]
        assert asked[0].json() == asked[1].json()
        assert [answer.get("Idempotent-Replayed") for answer in asked] == [None, "true"]
        assert asked[1]["ETag"] == asked[0]["ETag"]
        assert Note.objects.count() == 1

    def test_another_request_of_that_key_is_refused(self, api: Caller) -> None:
        api.post("/notes/", {"body": "Tea"}, idempotency_key="a")
        assert api.post("/notes/", {"body": "Coffee"}, idempotency_key="a").status_code == 422
        assert api.post("/tasks/", {"title": "Tea"}, idempotency_key="a").json()["code"] == "key_used_before"
        assert Note.objects.count() == 1

    def test_what_was_refused_may_be_tried_again(self, api: Caller) -> None:
        body = {"first_name": "A", "emails": ["a@x.example"]}
        other = api.post("/contacts/", body).json()["id"]
        assert api.post("/contacts/", body, idempotency_key="a").status_code == 409
        assert not ApiAnswer.objects.exists()
        Contact.objects.filter(pk=other).delete()
        assert api.post("/contacts/", body, idempotency_key="a").status_code == 201

    def test_a_name_is_the_callers_own_and_lasts_a_day(self, api: Caller, calling: Calling, bob: User) -> None:
        api.post("/notes/", {"body": "Tea"}, idempotency_key="a")
        assert calling(bob).post("/notes/", {"body": "Milk"}, idempotency_key="a").status_code == 201
        with clock.stopped(clock.now() + timedelta(hours=25)):
            assert api.post("/notes/", {"body": "Coffee"}, idempotency_key="a").status_code == 201
        assert Note.objects.count() == 3

    @pytest.mark.parametrize("key", ["", "x" * 201])
    def test_a_key_that_is_none_is_refused(self, api: Caller, key: str) -> None:
        assert api.post("/notes/", {"body": "Tea"}, idempotency_key=key).status_code == 400

    def test_many_at_once_are_done_once_too(self, api: Caller) -> None:
        items = {"items": [{"body": "A"}, {"body": "B"}, {}]}
        first, second = (api.post("/notes/bulk/", items, idempotency_key="a").json() for _ in range(2))
        assert first == second
        assert Note.objects.count() == 2


@pytest.mark.django_db
class TestEtags:
    def test_a_stale_change_is_refused(self, api: Caller, dana: Contact) -> None:
        path = f"/contacts/{dana.pk}/"
        seen = api.get(path)["ETag"]
        assert api.patch(path, {"title": "CEO"}, if_match=seen).status_code == 200
        stale = api.patch(path, {"title": "CFO"}, if_match=seen)
        assert (stale.status_code, stale.json()["code"]) == (412, "changed_meanwhile")
        dana.refresh_from_db()
        assert dana.title == "CEO"
        assert api.patch(path, {"title": "CTO"}, if_match="*").status_code == 200
        assert api.patch(path, {"title": "COO"}).status_code == 200

    def test_the_tag_is_of_the_whole_record(self, api: Caller, dana: Contact) -> None:
        path = f"/contacts/{dana.pk}/"
        seen = api.get(f"{path}?fields=id")["ETag"]
        assert seen == api.get(path)["ETag"]
        api.post(f"{path}tag/", {"tag": "vip"})
        assert api.patch(path, {"title": "CEO"}, if_match=seen).status_code == 412


@TWO_SESSIONS
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_those_who_saw_the_same_one_wins(self, api: Caller, dana: Contact) -> None:
        path = f"/contacts/{dana.pk}/"
        seen = api.get(path)["ETag"]
        statuses = at_once(lambda n: api.patch(path, {"title": f"T{n}"}, if_match=seen).status_code, 6)
        assert sorted(statuses) == [200] + [412] * 5

    def test_the_same_request_at_once_is_done_once(self, api: Caller, acme: Organization) -> None:
        answers = at_once(lambda n: api.post("/notes/", {"body": "Tea"}, idempotency_key="a"), 8)
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
        assert Note.objects.count() == 1


def at_once(act: Callable[[int], Any], count: int) -> list[Any]:
    """What `count` threads get that all begin at the same moment."""
    together, results = threading.Barrier(count), []

    def one(number: int) -> None:
        together.wait()
        try:
            results.append(act(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
