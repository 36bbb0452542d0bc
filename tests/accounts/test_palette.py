"""The command palette finds what the current organization has, and nothing that another had a moment ago."""

from django.test import Client

from crm.deals import create_deal
from crm.models import Contact, Note
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Membership, Organization, User


def _palette(client: Client, words: str) -> str:
    return client.get("/search/", {"s": words, "extended": "1"}).content.decode()


def test_rows_are_found_in_the_current_organization_alone_before_and_after_switching(
    as_alice: Client, alice: User, dana: Contact, rival: Organization
) -> None:
    Membership.objects.create(user=alice, organization=rival, role=Role.VIEWER)
    Contact.objects.create(organization=rival, first_name="Dagobert", last_name="Diaz", name_key="dagobert diaz")
    assert "Dana Diaz" in _palette(as_alice, "diaz")
    assert "Dagobert" not in _palette(as_alice, "diaz")

    as_alice.post("/organization/switch/", {"organization": rival.pk})

    assert "Dagobert" in _palette(as_alice, "diaz")
    assert "Dana" not in _palette(as_alice, "diaz")


def test_pages_are_found_by_their_names(as_alice: Client) -> None:
    assert "/accounts/credential/" in _palette(as_alice, "credential")


def test_every_line_of_the_menu_is_found_once(as_alice: Client) -> None:
    assert 'href="/setup/"' in _palette(as_alice, "set-up")
    assert _palette(as_alice, "segments").count('href="/segments/"') == 1
    assert _palette(as_alice, "mailboxes").count('href="/outreach/mailbox/"') == 1


def test_a_page_that_somebody_may_not_open_is_not_found(client: Client, victor: User) -> None:
    client.force_login(victor)
    assert "/import/" not in _palette(client, "import leads")


def test_no_kind_of_row_floods_the_palette(as_alice: Client, acme: Organization) -> None:
    Contact.objects.bulk_create(
        Contact(organization=acme, first_name="Same", last_name=f"Smith {n}", name_key=f"same {n}") for n in range(50)
    )

    assert _palette(as_alice, "smith").count("Same Smith") <= 2 * 6  # each result names itself twice


def test_records_come_before_what_was_written_and_the_log_comes_last(
    as_alice: Client, acme: Organization, alice: User, dana: Contact
) -> None:
    create_deal(acme, name="Deal for robots", contact=dana, actor=alice)
    Note.objects.create(organization=acme, contact=dana, body="She wants the deal by May", author=alice)
    found = _palette(as_alice, "deal")
    record, note, entry = (found.index(words) for words in ("Deal for robots", "wants the", "deal.created"))
    assert record < note < entry
    assert "handshake" in found[:note]
