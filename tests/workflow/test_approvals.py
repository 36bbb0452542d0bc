"""A question is answered once, by somebody who may, for exactly what was shown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from crm.models import Contact
from quotahit import clock
from quotahit.accounts.choices import Role
from quotahit.accounts.models import Organization, User
from quotahit.audit.models import AuditEntry
from quotahit.events.models import Event
from quotahit.workflow import approvals, contents, settling
from quotahit.workflow.contents import Content
from quotahit.workflow.errors import ApprovalClosed, ApprovalConflict, ChoiceUnknown, NotYours
from quotahit.workflow.models import Approval


class Mail(Content):
    editable: ClassVar = ("body",)
    subject: str
    body: str

    @classmethod
    def upgraded(cls, stored: dict[str, Any]) -> dict[str, Any]:
        return {"body": stored.pop("text"), **stored} if "text" in stored else stored


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "_classes", {"test.mail": Mail})
    monkeypatch.setattr(settling, "_resolvers", {})


@pytest.fixture
def ask(acme: Organization, dana: Contact) -> Callable[..., Approval]:
    def ask(**options: Any) -> Approval:
        return approvals.request(
            acme,
            kind="test.mail",
            title="Send this?",
            content=Mail(subject="Hello", body="Dear Dana"),
            actor="agent:outreach",
            subject=dana,
            **options,
        )

    return ask


def test_the_answer_is_kept_told_and_logged(ask: Callable[..., Approval], bob: User, dana: Contact) -> None:
    approval = ask()
    answered = approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint, via="slack")
    assert (answered.status, answered.choice, answered.resolved_by, answered.via) == (
        "resolved",
        "approve",
        f"user:{bob.pk}",
        "slack",
    )
    told = Event.objects.filter(type__startswith="approval.").order_by("pk")
    assert [(event.type, event.subject_id, event.payload.get("choice")) for event in told] == [
        ("approval.requested", dana.pk, None),
        ("approval.resolved", dana.pk, "approve"),
    ]
    assert list(AuditEntry.objects.filter(subject_id=approval.pk).values_list("action", flat=True).order_by("pk")) == [
        "approval.requested",
        "approval.resolved",
    ]


def test_the_first_answer_stands(ask: Callable[..., Approval], alice: User, bob: User) -> None:
    approval = ask()
    approvals.resolve(approval, "reject", actor=bob, fingerprint=approval.fingerprint)
    with pytest.raises(ApprovalClosed, match="by Bob"):
        approvals.resolve(approval, "approve", actor=alice, fingerprint=approval.fingerprint)


def test_what_has_changed_since_it_was_shown_is_not_approved(ask: Callable[..., Approval], bob: User) -> None:
    approval = ask()
    approvals.revise(approval, Mail(subject="Hello", body="Buy now"), actor="agent:outreach")
    with pytest.raises(ApprovalConflict):
        approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint)
    approval.refresh_from_db()
    assert approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint).status == "resolved"


def test_an_edit_is_approved_in_the_same_act(ask: Callable[..., Approval], bob: User) -> None:
    approval = ask()
    edits = {"body": "Dear Dana, welcome"}
    answered = approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint, edits=edits)
    content = answered.load()
    assert isinstance(content, Mail)
    assert content.body == "Dear Dana, welcome"
    assert answered.edits == edits
    assert answered.fingerprint == content.fingerprint() != approval.fingerprint


@pytest.mark.parametrize("edits", [{"subject": "Other"}, {"body": None}])
def test_edits_that_do_not_fit_change_nothing(ask: Callable[..., Approval], bob: User, edits: dict[str, Any]) -> None:
    approval = ask()
    with pytest.raises(ChoiceUnknown):
        approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint, edits=edits)
    approval.refresh_from_db()
    assert approval.status == "waiting"


def test_only_what_is_offered_can_be_chosen(ask: Callable[..., Approval], bob: User) -> None:
    approval = ask(choices=[("yes", "Yes, send it"), "no"])
    assert approval.choices == [["yes", "Yes, send it"], ["no", "No"]]
    with pytest.raises(ChoiceUnknown):
        approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint)


def test_who_may_answer(ask: Callable[..., Approval], alice: User, bob: User, victor: User, charlie: User) -> None:
    for_reps, for_managers, for_bob = ask(), ask(role=Role.MANAGER), ask(assignee=bob)
    refused = [(for_reps, victor), (for_reps, charlie), (for_managers, bob), (for_bob, victor)]
    for approval, person in refused:
        with pytest.raises(NotYours):
            approvals.resolve(approval, "approve", actor=person, fingerprint=approval.fingerprint)
    for approval, person in [(for_reps, bob), (for_managers, alice), (for_bob, alice)]:
        approvals.resolve(approval, "approve", actor=person, fingerprint=approval.fingerprint)


def test_a_question_asked_twice_is_one(ask: Callable[..., Approval]) -> None:
    assert ask(key="mail:1").pk == ask(key="mail:1").pk
    assert Event.objects.filter(type="approval.requested").count() == 1


def test_time_runs_out(ask: Callable[..., Approval], bob: User) -> None:
    told: list[str] = []
    approvals.register_resolver("test.mail", lambda approval: told.append(approval.choice))
    late, patient = ask(expires_at=clock.now() + timedelta(hours=1)), ask()
    with clock.stopped(clock.now() + timedelta(hours=2)):
        with pytest.raises(ApprovalClosed, match="time"):
            approvals.resolve(late, "approve", actor=bob, fingerprint=late.fingerprint)
        assert approvals.expire() == 1
        assert approvals.expire() == 0
    assert told == ["expired"]
    patient.refresh_from_db()
    assert patient.status == "waiting"


def test_one_that_cannot_expire_does_not_stop_the_others(
    ask: Callable[..., Approval], caplog: pytest.LogCaptureFixture
) -> None:
    def break_on_the_first(approval: Approval) -> None:
        if approval.pk == first.pk:
            raise RuntimeError("broken resolver")

    approvals.register_resolver("test.mail", break_on_the_first)
    first = ask(expires_at=clock.now())
    ask(expires_at=clock.now())
    assert approvals.expire() == 1
    assert list(Approval.objects.order_by("pk").values_list("status", flat=True)) == ["waiting", "expired"]
    assert f"Approval {first.pk} could not be expired" in caplog.text


def test_the_resolver_and_the_answer_stand_or_fall_together(ask: Callable[..., Approval], bob: User) -> None:
    def fail(approval: Approval) -> None:
        raise RuntimeError("the mailbox is gone")

    approvals.register_resolver("test.mail", fail)
    approval = ask()
    with pytest.raises(RuntimeError):
        approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint)
    approval.refresh_from_db()
    assert approval.status == "waiting"


def test_content_must_fit_its_kind_and_an_old_shape_is_read(ask: Callable[..., Approval], acme: Organization) -> None:
    with pytest.raises(ValidationError):
        approvals.request(acme, kind="test.mail", title="?", content={"subject": "no body"}, actor="agent:outreach")
    approval = ask()
    Approval.objects.filter(pk=approval.pk).update(content={"subject": "Hello", "text": "Dear Dana"})
    approval.refresh_from_db()
    assert approval.load() == Mail(subject="Hello", body="Dear Dana")


def test_the_fingerprint_does_not_hang_on_the_order_of_fields() -> None:
    assert (
        Content.model_validate({"a": 1, "b": 2}).fingerprint() == Content.model_validate({"b": 2, "a": 1}).fingerprint()
    )
    assert Content.model_validate({"a": 1}).fingerprint() != Content.model_validate({"a": "1"}).fingerprint()


def test_what_was_shown_can_be_forgotten(ask: Callable[..., Approval], bob: User, dana: Contact) -> None:
    approval = ask()
    approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint, edits={"body": "Dear D."})
    assert approvals.forget(("crm.contact", dana.pk)) == 1
    approval.refresh_from_db()
    assert (approval.content, approval.edits, approval.choice) == ({}, {}, "approve")
