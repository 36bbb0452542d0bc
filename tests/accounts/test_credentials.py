"""Secrets are sealed under keys with ids, bound to their owner, and turned over to new keys."""

import base64
import json
import os
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from quotahit.accounts.credentials import remove_secret, secret, store_secret
from quotahit.accounts.errors import CredentialLocked
from quotahit.accounts.models import Credential, Organization, User

KEY = "sk-live-0123456789abcdef"


@pytest.fixture
def credential(acme: Organization, alice: User) -> Credential:
    return store_secret(acme, "openai", "api_key", KEY, actor=alice)


def _new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _rotate(settings: Any) -> dict[str, Any]:
    out = StringIO()
    call_command("rotate_credentials", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_a_secret_comes_back_and_does_not_stand_in_the_database(acme: Organization, credential: Credential) -> None:
    assert secret(acme, "openai") == KEY
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_credential")
        row = [bytes(value) if isinstance(value, memoryview) else value for value in cursor.fetchone()]
    assert KEY not in str(row)
    assert credential.last_four == "cdef"


def test_of_a_short_secret_nothing_is_shown(acme: Organization, alice: User) -> None:
    assert store_secret(acme, "openai", "api_key", "sk-12345678", actor=alice).last_four == ""


def test_the_organizations_credential_wins_over_the_environment(
    acme: Organization, rival: Organization, credential: Credential, alice: User, settings: Any, monkeypatch: Any
) -> None:
    settings.OPENAI_API_KEY = "sk-of-the-environment"
    monkeypatch.setenv("RESEND_API_KEY", "re-of-the-environment")

    assert secret(acme, "openai") == KEY
    assert secret(rival, "openai") == "sk-of-the-environment"
    assert secret(rival, "resend") == "re-of-the-environment"
    assert secret(rival, "nobody") == ""
    remove_secret(credential, actor=alice)
    assert secret(acme, "openai") == "sk-of-the-environment"


@pytest.mark.parametrize("change", [{"vendor": "perplexity"}, {"name": "base_url"}, {"organization": "rival"}])
def test_a_sealed_secret_that_is_moved_does_not_open(
    acme: Organization, rival: Organization, credential: Credential, change: dict[str, str]
) -> None:
    moved = {**change, **({"organization": rival} if "organization" in change else {})}
    Credential.objects.filter(pk=credential.pk).update(**moved)
    credential.refresh_from_db()

    with pytest.raises(CredentialLocked):
        secret(credential.organization, credential.vendor, credential.name)


def test_rotation_seals_everything_with_the_new_key_and_the_old_one_can_go(
    acme: Organization, rival: Organization, credential: Credential, alice: User, settings: Any
) -> None:
    store_secret(rival, "resend", "api_key", "re-9876543210zyx", actor=alice)
    settings.CREDENTIAL_KEYS = {"k2": _new_key(), **settings.CREDENTIAL_KEYS}
    assert secret(acme, "openai") == KEY

    assert _rotate(settings) == {"rotated": 2, "credentials": 2, "key": "k2"}
    assert _rotate(settings)["rotated"] == 0

    settings.CREDENTIAL_KEYS = {"k2": settings.CREDENTIAL_KEYS["k2"]}
    assert secret(acme, "openai") == KEY
    assert secret(rival, "resend") == "re-9876543210zyx"


def test_a_lost_key_is_told_and_nothing_is_half_done(credential: Credential, settings: Any) -> None:
    settings.CREDENTIAL_KEYS = {"k9": _new_key()}

    with pytest.raises(CommandError, match="Restore the key, or enter the secret again"):
        _rotate(settings)

    credential.refresh_from_db()
    assert credential.key_id == "k1"
