"""The nouns beside the records: read, and acted upon through their verbs."""

import pytest

from compliance.models import Suppression
from crm.importing.running import run_imports
from crm.models import Contact, Notification
from crm.notify import notify
from outreach.mailboxes import set_up_sandbox
from outreach.models import Delivery, Enrollment, Mailbox
from quotahit.accounts.choices import Autonomy, Role
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import set_autonomy
from quotahit.audit.models import AuditEntry
from quotahit.workflow.approvals import request
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.models import Run
from quotahit.workflow.outgoing import Fate
from tests.api.conftest import Caller, Calling

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(acme: Organization, alice: User) -> Mailbox:
    return set_up_sandbox(acme, actor=alice)


def test_templates_and_sequences_are_written(api: Caller, acme: Organization) -> None:
    broken = api.post("/templates/", {"name": "A", "subject": "Hi", "body": "{{ contact.frist_name }}"})
    assert (broken.status_code, broken.json()["errors"][0]["pointer"]) == (400, "#/body")
    template = api.post("/templates/", {"name": "A", "subject": "Hi", "body": "Text."}).json()
    assert api.post("/templates/", {"name": "A", "subject": "Hi", "body": "Text."}).json()["code"] == "taken"
    changed = api.patch(f"/templates/{template['id']}/", {"body": "Other text."})
    assert changed.json()["version"] == 2
    steps = [{"template": template["id"]}, {"template": template["id"], "delay_days": "2.5"}]
    made = api.post("/sequences/", {"name": "S", "new_steps": steps}).json()
    assert [(step["position"], step["delay_days"]) for step in made["steps"]] == [(1, "0.000"), (2, "2.500")]
    fewer = api.patch(f"/sequences/{made['id']}/", {"new_steps": steps[:1], "is_active": False}).json()
    assert (len(fewer["steps"]), fewer["is_active"]) == (1, False)
    assert api.patch(f"/sequences/{made['id']}/", {"window_until": "08:00"}).status_code == 400
    actions = set(AuditEntry.objects.filter(actor=f"key:{api.key_id}").values_list("action", flat=True))
    assert actions == {"template.created", "template.changed", "sequence.created", "sequence.changed"}


def test_a_sequence_is_deleted_with_who_is_in_it(
    api: Caller, calling: Calling, bob: User, dana: Contact, mailbox: Mailbox
) -> None:
    template = api.post("/templates/", {"name": "A", "subject": "Hi", "body": "Text."}).json()["id"]
    sequence = api.post("/sequences/", {"name": "S", "new_steps": [{"template": template}]}).json()["id"]
    api.post("/enrollments/enroll/", {"sequence": sequence, "contacts": [dana.pk]})
    assert calling(bob).delete(f"/sequences/{sequence}/").status_code == 403
    assert api.delete(f"/sequences/{sequence}/").status_code == 204
    assert not Enrollment.objects.exists()
    assert AuditEntry.objects.get(action="sequence.deleted").actor == f"key:{api.key_id}"


def test_chat_widgets_are_set_up_with_the_door_behind_them(api: Caller, acme: Organization) -> None:
    made = api.post("/chat_widgets/", {"name": "Website", "origins": ["https://www.acme.example/pricing?x=1"]}).json()
    assert made["origins"] == ["https://www.acme.example"]
    path = f"/chat_widgets/{made['id']}/"
    assert api.patch(path, {"opens": "09:00"}).status_code == 400
    assert api.patch(path, {"origins": ["nonsense"]}).status_code == 400
    assert api.patch(path, {"opens": "09:00", "closes": "17:00", "is_active": False}).json()["key"] == made["key"]
    door = Mailbox.objects.get(organization=acme, transport="chat")
    assert not door.is_active
    assert door.pk not in api.ids("/mailboxes/")
    assert api.delete(path, if_match=api.get(path)["ETag"]).status_code == 204
    assert AuditEntry.objects.filter(action__startswith="chat_widget.").count() == 3


def test_only_managers_write_templates(calling: Calling, bob: User) -> None:
    assert calling(bob).post("/templates/", {"name": "A", "subject": "Hi", "body": "Text."}).status_code == 403


