"""Putting a consent on record by hand, and taking it back."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from compliance.models import Consent
from crm.models import Contact
from quotahit import clock
from quotahit.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def evidence(dana: Contact, **other: Any) -> dict[str, Any]:
    return {
        "address": dana.emails.get().key,
        "channels": ["email"],
        "type": "email_sub",
        "purpose": "marketing",
        "text": "Yes, write to me once a month.",
        "source": "Paper form at the fair",
        "given_on": "2026-01-07",
    } | other


def put(client: Client, dana: Contact, **other: Any) -> Any:
    return client.post(reverse("admin:console_contact_consent", args=[dana.pk]), evidence(dana, **other), follow=True)


def test_a_consent_is_kept_with_its_words_and_taken_back(as_bob: Client, dana: Contact) -> None:
    page = put(as_bob, dana).content.decode()
    assert "The consent is on record." in page
    assert "Yes, write to me once a month." in page
    consent = Consent.objects.get()
    assert (consent.type, consent.scopes, consent.source) == ("email_sub", "email", "Paper form at the fair")
    revoke = reverse("admin:console_contact_revoke", args=[dana.pk])
    as_bob.post(revoke, {"address": dana.emails.get().key})
    consent.refresh_from_db()
    assert consent.revoked_at is not None
    acts = AuditEntry.objects.filter(action__startswith="consent.").values_list("action", flat=True)
    assert sorted(acts) == ["consent.granted", "consent.revoked"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"text": ""}, "This field is required."),
        ({"given_on": f"{clock.now().year + 1}-01-01"}, "This day has not come yet."),
        ({"channels": ["sms"]}, "Consent for sms cannot hang on this address."),
        ({"address": "somebody@else.example"}, "Select a valid choice."),
        ({"type": "whim"}, "Select a valid choice."),
    ],
)
def test_what_proves_nothing_is_not_kept(as_bob: Client, dana: Contact, wrong: dict[str, Any], words: str) -> None:
    assert words in put(as_bob, dana, **wrong).content.decode()
    assert not Consent.objects.exists()


def test_of_an_address_that_is_not_theirs_nothing_is_taken_back(as_bob: Client, dana: Contact) -> None:
    put(as_bob, dana)
    as_bob.post(reverse("admin:console_contact_revoke", args=[dana.pk]), {"address": "somebody@else.example"})
    assert Consent.objects.get().revoked_at is None
