"""The memory through every door: the page, the API and the assistants' resource; nobody sees a stranger's."""

import pytest
from django.test import Client

from agents.mcp.callers import Caller as Assistant
from agents.mcp.errors import NotFound
from agents.mcp.resources.people import contact_memory
from crm.models import Analysis, Contact
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, User
from tests.api.conftest import Calling, calling
from tests.crm.memory.conftest import Say

pytestmark = pytest.mark.django_db
__all__ = ["calling"]  # the fixture


def _assistant(user: User) -> Assistant:
    membership = Membership.objects.get(user=user)
    return Assistant(membership.organization, f"user:{user.pk}", frozenset(["read"]), membership)


@pytest.fixture
def spoken(dana: Contact, they: Say) -> Contact:
    said = they("That is too expensive <b>for us</b>. Tuesday at 10 am suits me for a call.", sentiment="negative")
    Analysis.objects.create(
        organization=dana.organization, interaction=said, contact=dana, emotion="frustrated", confidence="0.9",
        intent="objection", objections=[{"kind": "price", "severity": "high", "detail": "too expensive"}],
        urgency="soon", act="address_objection", channel="email", tone="factual", layer="lexicon",
    )  # fmt: skip
    return dana


def test_the_page_says_what_we_remember(client: Client, alice: User, spoken: Contact) -> None:
    client.force_login(alice)
    page = client.get(f"/contacts/{spoken.pk}/").content.decode()
    card = page[page.index("What we remember") : page.index("What they told us")]
    for words in ("too expensive for us", "Negative", "Price", "Tuesday at 10 am suits me for a call.", "Email 1"):
        assert words in card
    assert "in their own words" in card
    assert "<b>for us" not in card


def test_of_a_stranger_the_page_says_that_nothing_is_known(client: Client, alice: User, dana: Contact) -> None:
    client.force_login(alice)
    assert "They have not said anything yet." in client.get(f"/contacts/{dana.pk}/").content.decode()


def test_the_api_tells_the_whole_of_it(calling: Calling, alice: User, spoken: Contact) -> None:
    told = calling(alice).get(f"/contacts/{spoken.pk}/memory/").json()
    assert told["contact"] == spoken.pk
    assert told["company"] == spoken.company_id
    assert told["deal"] is None
    assert told["overall_sentiment"] == "negative"
    assert [(one["kind"], one["detail"]) for one in told["objections"]] == [("price", "too expensive")]
    assert told["topics"] == ["price"]
    assert told["appointment"]["words"] == "Tuesday at 10 am suits me for a call."
    assert told["last_reply"]["intent"] == "objection"
    assert (told["interaction_count"], told["interactions_by_channel"]) == (1, {"email": 1})
    assert (told["summarized_by"], told["last_channel_used"], told["last_call"]) == ("offline", "email", None)
    assert "too expensive for us" in told["conversation_summary"]


def test_an_assistant_reads_it_with_their_words_named_as_theirs(alice: User, spoken: Contact) -> None:
    told = contact_memory(_assistant(alice), id=spoken.pk)
    assert told["overall_sentiment"] == "negative"
    assert told["objections"][0]["their_words"] == "too expensive"
    assert told["appointment_in_their_words"] == "Tuesday at 10 am suits me for a call."


def test_who_does_not_see_the_contact_reads_no_memory(
    calling: Calling, bob: User, charlie: User, client: Client, spoken: Contact
) -> None:
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    for stranger in (bob, charlie):
        assert calling(stranger).get(f"/contacts/{spoken.pk}/memory/").status_code == 404
        with pytest.raises(NotFound):
            contact_memory(_assistant(stranger), id=spoken.pk)
    client.force_login(bob)
    assert client.get(f"/crm/recap/{spoken.recap.pk}/change/").status_code in (302, 404)
