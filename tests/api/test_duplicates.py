"""Records that look like one, by API: told apart, merged after a look ahead, and parted again."""

import pytest

from crm.duplicates.pairs import look_for
from crm.models import Contact, DuplicatePair, Merge
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins(api: Caller) -> tuple[int, int]:
    """Two rows of one person, of whom one has a title."""
    both = [
        api.post("/contacts/", {"first_name": "Erin", "last_name": "Stone", "company_name": "X Ltd", **more}).json()
        for more in ({"title": "CEO"}, {"title": "Chief"})
    ]
    return both[0]["id"], both[1]["id"]


def test_pairs_are_told_apart(api: Caller, twins: tuple[int, int], acme: Organization) -> None:
    look_for(acme.pk, "contact", twins)
    (pair,) = api.get("/duplicates/?status=open&kind=contact").json()["results"]
    assert (pair["low_id"], pair["high_id"]) == twins
    assert api.post("/duplicates/dismiss/", {"pairs": [pair["id"], 4_000_000]}).json() == {"dismissed": 1}
    assert DuplicatePair.objects.get().decided_by == f"key:{api.key_id}"
    assert api.ids("/duplicates/?status=open") == []


def test_two_are_merged_after_a_look_ahead_and_parted_again(api: Caller, twins: tuple[int, int]) -> None:
    winner, loser = twins
    api.post("/tasks/", {"title": "Call", "contact": loser})
    seen = api.get(f"/merges/preview/?kind=contact&winner={winner}&loser={loser}").json()
    assert seen["options"] == [{"field": "title", "winner": "CEO", "loser": "Chief", "choice": "winner"}]
    assert seen["moved"]["crm.task"] == 1
    assert Contact.objects.filter(pk=loser).exists()
    body = {"kind": "contact", "winner": winner, "loser": loser, "choices": {"title": "loser"}}
    merge = api.post("/merges/", body).json()
    assert (merge["contact"], merge["loser_id"], merge["can_be_undone"]) == (winner, loser, True)
    assert api.get(f"/contacts/{winner}/").json()["title"] == "Chief"
    assert api.get(f"/contacts/{loser}/").status_code == 404
    assert api.post("/merges/", body).status_code == 400
    assert api.post(f"/merges/{merge['id']}/undo/").json()["undone_by"] == f"key:{api.key_id}"
    assert api.get(f"/contacts/{loser}/").json()["title"] == "Chief"
    assert api.post(f"/merges/{merge['id']}/undo/").json()["code"] == "not_mergeable"
    assert AuditEntry.objects.filter(actor=f"key:{api.key_id}", action__startswith="contact.").count() == 4


def test_what_cannot_be_merged_is_a_problem(api: Caller, twins: tuple[int, int]) -> None:
    same = {"kind": "contact", "winner": twins[0], "loser": twins[0]}
    assert api.post("/merges/", same).json()["code"] == "not_mergeable"
    odd = {"kind": "contact", "winner": twins[0], "loser": twins[1], "choices": {"shoe_size": "loser"}}
    assert api.post("/merges/", odd).json()["code"] == "unknown_field"
    assert api.get("/merges/preview/?kind=contact&winner=x&loser=1").json()["errors"][0]["pointer"] == "?winner"
    assert not Merge.objects.exists()


def test_nobody_merges_what_they_do_not_see(calling: Calling, twins: tuple[int, int], bob: User) -> None:
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    Contact.objects.filter(pk=twins[0]).update(owner=bob)
    refused = calling(bob).post("/merges/", {"kind": "contact", "winner": twins[0], "loser": twins[1]})
    assert refused.json()["errors"][0]["pointer"] == "#/loser"
