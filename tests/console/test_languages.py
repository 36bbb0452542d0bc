"""Everybody reads in their own language, and nothing that people read is left out of it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from crm.notify import notify
from crm.todo import create_task
from quotahit.accounts.models import Organization, User
from quotahit.languages import spoken_to
from quotahit.moments import on_both_clocks

pytestmark = pytest.mark.django_db


def test_pages_are_in_the_language_of_the_browser_until_one_is_chosen(client: Client, alice: User) -> None:
    client.force_login(alice)
    german = {"HTTP_ACCEPT_LANGUAGE": "de-AT,de;q=0.9,en;q=0.5"}
    answer = client.get("/profile/", **german)
    assert '<html lang="de"' in answer.content.decode()
    assert "Accept-Language" in answer.headers["Vary"]
    assert '<html lang="en"' in client.get("/profile/", HTTP_ACCEPT_LANGUAGE="ja").content.decode()

    client.post("/profile/", {"first_name": "Alice", "last_name": "", "zone": "UTC", "language": "en"})
    answer = client.get("/profile/", **german)
    assert '<html lang="en"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "en"


def test_a_language_that_there_is_not_is_refused(client: Client, alice: User) -> None:
    client.force_login(alice)
    client.post("/profile/", {"first_name": "Alice", "zone": "UTC", "language": "tlh"})
    assert User.objects.get(pk=alice.pk).language == ""


def test_programs_are_answered_in_english_whatever_they_ask_for(client: Client) -> None:
    answer = client.get("/api/v1/contacts/", HTTP_ACCEPT_LANGUAGE="de")
    assert answer.headers["Content-Language"] == "en"
    assert "key" in answer.content.decode()


def test_everybody_is_told_in_their_own_language(acme: Organization, alice: User, bob: User) -> None:
    User.objects.filter(pk=alice.pk).update(language="de")
    title = format_lazy(_("{by} mentions you"), by="Erin")
    told = {row.user_id: row.title for row in notify(acme, [alice, bob], kind="mention", title=title)}
    assert told == {alice.pk: "Erin erwähnt Sie", bob.pk: "Erin mentions you"}


def test_a_task_is_put_into_the_language_of_whom_it_is_for(acme: Organization, alice: User, bob: User) -> None:
    alice.language = "de"
    title = format_lazy(_("Carry on with {contact}"), contact="Dana")
    for member, said in ((alice, "Machen Sie mit Dana weiter"), (bob, "Carry on with Dana")):
        assert create_task(acme, title=title, actor="agent:orchestrator", assignee=member).title == said


def test_a_new_password_is_mailed_in_the_language_of_the_account(client: Client, alice: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(pk=alice.pk).update(language="de")
    client.post(reverse("admin_password_reset"), {"email": alice.email}, HTTP_ACCEPT_LANGUAGE="en")
    assert mail.outbox[0].subject == "Ein neues Passwort für QuotaHit"
    assert "Der Link funktioniert einmal" in mail.outbox[0].body


def test_a_german_page_speaks_german(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.get("/approvals/", HTTP_ACCEPT_LANGUAGE="de").content.decode()
    assert "Nichts wartet auf Sie" in page
    assert "Nothing waits for you" not in page


@pytest.mark.parametrize(
    ("zone", "shown"),
    [("", "27 Nov, 15:00"), ("Europe/Berlin", "27 Nov, 15:00"), ("Asia/Tokyo", "27 Nov, 15:00 (23:00 there)")],
)
def test_a_contacts_time_stands_beside_the_readers(zone: str, shown: str) -> None:
    """Where both clocks show the same, once is enough."""
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert on_both_clocks(datetime(2026, 11, 27, 14, tzinfo=UTC), zone) == shown


def test_a_contacts_time_that_is_another_day_says_so() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")), translation.override("de"):
        shown = on_both_clocks(datetime(2026, 11, 27, 22, tzinfo=UTC), "Asia/Tokyo")
    assert shown == "27. Nov, 23:00 (28. Nov, 07:00 dort)"


def test_somebody_elsewhere_is_spoken_to_in_their_language(alice: User) -> None:
    alice.language = "de"
    with spoken_to(alice):
        assert translation.get_language() == "de"
    with spoken_to(None):
        assert translation.get_language() == "en"


@pytest.mark.parametrize("language", ["en", "de"])
def test_translated_names_of_models_make_no_migrations(language: str) -> None:
    with translation.override(language):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
