"""The inbox: whoever writes stands in it, and people read, answer, assign, put off and put away."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from crm.conversations import snooze
from crm.interactions import log_interaction
from crm.models import Contact, Conversation, Interaction, Notification
from outreach.models import Delivery
from quotahit import clock
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.models import AuditEntry
from tests.console.workspace import furnish

pytestmark = pytest.mark.django_db


def write(contact: Contact, text: str, channel: str = "sms", **more: str) -> Interaction:
    actor = f"contact:{contact.pk}"
    return log_interaction(
        contact.organization, contact, channel=channel, direction="inbound", actor=actor, body=text, **more
    )


def talk(contact: Contact) -> Conversation:
    return Conversation.objects.get(contact=contact)


def page(client: Client, view: str = "open") -> str:
    return client.get(f"/inbox/?view={view}").content.decode()


def test_what_somebody_says_on_any_channel_opens_one_conversation(as_alice: Client, dana: Contact) -> None:
    assert "Nobody waits for an answer" in page(as_alice)
    write(dana, "Hello there", "sms")
    write(dana, "Are you there?", "whatsapp")

    assert (Conversation.objects.count(), talk(dana).channel) == (1, "whatsapp")
    shown = page(as_alice, "unread")
    assert "Are you there?" in shown
    opened = as_alice.get(f"/inbox/{dana.pk}/").content.decode()
    assert "Hello there" in opened
    assert "Are you there?" not in page(as_alice, "unread")
    assert "Are you there?" in page(as_alice, "open")


def test_a_machines_mail_and_what_we_say_open_nothing(acme: Organization, alice: User, dana: Contact) -> None:
    write(dana, "I am away", "email", outcome="out_of_office")
    log_interaction(acme, dana, channel="voice_live", direction="outbound", actor=alice, body="I called")
    assert not Conversation.objects.exists()


def test_done_is_done_until_they_write_again(as_alice: Client, dana: Contact) -> None:
    write(dana, "First")
    as_alice.post(f"/inbox/{dana.pk}/done/")
    assert "First" not in page(as_alice)
    assert "First" in page(as_alice, "done")
    write(dana, "Second")
    assert "Second" in page(as_alice, "unread")
    as_alice.post(f"/inbox/{dana.pk}/done/")
    as_alice.post(f"/inbox/{dana.pk}/back/")
    assert "Second" in page(as_alice)
    acts = AuditEntry.objects.filter(action__startswith="conversation.").order_by("pk")
    assert list(acts.values_list("action", flat=True)) == [
        "conversation.done", "conversation.done", "conversation.reopened"
    ]  # fmt: skip


def test_what_rests_comes_back_at_its_hour_in_the_readers_zone(as_alice: Client, alice: User, dana: Contact) -> None:
    User.objects.filter(pk=alice.pk).update(zone="Asia/Tokyo")
    write(dana, "Later, please")
    as_alice.post(f"/inbox/{dana.pk}/snooze/", {"until": "tomorrow"})
    until = talk(dana).snoozed_until
    assert until is not None
    assert (until.utctimetuple().tm_hour, until > clock.now()) == (0, True)
    assert "Later, please" not in page(as_alice)
    assert "Later, please" in page(as_alice, "snoozed")
    with clock.stopped(until + timedelta(minutes=1)):
        assert "Later, please" in page(as_alice)
    as_alice.post(f"/inbox/{dana.pk}/snooze/", {"until": "whenever"})
    with pytest.raises(ValueError, match="passed"):
        snooze(talk(dana), clock.now() - timedelta(days=1), actor=alice)


def test_a_conversation_is_assigned_and_its_member_is_told(
    as_alice: Client, bob: User, charlie: User, dana: Contact
) -> None:
    write(dana, "Who is there?")
    assert "Who is there?" in page(as_alice, "unassigned")
    as_alice.post(f"/inbox/{dana.pk}/assign/", {"user": bob.pk})
    assert talk(dana).assignee == bob
    assert Notification.objects.get(user=bob).link == f"/inbox/{dana.pk}/"
    as_alice.post(f"/inbox/{dana.pk}/assign/", {"user": charlie.pk})
    assert talk(dana).assignee == bob
    as_alice.post(f"/inbox/{dana.pk}/assign/", {"user": ""})
    assert talk(dana).assignee is None


def test_who_owns_the_contact_sees_to_what_they_say(as_alice: Client, bob: User, dana: Contact, client: Client) -> None:
    Contact.objects.filter(pk=dana.pk).update(owner=bob)
    write(dana, "For Bob")
    client.force_login(bob)
    assert "For Bob" in page(client, "mine")


def test_taking_over_silences_the_agents_and_handing_back_lets_them_go_on(as_alice: Client, dana: Contact) -> None:
    write(dana, "A person, please")
    as_alice.post(f"/inbox/{dana.pk}/take/", {"stay": "1"})
    assert dana.holds.filter(kind="takeover", released_at=None).exists()
    assert talk(dana).assignee is not None
    as_alice.post(f"/inbox/{dana.pk}/give-back/", {"stay": "1"})
    assert not dana.holds.filter(kind="takeover", released_at=None).exists()


def test_an_answer_follows_their_mail_and_passes_the_gate(client: Client, tmp_path: Path) -> None:
    owner = User.objects.create_user("owner@homely.example", is_staff=True)
    contact = Contact.objects.get(organization=furnish("Homely", owner, tmp_path))
    client.force_login(owner)
    client.post(f"/contacts/{contact.pk}/resume/")
    assert "a demo on Thursday" in client.get(f"/inbox/{contact.pk}/").content.decode()

    client.post(f"/inbox/{contact.pk}/reply/", {"body": "Thursday at ten?", "then": "done"})
    sent = Delivery.objects.filter(contact=contact).latest("pk")
    assert (sent.status, sent.body.strip(), bool(sent.in_reply_to)) == ("sent", "Thursday at ten?", True)
    assert talk(contact).done_at is not None
    empty = client.post(f"/inbox/{contact.pk}/reply/", {"body": "  "}, follow=True)
    assert "write a text first" in empty.content.decode()


def test_others_and_narrow_members_find_nothing(
    as_alice: Client, client: Client, bob: User, charlie: User, victor: User, dana: Contact
) -> None:
    write(dana, "Between us")
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    for user in (bob, charlie):
        client.force_login(user)
        assert "Between us" not in page(client)
        assert client.get(f"/inbox/{dana.pk}/").status_code == 404
        assert client.post(f"/inbox/{dana.pk}/done/").status_code in (403, 404)
    client.force_login(victor)
    assert "Between us" in page(client)
    assert client.post(f"/inbox/{dana.pk}/done/").status_code == 403
    client.get(f"/inbox/{dana.pk}/")
    assert talk(dana).is_unread, "a viewer's glance marks nothing"