def test_contacts_are_enrolled_and_taken_out(api: Caller, dana: Contact, mailbox: Mailbox) -> None:
    template = api.post("/templates/", {"name": "A", "subject": "Hi", "body": "Text."}).json()["id"]
    sequence = api.post("/sequences/", {"name": "S", "new_steps": [{"template": template}]}).json()["id"]
    answer = api.post("/enrollments/enroll/", {"sequence": sequence, "contacts": [dana.pk, 4_000_000]}).json()
    assert answer == {"enrolled": 1, "skipped": {"4000000": "NOT_FOUND"}}
    row = Enrollment.objects.get()
    assert row.enrolled_by == f"key:{api.key_id}"
    path = f"/enrollments/{row.pk}"
    assert api.post(f"{path}/pause/").json()["status"] == "paused"
    assert api.post(f"{path}/pause/").status_code == 409
    assert api.post(f"{path}/resume/").json()["status"] == "active"
    assert api.post(f"{path}/stop/").json()["stop_reason"] == "removed"
    again = api.post("/enrollments/enroll/", {"sequence": sequence, "contacts": [dana.pk]}).json()
    assert again["skipped"] == {str(dana.pk): "HAD_IT_BEFORE"}, "a key counts as an agent"


@pytest.mark.parametrize(("level", "fate"), [("autonomous", "planned"), ("approve", "waiting"), ("off", "blocked")])
def test_what_a_key_sends_waits_for_autonomy(
    api: Caller, acme: Organization, alice: User, dana: Contact, mailbox: Mailbox, level: str, fate: str
) -> None:
    set_autonomy(acme, Autonomy(level), actor=alice)
    body = {"contact": dana.pk, "mailbox": mailbox.pk, "subject": "Hi", "body": "Text."}
    sent = [api.post("/deliveries/send/", body, idempotency_key="one").json() for _ in range(2)]
    assert sent[0] == sent[1]
    assert (sent[0]["status"], sent[0]["planned_by"]) == (fate, f"key:{api.key_id}")
    assert Delivery.objects.count() == 1
    assert api.post("/deliveries/send/", {"contact": dana.pk, "mailbox": mailbox.pk}).status_code == 400
    if fate != "blocked":
        assert api.post(f"/deliveries/{sent[0]['id']}/cancel/").json()["status"] == Fate.CANCELLED


def test_an_approval_is_answered_for_what_was_seen(
    api: Caller, calling: Calling, acme: Organization, alice: User, victor: User, dana: Contact, mailbox: Mailbox
) -> None:
    set_autonomy(acme, Autonomy.APPROVE, actor=alice)
    api.post("/deliveries/send/", {"contact": dana.pk, "mailbox": mailbox.pk, "subject": "Hi", "body": "Text."})
    (asked,) = api.get("/approvals/?status=waiting").json()["results"]
    assert asked["content"]["text"] == "Text."
    path = f"/approvals/{asked['id']}/resolve/"
    assert api.post(path, {"choice": "approve", "fingerprint": "x"}).json()["code"] == "approval_conflict"
    answer = {"choice": "approve", "fingerprint": asked["fingerprint"], "edits": {"text": "Better."}}
    assert calling(alice, ["read", "write"]).post(path, answer).status_code == 403
    assert calling(victor).get(f"/approvals/{asked['id']}/").status_code == 404
    resolved = api.post(path, answer).json()
    assert (resolved["status"], resolved["resolved_by"], resolved["via"]) == ("resolved", f"key:{api.key_id}", "api")
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.body, delivery.released_by) == (Fate.PLANNED, "Better.", f"key:{api.key_id}")
    assert api.post(path, answer).status_code == 409


def test_an_approval_is_for_who_may_answer_it(calling: Calling, acme: Organization, alice: User, bob: User) -> None:
    hers = request(acme, kind="any", title="For managers", content={}, actor="agent:x", role=Role.MANAGER)
    assert calling(bob).ids("/approvals/") == []
    assert calling(alice).ids("/approvals/") == [hers.pk]


def test_suppressions_and_consents(api: Caller, calling: Calling, bob: User) -> None:
    made = api.post("/suppressions/", {"kind": "email", "address": "Eve@x.example"})
    assert made.status_code == 201
    assert "eve" not in made.content.decode().lower()
    path = f"/suppressions/{made.json()['id']}/lift/"
    assert calling(bob).post(path, {"why": "asked"}).status_code == 403
    assert api.post(path, {"why": "She asked us to write."}).json()["lifted_by"] == f"key:{api.key_id}"
    assert api.ids("/suppressions/?in_force=true") == []
    assert Suppression.objects.count() == 1
    assert api.post("/suppressions/", {"kind": "email", "address": "no"}).status_code == 400
    consent = {
        "address": "eve@x.example", "channels": ["email"], "type": "email_sub", "text": "Yes.", "text_version": "1",
        "source": "form", "at": "2026-11-01T00:00:00Z",
    }  # fmt: skip
    assert api.post("/consents/", consent).json()["scopes_covered"] == ["email"]
    assert api.post("/consents/", consent | {"address": "+12125550123"}).json()["code"] == "wrong_address"
    revoking = {"address": "eve@x.example", "channel": "email", "source": "phone call"}
    assert api.post("/consents/revoke/", revoking).json() == {"revoked": 1}
    assert api.ids("/consents/?is_standing=true") == []


