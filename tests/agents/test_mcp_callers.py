"""Whoever calls sees and does what their key's member may, in their own organization, and it is logged as the key's."""

from typing import Any

import pytest

from agents.mcp import prompts
from agents.mcp.acts import deals, messages, people, work
from agents.mcp.callers import READ, SEND, WRITE, Caller
from agents.mcp.errors import Misasked, NotFound, NotInScope
from agents.mcp.resources import resources
from agents.mcp.resources import work as waiting_work
from agents.mcp.tools import tools
from crm.contacts import create_contact
from crm.deals import create_deal
from crm.models import Contact, Deal, Task
from outreach.mailboxes import set_up_sandbox
from outreach.models import Delivery
from quotahit.accounts.choices import Reach
from quotahit.accounts.models import Membership, Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.workflow.approvals import request as ask_for_approval
from quotahit.workflow.errors import ApprovalConflict

pytestmark = pytest.mark.django_db
ALL = frozenset({READ, WRITE, SEND})


def caller(user: User, *scopes: str, number: int = 7) -> Caller:
    place = Membership.objects.get(user=user)
    return Caller(place.organization, f"key:{number}", frozenset(scopes) or ALL, place)


def everything(who: Caller, contact_id: int, deal_id: int) -> str:
    """All that can be read at once, as one text."""
    told: list[Any] = []
    for one in resources():
        known = {"id": contact_id, "name": "researcher"}
        words = {name: value for name, value in known.items() if f"{{{name}}}" in one.path}
        try:
            told.append(one.function(who, **words))
        except NotFound as refusal:
            told.append(str(refusal))
    told.append(people.search(who, query="dana"))
    told.append(people.search(who, query="pilot"))
    return str(told)


def test_what_an_act_leaves_is_logged_under_the_keys_name(acme: Organization, alice: User, dana: Contact) -> None:
    work.log_activity(caller(alice), contact_id=dana.pk, text="She called.", kind="note")
    deals.create_deal(caller(alice), name="Pilot", contact_id=dana.pk)

    actors = AuditEntry.objects.filter(action__in=("note.added", "deal.created")).values_list("actor", flat=True)
    assert set(actors) == {"key:7"}


def test_nothing_of_another_organization_is_told_or_touched(
    acme: Organization, alice: User, charlie: User, dana: Contact
) -> None:
    deal = create_deal(acme, actor=alice, name="Pilot", contact=dana)
    stranger = caller(charlie)
    told = everything(stranger, dana.pk, deal.pk)
    assert "Dana" not in told and "Pilot" not in told  # noqa: PT018
    for act in (
        lambda: people.score_lead(stranger, contact_id=dana.pk),
        lambda: deals.update_deal_stage(stranger, deal_id=deal.pk, stage="Won"),
        lambda: work.create_task(stranger, title="X", deal_id=deal.pk),
        lambda: messages.send_email(stranger, contact_id=dana.pk, subject="x", body="y"),
        lambda: prompts.summarize_deal(stranger, deal_id=deal.pk),
    ):
        with pytest.raises(NotFound):
            act()
    assert Task.objects.count() == 0


def test_a_key_sees_what_its_member_sees_and_owns_what_it_makes(acme: Organization, bob: User, dana: Contact) -> None:
    Membership.objects.filter(user=bob).update(reach=Reach.OWN)
    narrow = caller(bob)
    assert "Dana" not in everything(narrow, dana.pk, 0)
    with pytest.raises(NotFound):
        work.log_activity(narrow, contact_id=dana.pk, text="Hello")

    made = people.create_contact(narrow, first_name="Nia", email="nia@globex.example")["contact"]
    assert made["owner"] == "bob@acme.example"
    assert "Nia" in everything(narrow, made["id"], 0)


