"""Keys in the console and on the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from quotahit.accounts.api_keys import create_key, find_key
from quotahit.accounts.models import ApiKey, Membership, Organization, User

pytestmark = pytest.mark.django_db
NEW = {"name": "Zapier", "scopes": ["read", "write"], "lasts": "90"}


def test_a_new_key_is_shown_on_the_page_that_answers_and_never_again(as_alice: Client) -> None:
    page = as_alice.post("/accounts/apikey/add/", NEW)
    key = ApiKey.objects.get()
    secret = page.context["secret"]
    assert find_key(secret) == key
    assert page.content.count(secret.encode()) == 2
    assert (key.name, key.scopes, key.expires_at is not None) == ("Zapier", ["read", "write"], True)
    for path in ("/accounts/apikey/", f"/accounts/apikey/{key.pk}/change/", "/"):
        assert secret.encode() not in as_alice.get(path).content


def test_a_rep_sees_their_own_keys_and_revokes_them(client: Client, alice: User, bob: User) -> None:
    hers = create_key(Membership.objects.get(user=alice), "Hers", ["read"], actor=alice).row
    client.force_login(bob)
    client.post("/accounts/apikey/add/", NEW | {"lasts": ""})
    own = ApiKey.objects.get(name="Zapier")
    listed = client.get("/accounts/apikey/").content
    assert (b"Zapier" in listed, b"Hers" in listed) == (True, False)
    assert client.post(f"/accounts/apikey/{hers.pk}/do/revoke/").status_code == 404
    client.post(f"/accounts/apikey/{own.pk}/do/revoke/")
    assert {key.name: key.state for key in ApiKey.objects.all()} == {"Hers": "valid", "Zapier": "revoked"}


def test_a_viewer_has_no_such_page(client: Client, victor: User) -> None:
    client.force_login(victor)
    assert client.get("/accounts/apikey/").status_code == 403
    assert client.post("/accounts/apikey/add/", NEW).status_code == 403


def run(*words: str) -> dict[str, object]:
    out = StringIO()
    call_command("api_key", *words, "--organization", "acme", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_makes_lists_and_revokes(acme: Organization, alice: User, bob: User) -> None:
    made = run("create", "--name", "Sync", "--scopes", "read,write", "--user", "bob@acme.example")
    key = find_key(str(made["key"]))
    assert key is not None
    assert (key.membership.user, key.scopes, made["id"]) == (bob, ["read", "write"], key.pk)
    assert [row["name"] for row in run("list")["keys"]] == ["Sync"]  # type: ignore[attr-defined]
    assert str(made["key"]) not in str(run("list"))
    assert run("revoke", "--id", str(key.pk))["state"] == "revoked"
    assert run("create", "--name", "Owner's")["user"] == "alice@acme.example"


@pytest.mark.parametrize(
    "words",
    [
        ("create", "--name", "x", "--scopes", "all"),
        ("create", "--name", ""),
        ("create", "--name", "x", "--user", "nobody@acme.example"),
        ("create", "--name", "x", "--expires-at", "tomorrow"),
        ("revoke", "--id", "4000000"),
    ],
)
def test_wrong_use_is_told(acme: Organization, alice: User, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as told:
        run(*words)
    assert told.value.returncode == 2
