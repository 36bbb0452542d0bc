"""A key sees what its member sees, of every noun, and makes nothing that its member would not see."""

import pytest

from crm.contacts import create_contact
from crm.deals import create_deal
from crm.models import Contact
from crm.sharing import share
from crm.todo import add_note, create_task
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


@pytest.fixture
def narrow(calling: Calling, bob: User) -> Caller:
    """The key of Bob, who sees his own records alone."""
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    return calling(bob)


@pytest.fixture
def hers(acme: Organization, alice: User) -> dict[str, int]:
    """A contact of Alice's, with all that hangs on it."""
    contact = create_contact(acme, actor=alice, first_name="Hers", owner=alice, company_name="Hers Ltd")
    deal = create_deal(acme, actor=alice, name="Hers", contact=contact)
    task = create_task(acme, actor=alice, title="Hers", contact=contact, assignee=alice)
    note = add_note(acme, "Hers", actor=alice, contact=contact)
    rows = {"contacts": contact.pk, "deals": deal.pk, "tasks": task.pk, "notes": note.pk}
    return rows | {"companies": contact.company_id or 0}


def test_what_the_member_does_not_see_is_not_there(narrow: Caller, api: Caller, hers: dict[str, int]) -> None:
    for noun, pk in hers.items():
        assert narrow.ids(f"/{noun}/") == [], noun
        assert narrow.get(f"/{noun}/{pk}/").status_code == 404, noun
        assert api.ids(f"/{noun}/") == [pk], noun
    assert narrow.ids("/contacts/?search=hers") == narrow.ids("/companies/?search=hers") == []
    assert narrow.ids("/events/") == []
    assert narrow.patch(f"/contacts/{hers['contacts']}/", {"title": "x"}).status_code == 404
    assert narrow.post(f"/contacts/{hers['contacts']}/tag/", {"tag": "x"}).status_code == 404
    assert narrow.post("/notes/", {"body": "x", "contact": hers["contacts"]}).status_code == 400
    enrolling = {"sequence": 1, "contacts": [hers["contacts"]]}
    assert narrow.post("/enrollments/enroll/", enrolling).status_code == 400


def test_what_is_shared_is_there(narrow: Caller, hers: dict[str, int], bob: User, alice: User) -> None:
    share(Contact.objects.get(pk=hers["contacts"]), user=bob, actor=alice)
    assert narrow.ids("/contacts/") == [hers["contacts"]]


def test_what_it_makes_is_the_members(narrow: Caller, bob: User, hers: dict[str, int], alice: User) -> None:
    made = narrow.post("/contacts/", {"first_name": "Mine"}).json()
    assert made["owner"] == bob.pk
    assert narrow.post("/companies/", {"name": "Mine"}).json()["owner"] == bob.pk
    assert narrow.post("/deals/", {"name": "Mine"}).json()["owner"] == bob.pk
    given = narrow.patch(f"/contacts/{made['id']}/", {"owner": alice.pk})
    assert (given.status_code, given.content) == (204, b""), "given away, it is out of sight"
