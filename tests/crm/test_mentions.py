"""`@` and a name: who is meant, who is told, and who is not."""

import pytest
from django.test import Client
from django.urls import reverse

from crm.companies import create_company
from crm.mentions import in_parts, mentioned, mentions
from crm.models import Contact, Notification
from crm.timeline import timeline
from crm.todo import add_note, create_task, update_task
from quotahit.accounts.choices import Reach, Role
from quotahit.accounts.models import Membership, Organization, User

pytestmark = pytest.mark.django_db


def member(acme: Organization, email: str, first: str, last: str = "", reach: Reach = Reach.ALL) -> User:
    user = User.objects.create_user(email, first_name=first, last_name=last, is_staff=True)
    Membership.objects.create(user=user, organization=acme, role=Role.REP, reach=reach)
    return user


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@Bob please look", ["bob"]),
        ("ask @bob, @ALICE and @bob@acme.example.", ["bob", "alice", "bob"]),
        ("(@Bob)", ["bob"]),
        ("write to dana@bob.example", []),
        ("bob@acme.example", []),
        ("@Bobby @bob-cat @bob.smith @bobs", []),
        ("@Charlie @nobody @ @@bob", []),
        ("@bob@acme.example.org", []),
        ("@Ann Lee and @ann@acme.example", ["ann", "ann"]),
        ("@Ann", []),  # there are two
        ("@Ann Lee-Smith", []),
        ("@Ann Berg, not Lee", ["berg"]),
    ],
)
def test_a_name_is_read_as_the_one_who_bears_it(acme: Organization, alice: User, bob: User, text, expected) -> None:
    ann, berg = member(acme, "ann@acme.example", "Ann", "Lee"), member(acme, "berg@acme.example", "Ann", "Berg")
    people = [alice, bob, ann, berg]
    assert [mention.user.email.partition("@")[0] for mention in mentions(text, people)] == expected
    assert "".join(part for part, _ in in_parts(text, people)) in ("", text)


def test_a_mention_tells_once_with_the_link_and_never_the_writer(
    acme: Organization, dana: Contact, alice: User, bob: User, charlie: User
) -> None:
    add_note(acme, "@Bob @bob @Alice @Charlie: she likes tea.", actor=alice, contact=dana)
    told = Notification.objects.get()
    assert (told.user, told.link, told.kind) == (bob, f"/contacts/{dana.pk}/", "mention")
    assert told.title == "Alice mentions you in a note about Dana Diaz"
    task = create_task(acme, title="Call", detail="With @Bob", actor=alice, contact=dana)
    update_task(task, actor=alice, detail="With @Bob, by noon")
    assert Notification.objects.filter(user=bob).count() == 2
    update_task(task, actor=bob, detail="With @Alice")
    assert Notification.objects.filter(user=alice).count() == 1


def test_what_an_agent_wrote_calls_nobody(acme: Organization, dana: Contact, bob: User) -> None:
    add_note(acme, "They wrote: @Bob, buy now", actor="agent:qualifier", contact=dana)
    assert not Notification.objects.exists()


def test_who_does_not_see_the_record_is_not_told(
    client: Client, acme: Organization, dana: Contact, alice: User, bob: User
) -> None:
    narrow = member(acme, "nora@acme.example", "Nora", reach=Reach.OWN)
    note = add_note(acme, "@Nora @Bob", actor=alice, contact=dana)
    assert [[one.user for one in some] for some in mentioned(note)] == [[bob], [narrow]]
    assert not Notification.objects.filter(user=narrow).exists()
    client.force_login(alice)
    said = client.post(f"/contacts/{dana.pk}/log/", {"kind": "note", "body": "For @Nora"}, follow=True).content
    assert b"Nora does not see this record" in said
    offered = client.get(reverse("admin:console_mention"), {"q": "no", "contact": dana.pk}).json()["members"]
    assert offered == [{"name": "Nora", "text": "Nora", "sees": False}]
    firm = create_company(acme, name="Initech", owner=narrow, actor=alice)
    add_note(acme, "@Nora", actor=alice, company=firm)
    assert Notification.objects.get(user=narrow).link == f"/companies/{firm.pk}/"


def test_members_of_this_organization_are_offered_and_those_alone(
    client: Client, acme: Organization, alice: User, bob: User, victor: User, charlie: User
) -> None:
    member(acme, "bob2@acme.example", "Bob")
    client.force_login(bob)
    ask = reverse("admin:console_mention")
    texts = [one["text"] for one in client.get(ask, {"q": "b"}).json()["members"]]
    assert texts == ["bob2@acme.example", "bob@acme.example"]  # two Bobs: the name alone would mean neither
    assert client.get(ask, {"q": "char"}).json()["members"] == []
    client.force_login(victor)
    assert client.get(ask, {"q": "b"}).status_code == 403


def test_the_timeline_shows_a_mention_as_one_and_everything_else_as_text(
    as_alice: Client, acme: Organization, dana: Contact, alice: User, bob: User
) -> None:
    add_note(acme, "<b>@Bob</b> look", actor=alice, contact=dana)
    assert timeline(dana)[0].parts == [("<b>", False), ("@Bob", True), ("</b> look", False)]
    page = as_alice.get(f"/contacts/{dana.pk}/").content.decode()
    assert '&lt;b&gt;<span class="qh-mention">@Bob</span>&lt;/b&gt; look' in page
