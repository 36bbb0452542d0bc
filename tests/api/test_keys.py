"""Keys: made for a member, shown once, good for what they say and no longer than the member is there."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import override_settings

from crm.actors import names_of, reader
from quotahit import clock
from quotahit.accounts.api_keys import create_key, find_key, keys_kept_by, revoke_key
from quotahit.accounts.choices import Role
from quotahit.accounts.errors import BadKey, NotAllowed
from quotahit.accounts.members import change_role, remove_member
from quotahit.accounts.models import ApiKey, Membership, Organization, User
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


def place(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_the_secret_is_nowhere_but_in_the_answer(alice: User) -> None:
    new = create_key(place(alice), "Zapier", ["read"], actor=alice)
    row = ApiKey.objects.values().get()
    assert new.secret.startswith(row["prefix"])
    assert new.secret not in str(row)
    assert new.secret not in str(list(AuditEntry.objects.values()))
    assert find_key(new.secret) == new.row
    assert AuditEntry.objects.get(action="api_key.created").subject_id == new.row.pk


@pytest.mark.parametrize(("name", "scopes"), [("", ["read"]), ("A", []), ("A", ["credentials"])])
def test_a_key_has_a_name_and_scopes_that_there_are(alice: User, name: str, scopes: list[str]) -> None:
    with pytest.raises(BadKey):
        create_key(place(alice), name, scopes, actor=alice)
    with pytest.raises(BadKey):
        create_key(place(alice), "A", ["read"], actor=alice, expires_at=clock.now())


def test_a_rep_keeps_their_own_keys_alone(alice: User, bob: User, victor: User, charlie: User) -> None:
    own = create_key(place(bob), "Mine", ["read"], actor=bob).row
    theirs = create_key(place(alice), "Hers", ["read"], actor=alice).row
    for actor, key in ((bob, theirs), (charlie, own), (victor, own)):
        with pytest.raises(NotAllowed):
            revoke_key(key, actor=actor)
    with pytest.raises(NotAllowed):
        create_key(place(alice), "Higher", ["read"], actor=bob)
    assert list(keys_kept_by(place(bob))) == [own]
    assert set(keys_kept_by(place(alice))) == {own, theirs}
    assert revoke_key(own, actor=alice)
    assert not revoke_key(own, actor=alice)


def test_a_manager_makes_no_key_above_themselves(alice: User, bob: User) -> None:
    change_role(place(bob), Role.MANAGER, actor=alice)
    with pytest.raises(NotAllowed):
        create_key(place(alice), "Owner's", ["write"], actor=bob)


@pytest.mark.parametrize("secret", ["", "qh_wrong", "nothing", "qh_" + "ä" * 40])
def test_a_wrong_key_is_a_problem(api: Caller, secret: str) -> None:
    api.secret = secret
    answer = api.get("/contacts/")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_revoked_expired_and_a_removed_members_keys_open_nothing(calling: Calling, alice: User, bob: User) -> None:
    revoked, expired, gone = calling(alice), calling(alice), calling(bob)
    revoke_key(ApiKey.objects.get(pk=revoked.key_id), actor=alice)
    ApiKey.objects.filter(pk=expired.key_id).update(expires_at=clock.now() - timedelta(seconds=1))
    assert gone.get("/contacts/").status_code == 200
    remove_member(place(bob), actor=alice)
    assert {each.get("/contacts/").status_code for each in (revoked, expired, gone)} == {401}


def test_who_may_not_sign_in_may_not_come_by_key(calling: Calling, bob: User) -> None:
    caller = calling(bob)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert caller.get("/contacts/").status_code == 401


def test_a_key_loses_what_its_member_loses(calling: Calling, alice: User, bob: User) -> None:
    caller = calling(bob)
    assert caller.post("/notes/", {"body": "x"}).status_code == 201
    change_role(place(bob), Role.VIEWER, actor=alice)
    assert caller.post("/notes/", {"body": "x"}).status_code == 403


def test_its_use_is_noted_once_a_minute(api: Caller) -> None:
    def last_used() -> object:
        return ApiKey.objects.get(pk=api.key_id).last_used_at

    with clock.stopped(at := clock.now()):
        api.get("/contacts/")
        assert last_used() == at
    with clock.stopped(at + timedelta(seconds=59)):
        api.get("/contacts/")
        assert last_used() == at
    with clock.stopped(at + timedelta(seconds=61)):
        api.get("/contacts/")
        assert last_used() == at + timedelta(seconds=61)


def test_a_signed_in_member_has_no_way_in_without_a_key(api: Caller, alice: User) -> None:
    api.client.force_login(alice)
    api.secret = ""
    assert api.get("/contacts/").status_code == 401
    assert api.client.get("/api/v1/contacts/").status_code == 401
    assert api.client.get("/api/v1/schema/").status_code == 200


def test_requests_are_counted_by_the_minute(api: Caller) -> None:
    with override_settings(API_REQUESTS_PER_MINUTE=2):
        first = api.get("/contacts/")
        assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
        assert 0 < int(first["RateLimit-Reset"]) <= 60
        api.get("/contacts/")
        over = api.get("/contacts/")
    assert (over.status_code, over.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(over["Retry-After"]) <= 60


def test_who_guesses_is_kept_waiting_and_others_are_not(api: Caller) -> None:
    cache.clear()
    good, api.secret = api.secret, "qh_guess"
    statuses = {api.get("/contacts/").status_code for _ in range(50)}
    assert statuses == {401, 429}
    assert api.get("/contacts/")["Retry-After"] == "900"
    api.secret = good
    assert api.get("/contacts/").status_code == 200


def test_lists_name_the_key(api: Caller, acme: Organization) -> None:
    actor = f"key:{api.key_id}"
    assert names_of([actor]) == {actor: "API key “Test”"}
    assert reader(acme)(actor) == "API key “Test”"
    assert reader(acme)("key:999") == "A former API key"
