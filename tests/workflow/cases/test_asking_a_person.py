"""A run asks a person and goes on with the answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from quotahit import clock
from quotahit.accounts.models import Organization, User
from quotahit.workflow import approvals
from quotahit.workflow.context import Context
from quotahit.workflow.models import Approval, Run
from quotahit.workflow.results import Ask
from quotahit.workflow.runs import cancel, skip
from tests.beside import TWO_SESSIONS, answer_beside
from tests.workflow.conftest import settle


@pytest.fixture
def answers(build: Any, acme: Organization) -> list[dict[str, Any]]:
    """What the step after the question was told."""
    told: list[dict[str, Any]] = []

    def ask(context: Context) -> Ask:
        question = approvals.request(
            context.organization,
            kind="test",
            title="Give a discount?",
            content={"percent": 10},
            actor="agent:test",
            expires_at=context.now + timedelta(days=1),
        )
        return Ask(question)

    def act(context: Context) -> None:
        told.append(context.values["ask"])

    build(ask, act)
    return told


def test_the_answer_is_the_steps_output(answers: list[Any], happen: Callable[..., Run], bob: User) -> None:
    run = settle(happen())
    approval = Approval.objects.get(run=run)
    assert (run.status, answers) == ("asking", [])

    approvals.resolve(approval, "approve", actor=bob, fingerprint=approval.fingerprint)
    settle(run)

    assert run.status == "finished"
    assert answers == [{"approval_id": approval.pk, "choice": "approve"}]


def test_an_expired_question_is_answered_by_that(answers: list[Any], happen: Any) -> None:
    run = settle(happen())
    with clock.stopped(clock.now() + timedelta(days=2)):
        assert approvals.expire() == 1
        settle(run)
    assert answers[0]["choice"] == "expired"


def test_an_answer_given_before_the_run_has_stopped_counts(build: Any, happen: Any, bob: User) -> None:
    answers = []

    def ask(context: Context) -> Ask:
        question = approvals.request(
            context.organization, kind="test", title="Now?", content={}, actor="agent:test", key=f"now:{context.run_id}"
        )
        approvals.resolve(question, "reject", actor=bob, fingerprint=question.fingerprint)
        return Ask(question)

    build((ask, {"external": True}), lambda context: answers.append(context.values["ask"]["choice"]))
    assert settle(happen()).status == "finished"
    assert answers == ["reject"]


def test_leaving_the_step_out_withdraws_the_question(answers: list[Any], happen: Any, bob: User) -> None:
    run = settle(happen())
    skip(run, bob)
    settle(run)
    assert Approval.objects.get(run=run).status == "withdrawn"
    assert run.status == "failed"  # the next step reads an answer that was never given


@TWO_SESSIONS
@pytest.mark.django_db(transaction=True)
def test_an_answer_and_the_end_of_its_run_do_not_wait_for_each_other(
    answers: list[Any], happen: Any, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = settle(happen())
    asked = Approval.objects.get(run=run)
    answer_beside(
        "test",
        lambda: approvals.resolve(asked, "approve", actor=bob, fingerprint=asked.fingerprint),
        lambda: cancel(run, bob),
        monkeypatch,
    )
    run.refresh_from_db()
    asked.refresh_from_db()
    assert (run.status, asked.status) == ("cancelled", "resolved")
