"""The records by API: made, found, changed, and every act under the key's own name."""

import pytest

from crm.models import Contact, Deal, Stage
from crm.own_fields.defining import define_field
from quotahit.accounts.models import Organization, User
from quotahit.asgi import application
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


def test_a_contact_is_made_found_and_changed(api: Caller, acme: Organization) -> None:
    made = api.post("/contacts/", {"first_name": "Erin", "emails": ["erin@x.example"], "company_name": "X Ltd"})
    assert made.status_code == 201, made.content
    contact = made.json()
    assert (contact["emails"], contact["company_name"]) == (["erin@x.example"], "X Ltd")
    assert made["Location"] == f"/api/v1/contacts/{contact['id']}/"
    shown = api.get(made["Location"].removeprefix("/api/v1"))
    assert shown.json() == contact
    assert shown["ETag"] == made["ETag"]
    changed = api.patch(f"/contacts/{contact['id']}/", {"title": "CEO", "custom": {"tier": 1}})
    assert (changed.json()["title"], changed.json()["custom"]) == ("CEO", {"tier": 1})
    assert changed["ETag"] != made["ETag"]
    assert api.ids("/contacts/?search=erin") == [contact["id"]]


def test_every_act_is_logged_under_the_keys_name(api: Caller, acme: Organization, dana: Contact) -> None:
    api.patch(f"/contacts/{dana.pk}/", {"title": "CEO"})
    actor = f"key:{api.key_id}"
    assert AuditEntry.objects.get(action="contact.updated").actor == actor
    assert Event.objects.get(type="contact.updated").source == actor
    assert dana.history.latest().history_change_reason == actor


def test_what_is_unknown_or_fixed_is_an_error_with_a_pointer(api: Caller, dana: Contact) -> None:
    refused = api.post("/contacts/", {"frist_name": "Erin", "id": 7, "fit": 90})
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    errors = {(error["pointer"], error["code"]) for error in refused.json()["errors"]}
    assert errors == {("#/frist_name", "unknown_field"), ("#/id", "read_only"), ("#/fit", "read_only")}
    assert api.patch(f"/contacts/{dana.pk}/", {"emails": ["a@b.example"]}).status_code == 400
    assert api.get("/contacts/?ownr=7").json()["code"] == "unknown_parameter"
    assert api.get("/contacts/?fields=id,nmae").json()["errors"][0]["pointer"] == "?fields"
    assert api.post("/contacts/", {"emails": ["no address"]}).json()["code"] == "bad_address"
    assert api.post("/contacts/", {"emails": ["dana@globex.example"]}).status_code == 409


@pytest.mark.parametrize(
    "body", [{"custom": {"a": "\0"}}, {"custom": {"a": "\ud800"}}, {"first_name": "\0"}, [], 7, None]
)
def test_what_no_database_keeps_is_refused(api: Caller, body: object) -> None:
    assert api.post("/contacts/", body or "null").status_code == 400


def test_json_that_is_none_or_too_deep_is_a_problem(api: Caller) -> None:
    for body in ("{", "[" * 100_000, '{"custom": ' + '{"a":' * 50 + "1" + "}" * 51):
        answer = api.post("/contacts/", body)
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_fields_are_chosen(api: Caller, dana: Contact) -> None:
    shown = api.get(f"/contacts/{dana.pk}/?fields=first_name,owner").json()
    assert shown == {"id": dana.pk, "first_name": "Dana", "owner": None}
    assert api.get("/contacts/?fields=title").json()["results"] == [{"id": dana.pk, "title": "VP Sales"}]


def test_a_deal_moves_through_its_stages(api: Caller, dana: Contact, acme: Organization) -> None:
    made = api.post("/deals/", {"name": "Big", "contact": dana.pk, "amount": "1200.50", "custom": {"a": 1}}).json()
    assert (made["company"], made["amount"], made["kind"]) == (dana.company_id, "1200.50", "open")
    stages = api.get("/stages/").json()["results"]
    won = next(stage["id"] for stage in stages if stage["kind"] == "won")
    assert api.post(f"/deals/{made['id']}/move/", {"stage": won}).json()["kind"] == "won"
    assert Deal.objects.get().closed_at
    assert api.get("/pipelines/").json()["results"][0]["stages"] == stages


