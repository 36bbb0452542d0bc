"""What was said and noted is found by its words, whichever way it is looked for, and by nobody who may not read it."""

import pytest
from django.db import connection
from django.test import Client

from crm import search_text as searching
from crm.contacts import create_contact
from crm.finding import find_records
from crm.interactions import log_interaction
from crm.models import Contact, Interaction, Note
from crm.search_text import excerpt, search_text
from crm.todo import add_note
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User

pytestmark = pytest.mark.django_db
BODY = "Could we move the kick-off to Thursday? Write to hanna.berg@globex.example about the Überweisung."


@pytest.fixture
def said(acme: Organization, rival: Organization, bob: User, charlie: User, dana: Contact) -> Interaction:
    theirs = create_contact(rival, actor=charlie, first_name="Rita")
    log_interaction(rival, theirs, channel="email", direction="inbound", actor="x", subject="Kick-off on Thursday")
    add_note(acme, "Prefers Thursday mornings.", actor=bob, contact=dana)
    return log_interaction(
        acme, dana, channel="email", direction="inbound", actor="x", subject="Re: Your 2026 offer", body=BODY
    )


@pytest.mark.parametrize("many", [-1, searching.MANY])  # by reading the newest; by the index, where there is one
@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("Thursday", True),
        ("thurs", True),
        ("kick-off THURSDAY", True),
        ("offer thursday", True),
        ("hanna.berg@globex.example", True),
        ("überweis", True),
        ("2026", True),
        ("Thursday Friday", False),
        ("the of", True),
        ("of", False),
        ("100%", False),
        ("thu'rs & (!", False),
        ("", False),
    ],
)
def test_every_word_of_the_question_stands_there(acme, said, monkeypatch, many: int, text: str, is_found: bool) -> None:
    monkeypatch.setattr(searching, "MANY", many)
    found = search_text(Interaction.objects.for_organization(acme), acme, text)
    assert list(found) == ([said] if is_found else [])


def test_notes_are_found_and_the_newest_stand_first(acme, bob, dana, said) -> None:
    second = add_note(acme, "On Thursday without fail.", actor=bob, company=dana.company)
    first = Note.objects.get(contact=dana)
    assert list(search_text(Note.objects.for_organization(acme), acme, "thursday")) == [second, first]


def test_what_stands_too_far_back_is_not_read(acme, dana, said, monkeypatch) -> None:
    monkeypatch.setattr(searching, "MANY", -1)
    monkeypatch.setattr(searching, "WINDOW", 1)
    rows = Interaction.objects.for_organization(acme)
    assert list(search_text(rows, acme, "thursday")) == [said]
    log_interaction(acme, dana, channel="sms", direction="outbound", actor="x", body="See you")
    assert list(search_text(rows, acme, "thursday")) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads the newest rows")
def test_the_index_of_words_is_the_one_that_is_asked(acme, said) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for model, index in ((Interaction, "crm_interaction_words"), (Note, "crm_note_words")):
        columns, _ = searching.TEXTS[model]
        asked = model.objects.filter(searching.Says(*columns, question="thursday:*"))
        assert index in asked.explain()


def test_an_excerpt_shows_where_it_was_found(said) -> None:
    assert excerpt(said, "hanna", 40) == "…ay? Write to hanna.berg@globex.example a…"
    assert excerpt(said, "offer", 12) == "Could we mov…"


def test_records_and_texts_are_found_together(acme, dana, said) -> None:
    found = find_records(acme, "thursday", lambda model: model.objects.for_organization(acme))
    assert [(hit.kind, hit.title) for hit in found] == [
        ("message", "Re: Your 2026 offer (Dana Diaz)"),
        ("note", "Dana Diaz"),
    ]


def test_the_palette_leads_to_the_mail_and_to_the_record(client: Client, bob, dana, said) -> None:
    client.force_login(bob)
    page = client.get("/search/", {"s": "thursday", "extended": "1"}).content.decode()
    assert f'href="/mail/{said.pk}/"' in page
    assert f'href="/contacts/{dana.pk}/"' in page
    assert "Rita" not in page


def test_who_does_not_see_the_person_does_not_find_what_they_said(client, alice, bob, dana, said) -> None:
    Contact.objects.filter(pk=dana.pk).update(owner=alice)
    Note.objects.update(author=alice)
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    client.force_login(bob)
    page = client.get("/search/", {"s": "thursday", "extended": "1"}).content.decode()
    assert "/mail/" not in page
    assert "Prefers" not in page