@pytest.mark.parametrize(
    ("scopes", "may"),
    [((READ,), {"read"}), ((WRITE,), {"write"}), ((SEND,), {"send"}), ((READ, WRITE), {"read", "write"})],
)
def test_no_scope_stands_for_another(bob: User, scopes: tuple[str, ...], may: set[str]) -> None:
    who = caller(bob, *scopes)
    for scope in (READ, WRITE, SEND):
        if scope in may:
            who.must(scope)
        else:
            with pytest.raises(NotInScope, match=scope):
                who.must(scope)


def test_a_viewers_key_changes_nothing_whatever_its_scopes(victor: User) -> None:
    who = caller(victor)
    who.must(READ)
    for scope in (WRITE, SEND):
        with pytest.raises(NotInScope, match="viewer"):
            who.must(scope)


def test_every_tool_has_a_scope_and_says_what_it_does() -> None:
    for tool in tools():
        assert tool.scope in ALL
        assert len(tool.description) > 20
        assert tool.read_only == (tool.scope == READ)


def test_a_member_is_found_by_address_or_name_and_nobody_else(
    acme: Organization, alice: User, bob: User, charlie: User, dana: Contact
) -> None:
    assert people.assign_to_rep(caller(alice), rep="Bob", contact_id=dana.pk)["owner"] == "bob@acme.example"
    with pytest.raises(Misasked, match="Nobody here"):
        people.assign_to_rep(caller(alice), rep="charlie@rival.example", contact_id=dana.pk)
    with pytest.raises(Misasked, match="whom or what"):
        people.assign_to_rep(caller(alice), rep="Bob")
    dana.refresh_from_db()
    assert dana.owner == bob


def test_a_stage_is_named_in_any_case_and_what_there_is_is_said(acme: Organization, alice: User, dana: Contact) -> None:
    deal = create_deal(acme, actor=alice, name="Pilot", contact=dana)
    with pytest.raises(Misasked, match="Negotiation"):
        deals.update_deal_stage(caller(alice), deal_id=deal.pk, stage="Closing")
    moved = deals.update_deal_stage(caller(alice), deal_id=deal.pk, stage=" lost ", lost_reason="Too dear")
    assert (moved["deal"]["state"], moved["deal"]["lost_reason"]) == ("lost", "Too dear")
    assert Deal.objects.get().closed_at is not None


def test_a_mail_passes_the_gate_and_what_became_of_it_is_said(acme: Organization, alice: User, dana: Contact) -> None:
    set_up_sandbox(acme, actor="system:test")
    answer = messages.send_email(caller(alice), contact_id=dana.pk, subject="Hello", body="A word about Globex.")
    delivery = Delivery.objects.get()
    assert answer["status"] == delivery.status
    assert (delivery.contact, delivery.planned_by) == (dana, "key:7")
    other = create_contact(acme, actor=alice, first_name="Oto", country="DE", emails=["oto@globex.example"])
    blocked = messages.send_email(caller(alice), contact_id=other.pk, subject="Hello", body="A word.")
    assert (blocked["status"], blocked["reason"]) == ("blocked", "CONSENT_MISSING")


def test_a_question_is_answered_by_the_keys_person_for_what_was_read(
    acme: Organization, alice: User, dana: Contact
) -> None:
    content = {"name": "Globex", "contact_id": dana.pk, "why": ""}
    approval = ask_for_approval(
        acme, kind="deal.open", title="Open a deal?", content=content, subject=dana, actor="agent:orchestrator"
    )
    waiting = waiting_work.approvals(caller(alice))["approvals"]
    assert [one["id"] for one in waiting] == [approval.pk]
    with pytest.raises(ApprovalConflict):
        work.approve(caller(alice), approval_id=approval.pk, fingerprint="0" * 64)
    work.reject(caller(alice), approval_id=approval.pk, fingerprint=waiting[0]["fingerprint"])
    approval.refresh_from_db()
    assert (approval.choice, approval.via, approval.resolved_by) == ("reject", "mcp", "key:7")
    operator = Caller(acme, "operator:mcp", frozenset({READ, WRITE}))
    with pytest.raises(NotInScope, match="Only a person"):
        work.approve(operator, approval_id=approval.pk, fingerprint="x")