def test_tasks_notes_and_interactions(api: Caller, dana: Contact, bob: User) -> None:
    task = api.post("/tasks/", {"title": "Call", "contact": dana.pk, "assignee": bob.pk}).json()
    assert task["assignee_name"] == "Bob"
    assert api.patch(f"/tasks/{task['id']}/", {"title": "Call back"}).json()["title"] == "Call back"
    assert api.post(f"/tasks/{task['id']}/complete/").json()["done_at"]
    assert api.ids("/tasks/?is_open=true") == []
    assert api.post(f"/tasks/{task['id']}/reopen/").json()["done_at"] is None
    note = api.post("/notes/", {"body": "Likes tea.", "contact": dana.pk}).json()
    assert api.ids(f"/notes/?contact={dana.pk}") == [note["id"]]
    said = {"contact": dana.pk, "channel": "meeting", "direction": "outbound", "subject": "Lunch"}
    line = api.post("/interactions/", said).json()
    assert line["actor"] == f"key:{api.key_id}"
    assert api.ids("/interactions/?channel=meeting") == [line["id"]]


def test_acts_of_a_contact(api: Caller, dana: Contact) -> None:
    path = f"/contacts/{dana.pk}"
    assert (
        api.post(f"{path}/emails/", {"address": "d@y.example", "is_primary": True}).json()["emails"][0] == "d@y.example"
    )
    assert api.post(f"{path}/phones/", {"address": "+12125550123"}).json()["phones"] == ["+12125550123"]
    assert api.post(f"{path}/tag/", {"tag": "vip"}).json()["tags"] == ["vip"]
    assert api.ids("/contacts/?tag=vip") == [dana.pk]
    assert api.post(f"{path}/score/").json()["fit"] is not None
    assert api.post(f"{path}/hold/", {}).status_code == 200
    assert api.post(f"{path}/release/").json() == {"released": 1}
    assert api.post(f"{path}/release/").json() == {"released": 0}


def test_members_are_told_by_name_and_never_by_address(api: Caller, dana: Contact, calling: Calling) -> None:
    nameless = User.objects.create_user("secret@acme.example")
    Contact.objects.filter(pk=dana.pk).update(owner=nameless)
    assert api.get(f"/contacts/{dana.pk}/").json()["owner_name"] == f"Member {nameless.pk}"


def test_many_at_once_and_one_bad_one_stops_none(api: Caller, dana: Contact) -> None:
    items = [
        {"first_name": "Ann", "emails": ["ann@x.example"]},
        {"first_name": "Dup", "emails": ["ann@x.example"]},
        {"id": dana.pk, "title": "CTO"},
        {"id": 10**30, "title": "?"},
        {"nonsense": 1},
    ]
    answer = api.post("/contacts/bulk/", {"items": items}).json()
    assert [result["status"] for result in answer["results"]] == [201, 409, 200, 404, 400]
    assert (answer["succeeded"], answer["failed"]) == (2, 3)
    dana.refresh_from_db()
    assert (dana.title, Contact.objects.count()) == ("CTO", 2)
    assert api.post("/contacts/bulk/", {"items": [{}] * 501}).status_code == 400


def test_a_stage_that_asks_for_more_names_the_fields(api: Caller, dana: Contact, acme: Organization) -> None:
    deal = api.post("/deals/", {"name": "Big", "contact": dana.pk}).json()
    asking = Stage.objects.get(organization=acme, name="Proposal")
    Stage.objects.filter(pk=asking.pk).update(required=["amount"])
    refused = api.post(f"/deals/{deal['id']}/move/", {"stage": asking.pk})
    assert (refused.status_code, refused.json()["code"]) == (400, "missing_fields")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["#/amount"]


def test_a_contact_is_found_by_what_other_systems_know(api: Caller, dana: Contact) -> None:
    made = api.post("/contacts/", {"first_name": "E", "external_ids": [{"system": "hubspot", "value": "4711"}]}).json()
    assert made["external_ids"] == [{"system": "hubspot", "value": "4711"}]
    assert api.ids("/contacts/?external_id=hubspot:4711") == [made["id"]]
    assert api.ids("/contacts/?external_id=hubspot:1") == []
    assert api.ids("/contacts/?email=%20DANA@Globex.example") == [dana.pk]


async def test_a_body_that_is_too_large_is_a_problem() -> None:
    told: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        told.append(message)

    headers = [(b"content-length", b"99999999")]
    scope = {"type": "http", "path": "/api/v1/contacts/", "method": "POST", "headers": headers}
    await application(scope, None, send)
    assert told[0]["status"] == 413
    assert (b"content-type", b"application/problem+json") in told[0]["headers"]  # type: ignore[operator]


def test_own_fields_are_read_by_their_kind(api: Caller, acme: Organization, alice: User, dana: Contact) -> None:
    define_field(acme, "contact", "Seats", "number", actor=alice)
    changed = api.patch(f"/contacts/{dana.pk}/", {"custom": {"seats": "1,200"}})
    assert changed.json()["custom"] == {"seats": 1200}
    refused = api.patch(f"/contacts/{dana.pk}/", {"custom": {"seats": "many"}})
    assert refused.status_code == 400
    assert "seats: “many” is no number" in refused.json()["detail"]
