"""The inbox, take-over and answers by API."""

from datetime import timedelta
from pathlib import Path

import pytest

from crm.interactions import log_interaction
from crm.models import Contact, Conversation, Hold, Task
from outreach.models import Delivery
from quotahit import clock
from quotahit.accounts.choices import Autonomy
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import set_autonomy
from quotahit.audit.models import AuditEntry
from tests.api.conftest import Caller, Calling
from tests.console.workspace import furnish

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(acme: Organization, dana: Contact) -> str:
    """Dana has said something."""
    log_interaction(acme, dana, channel="sms", direction="inbound", actor=f"contact:{dana.pk}", body="Hello")
    return f"/conversations/{Conversation.objects.get().pk}"


def test_a_conversation_is_read_assigned_put_off_and_put_away(api: Caller, talk: str, bob: User, dana: Contact) -> None:
    (row,) = api.get("/conversations/?state=unread").json()["results"]
    assert (row["contact"], row["channel"], row["assignee"]) == (dana.pk, "sms", None)
    assert api.post(f"{talk}/assign/", {"member": bob.pk}).json()["assignee_name"] == "Bob"
    assert api.ids("/conversations/?is_assigned=false") == []
    until = (clock.now() + timedelta(hours=3)).isoformat()
    assert api.post(f"{talk}/snooze/", {"until": until}).json()["snoozed_until"] is not None
    assert api.ids("/conversations/?state=open") == []
    assert api.post(f"{talk}/reopen/").json()["snoozed_until"] is None
    assert api.post(f"{talk}/unread/").json()["read_at"] is None
    assert api.post(f"{talk}/read/").json()["read_at"] is not None
    assert api.post(f"{talk}/done/").json()["done_at"] is not None
    assert len(api.ids("/conversations/?state=done")) == 1
    acts = AuditEntry.objects.filter(actor=f"key:{api.key_id}", action__startswith="conversation.")
    assert acts.count() == 4, "reading is a glance and leaves no line"


def test_what_makes_no_sense_is_a_problem(api: Caller, talk: str, charlie: User) -> None:
    past = (clock.now() - timedelta(hours=3)).isoformat()
    assert api.post(f"{talk}/snooze/", {"until": past}).json()["errors"][0]["pointer"] == "#/until"
    assert api.post(f"{talk}/assign/", {"member": charlie.pk}).json()["errors"][0]["code"] == "does_not_exist"


def test_a_member_takes_over_by_their_program(api: Caller, dana: Contact, alice: User) -> None:
    path = f"/contacts/{dana.pk}"
    assert api.post(f"{path}/take_over/").json()["owner"] == (dana.owner_id or alice.pk)
    assert api.post(f"{path}/take_over/").status_code == 200
    hold = Hold.objects.get(released_at=None)
    assert (hold.kind, hold.by) == ("takeover", f"key:{api.key_id}")
    assert Task.objects.get(done_at=None).assignee == alice
    assert api.post(f"{path}/hand_back/").json() == {"handed_back": True}
    assert api.post(f"{path}/hand_back/").json() == {"handed_back": False}
    acts = AuditEntry.objects.filter(actor=f"key:{api.key_id}", action__startswith="contact.")
    assert {"contact.taken_over", "contact.handed_back"} <= set(acts.values_list("action", flat=True))


def test_there_must_be_something_to_answer_and_a_scope_for_it(
    api: Caller, calling: Calling, alice: User, dana: Contact
) -> None:
    body = {"contact": dana.pk, "body": "Gladly."}
    assert calling(alice, ["read", "write"]).post("/deliveries/answer/", body).status_code == 403
    assert api.post("/deliveries/answer/", body).json()["code"] == "not_sendable"


def test_an_answer_goes_into_the_thread_and_waits_for_autonomy(calling: Calling, tmp_path: Path, dana: Contact) -> None:
    owner = User.objects.create_user("owner@homely.example")
    contact = Contact.objects.get(organization=furnish("Homely", owner, tmp_path))
    set_autonomy(contact.organization, Autonomy.APPROVE, actor=owner)
    api, body = calling(owner), {"contact": contact.pk, "body": "Thursday at ten?"}
    told = [api.post("/deliveries/answer/", body, idempotency_key="a").json() for _ in "ab"]
    assert told[0] == told[1]
    assert (told[0]["purpose"], told[0]["status"]) == ("reply", "waiting")
    made = Delivery.objects.get(pk=told[0]["id"])
    assert (made.in_reply_to != "", made.planned_by) == (True, f"key:{api.key_id}")
    assert api.post("/deliveries/answer/", body | {"contact": dana.pk}).json()["errors"][0]["pointer"] == "#/contact"


def test_numbers_that_must_not_be_called(api: Caller, calling: Calling, bob: User) -> None:
    items = [{"number": "+12125550123", "source": "phone"}, {"number": "none", "source": "phone"}]
    answer = calling(bob).post("/do_not_call/bulk/", {"items": items}).json()
    assert [result["status"] for result in answer["results"]] == [201, 400]
    assert api.ids("/do_not_call/?address=%2B1%20212%20555%200123&is_own=true") == [answer["results"][0]["id"]]
    later = (clock.now() + timedelta(days=1)).isoformat()
    assert api.post("/do_not_call/", items[0] | {"at": later}).status_code == 400


def test_many_are_suppressed_at_once_and_each_is_told(api: Caller) -> None:
    items = [{"kind": "email", "address": address} for address in ("a@x.example", "b@x.example", "no")]
    answers = [api.post("/suppressions/bulk/", {"items": items}, idempotency_key="list-1").json() for _ in "ab"]
    assert answers[0] == answers[1]
    assert [result["status"] for result in answers[0]["results"]] == [201, 201, 400]
    assert len(api.ids("/suppressions/?address=A@X.example")) == 1
    assert api.post("/notes/bulk/", {"items": [{"id": 1, "body": "x"}]}).json()["results"][0]["status"] == 400