def test_a_list_is_imported(api: Caller, alice: User) -> None:
    body = {"content": "First Name,Mail\nErin,erin@x.example\n", "mapping": {"Mail": "email"}}
    job = api.post("/imports/", body).json()
    assert (job["status"], job["total"], job["by"]) == ("waiting", 1, alice.pk)
    run_imports()
    assert api.get(f"/imports/{job['id']}/").json()["created"] == 1
    assert AuditEntry.objects.get(action="import.started").actor == f"key:{api.key_id}"
    assert api.post("/imports/", {"content": "x", "mapping": {"No": "email"}}).status_code == 400
    draft = api.post("/imports/", body | {"start": False}).json()
    assert draft["status"] == "draft"


def test_a_run_is_looked_at_and_ended(api: Caller, acme: Organization, dana: Contact) -> None:
    run = Run.objects.create(
        organization=acme, chain="c", version=1, step_names=["a"], subject_type="crm.contact", subject_id=dana.pk
    )
    assert api.get(f"/runs/?subject_type=crm.contact&subject_id={dana.pk}").json()["results"][0]["steps"] == []
    assert api.post(f"/runs/{run.pk}/resume/").json()["code"] == "not_possible"
    assert api.post(f"/runs/{run.pk}/cancel/").json()["status"] == "cancelled"


def test_events_are_a_feed(api: Caller, dana: Contact) -> None:
    api.patch(f"/contacts/{dana.pk}/", {"title": "A"})
    api.patch(f"/contacts/{dana.pk}/", {"title": "B"})
    first, second = api.get("/events/?ordering=id&type=contact.updated").json()["results"]
    assert (first["subject_type"], first["subject_id"]) == ("crm.contact", dana.pk)
    assert api.ids(f"/events/?ordering=id&after={first['id']}") == [second["id"]]


def test_a_member_hears_of_their_own_notifications(
    calling: Calling, acme: Organization, alice: User, bob: User
) -> None:
    notify(acme, [alice], kind="x", title="For Alice")
    assert calling(bob).ids("/notifications/") == []
    caller = calling(alice)
    assert len(caller.ids("/notifications/?is_unread=true")) == 1
    assert caller.post("/notifications/read/").json() == {"marked": 1}
    assert Notification.objects.filter(read_at=None).count() == 0


def test_the_organization_is_read_without_its_secrets(api: Caller, acme: Organization) -> None:
    told = api.get("/organization/").json()
    assert (told["slug"], told["autonomy"]) == ("acme", acme.autonomy)
    assert api.get("/organization/?fields=slug").json() == {"id": acme.pk, "slug": "acme"}
    assert api.patch("/organization/", {"name": "x"}).status_code == 405
    assert api.get("/mailboxes/").json()["results"] == []
    assert api.get("/decisions/").json()["results"] == []


def test_a_run_is_started_by_who_may_send(api: Caller, calling: Calling, alice: User, dana: Contact) -> None:
    chain = register_chain(Chain("api_test", 1, (Step("a", "crm.score"),)))
    body = {"chain": chain.name, "subject_type": "crm.contact", "subject_id": dana.pk}
    assert calling(alice, ["read", "write"]).post("/runs/", body).status_code == 403
    run = api.post("/runs/", body).json()
    assert (run["chain"], run["subject_id"], run["status"]) == ("api_test", dana.pk, "ready")
    assert AuditEntry.objects.get(action="run.requested").actor == f"key:{api.key_id}"
    whole = body | {"chain": "inbound-pipeline"}
    assert api.post("/runs/", whole).json()["chain"] == "inbound-pipeline"
    assert api.post("/runs/", whole).json()["code"] == "not_possible"
    assert api.post("/runs/", body | {"chain": "nothing"}).json()["code"] == "unknown_chain"
    assert api.post("/runs/", body | {"subject_id": 4_000_000}).json()["code"] == "does_not_exist"
