"""Console, API and MCP are three doors of one house: the same twelve acts leave the same records and the same log."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

import pytest
from django.core.cache import cache
from django.test import Client

from agents.mcp import acts  # noqa: F401  (it offers its tools)
from agents.mcp.callers import caller_with
from agents.mcp.tools import tools
from crm.models import Contact, Deal, Interaction, Note, Stage, Task
from crm.pipelines import ensure_default
from outreach.models import Enrollment, Sequence
from quotahit.accounts.api_keys import create_key
from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import create_organization
from quotahit.audit.models import AuditEntry
from quotahit.workflow.approvals import request
from quotahit.workflow.models import Approval

pytestmark = pytest.mark.django_db
PERSON = {"first_name": "Nia", "last_name": "Novak", "title": "VP Sales", "country": "US"}


class Door(Protocol):
    """One way in. Each act takes and gives what the story needs, whatever the door calls it."""

    def create_contact(self) -> int: ...
    def score(self, contact: int) -> None: ...
    def enroll(self, contact: int, sequence: Sequence) -> None: ...
    def open_deal(self, contact: int, stage: Stage) -> int: ...
    def move(self, deal: int, stage: Stage) -> None: ...
    def own(self, contact: int) -> None: ...
    def note(self, contact: int) -> None: ...
    def call(self, contact: int) -> None: ...
    def meet(self, contact: int) -> None: ...
    def task(self, contact: int) -> None: ...
    def answer(self, approval: Approval, choice: str) -> None: ...


@dataclass
class Console:
    owner: User
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.client.force_login(self.owner)

    def _post(self, path: str, **form: Any) -> None:
        answer = self.client.post(path, form)
        assert answer.status_code == 302, answer.content

    def create_contact(self) -> int:
        form = {**PERSON, "lifecycle": "lead", "emails-0-address": "nia@globex.example", "emails-0-type": "work"}
        form |= {"emails-0-validity": "unknown", "emails-0-is_primary": "on"}
        for prefix, number in (("emails", 1), ("phones", 0), ("shares", 0)):
            form |= {f"{prefix}-TOTAL_FORMS": str(number), f"{prefix}-INITIAL_FORMS": "0"}
        self._post("/crm/contact/add/", **form)
        return Contact.objects.get(organization__memberships__user=self.owner).pk

    def score(self, contact: int) -> None:
        self._post(f"/contacts/{contact}/score/")

    def enroll(self, contact: int, sequence: Sequence) -> None:
        self._post(f"/contacts/{contact}/enroll/", sequence=sequence.pk)

    def open_deal(self, contact: int, stage: Stage) -> int:
        form = {"shares-TOTAL_FORMS": "0", "shares-INITIAL_FORMS": "0", "currency": "USD"}
        self._post("/crm/deal/add/", name="Pilot", contact=contact, stage=stage.pk, amount="1200", **form)
        return Deal.objects.get(contact=contact).pk

    def move(self, deal: int, stage: Stage) -> None:
        self._post(f"/board/{deal}/move/", stage=stage.pk)

    def own(self, contact: int) -> None:
        form = {**PERSON, "lifecycle": Contact.objects.get(pk=contact).lifecycle, "owner": str(self.owner.pk)}
        for prefix in ("emails", "phones", "shares"):
            form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        self._post(f"/crm/contact/{contact}/change/", **form)

    def note(self, contact: int) -> None:
        self._post(f"/contacts/{contact}/log/", kind="note", body="She likes tea.")

    def call(self, contact: int) -> None:
        self._post(f"/contacts/{contact}/log/", kind="voice_live", body="She wants a demo.")

    def meet(self, contact: int) -> None:
        self._post(f"/contacts/{contact}/log/", kind="meeting", body="We showed it.")

    def task(self, contact: int) -> None:
        self._post(f"/contacts/{contact}/task/", title="Send the offer", assignee=self.owner.pk)

    def answer(self, approval: Approval, choice: str) -> None:
        self._post(f"/approvals/{approval.pk}/", choice=choice, fingerprint=approval.fingerprint)


@dataclass
class Api:
    owner: User
    client: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        place = self.owner.memberships.get()
        self.secret = create_key(place, "Test", ["read", "write", "send"], actor=self.owner).secret

    def _send(self, method: str, path: str, **body: Any) -> Any:
        headers = {"authorization": f"Bearer {self.secret}"}
        send = getattr(self.client, method)
        answer = send(f"/api/v1/{path}", body, content_type="application/json", headers=headers)
        assert answer.status_code in (200, 201), answer.content
        return answer.json()

    def create_contact(self) -> int:
        return self._send("post", "contacts/", **PERSON, emails=["nia@globex.example"])["id"]

    def score(self, contact: int) -> None:
        self._send("post", f"contacts/{contact}/score/")

    def enroll(self, contact: int, sequence: Sequence) -> None:
        self._send("post", "enrollments/enroll/", sequence=sequence.pk, contacts=[contact])

    def open_deal(self, contact: int, stage: Stage) -> int:
        return self._send("post", "deals/", name="Pilot", contact=contact, stage=stage.pk, amount="1200")["id"]

    def move(self, deal: int, stage: Stage) -> None:
        self._send("post", f"deals/{deal}/move/", stage=stage.pk)

    def own(self, contact: int) -> None:
        self._send("patch", f"contacts/{contact}/", owner=self.owner.pk)

    def note(self, contact: int) -> None:
        self._send("post", "notes/", contact=contact, body="She likes tea.")

    def _said(self, contact: int, channel: str, subject: str, body: str) -> None:
        self._send(
            "post", "interactions/", contact=contact, channel=channel, direction="outbound", subject=subject, body=body
        )

    def call(self, contact: int) -> None:
        self._said(contact, "voice_live", "Call", "She wants a demo.")

    def meet(self, contact: int) -> None:
        self._said(contact, "meeting", "Meeting", "We showed it.")

    def task(self, contact: int) -> None:
        self._send("post", "tasks/", contact=contact, title="Send the offer", assignee=self.owner.pk)

    def answer(self, approval: Approval, choice: str) -> None:
        self._send("post", f"approvals/{approval.pk}/resolve/", choice=choice, fingerprint=approval.fingerprint)


@dataclass
class Mcp:
    owner: User

    def __post_init__(self) -> None:
        key = create_key(self.owner.memberships.get(), "Test", ["read", "write", "send"], actor=self.owner).row
        self.caller, self.tools = caller_with(key), {tool.name: tool for tool in tools()}

    def _call(self, name: str, /, **words: Any) -> Any:
        self.caller.must(self.tools[name].scope)
        return self.tools[name].function(self.caller, **words)

    def create_contact(self) -> int:
        return self._call("create_contact", **PERSON, email="nia@globex.example")["contact"]["id"]

    def score(self, contact: int) -> None:
        self._call("score_lead", contact_id=contact)

    def enroll(self, contact: int, sequence: Sequence) -> None:
        assert self._call("start_sequence", contact_id=contact, sequence=str(sequence.pk))["enrolled"]

    def open_deal(self, contact: int, stage: Stage) -> int:
        return self._call("create_deal", name="Pilot", contact_id=contact, amount="1200")["deal"]["id"]

    def move(self, deal: int, stage: Stage) -> None:
        self._call("update_deal_stage", deal_id=deal, stage=stage.name)

    def own(self, contact: int) -> None:
        self._call("assign_to_rep", contact_id=contact, rep=self.owner.email)

    def note(self, contact: int) -> None:
        self._call("log_activity", contact_id=contact, text="She likes tea.")

    def call(self, contact: int) -> None:
        self._call("log_activity", contact_id=contact, text="She wants a demo.", kind="call")

    def meet(self, contact: int) -> None:
        self._call("log_activity", contact_id=contact, text="We showed it.", kind="meeting")

    def task(self, contact: int) -> None:
        self._call("create_task", contact_id=contact, title="Send the offer")

    def answer(self, approval: Approval, choice: str) -> None:
        self._call(choice, approval_id=approval.pk, fingerprint=approval.fingerprint)


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    cache.clear()


def play(make: type[Any], name: str) -> Organization:
    """The twelve acts through one door, in an organization of its own."""
    owner = User.objects.create_user(f"owner@{name}.example", first_name="Olga", is_staff=True)
    organization = create_organization("Shop", slug=name, owner=owner, country="US", zone="America/New_York")
    door: Door = make(owner)
    contact = door.create_contact()
    door.score(contact)
    door.enroll(contact, Sequence.objects.get(organization=organization, code="engage"))
    stages = ensure_default(organization).stages
    deal = door.open_deal(contact, stages.get(name="New"))
    door.move(deal, stages.get(name="Proposal"))
    door.own(contact)
    door.note(contact)
    door.call(contact)
    door.meet(contact)
    door.task(contact)
    for number, choice in enumerate(("approve", "reject")):
        content = {"name": f"Globex {number}", "contact_id": contact, "why": ""}
        about = {"kind": "deal.open", "title": "Open a deal?", "content": content}
        Deal.objects.filter(pk=deal).update(closed_at="2026-11-01T00:00:00Z")  # else a second one is refused
        door.answer(request(organization, **about, actor="agent:orchestrator"), choice)
    return organization


def records(organization: Organization) -> dict[str, Any]:
    """What stands in the records afterwards, without ids and times."""
    mine = {"organization": organization}
    contact = Contact.objects.get(**mine)
    return {
        "contact": (contact.name, contact.title, contact.country, contact.lifecycle, str(contact.owner), contact.fit),
        "emails": list(contact.emails.values_list("address", "type", "validity", "is_primary")),
        "enrolled": list(Enrollment.objects.filter(**mine).values_list("sequence__code", "status")),
        "deals": sorted(Deal.objects.filter(**mine).values_list("name", "stage__name", "amount", "currency")),
        "moves": list(contact.deals.order_by("pk")[0].stage_changes.values_list("before__name", "after__name")),
        "notes": list(Note.objects.filter(**mine).values_list("body", flat=True)),
        "said": list(Interaction.objects.filter(**mine).order_by("pk").values_list("channel", "subject", "body")),
        "tasks": list(Task.objects.filter(**mine).values_list("title", "assignee__first_name")),
        "answers": list(Approval.objects.filter(**mine).order_by("pk").values_list("choice", "status")),
    }


def logged(organization: Organization) -> list[str]:
    """What the log says was done by the one who came through the door, once keys are left aside."""
    done = AuditEntry.objects.filter(organization_id=organization.pk).exclude(actor__startswith="system:")
    return sorted(done.exclude(action__startswith="api_key.").values_list("action", flat=True))


def test_the_three_doors_leave_the_same_records_and_the_same_log() -> None:
    console, api, mcp = (play(door, name) for door, name in ((Console, "console"), (Api, "api"), (Mcp, "mcp")))

    told = records(console)
    assert told["contact"][:2] == ("Nia Novak", "VP Sales")
    assert ("Pilot", "Proposal", Decimal(1200), "USD") in told["deals"]
    assert told["answers"] == [("approve", "resolved"), ("reject", "resolved")]
    assert records(api) == told
    assert records(mcp) == told
    assert logged(api) == logged(console)
    assert logged(mcp) == logged(console)
