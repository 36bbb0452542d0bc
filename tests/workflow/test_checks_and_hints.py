"""A chain that names what is not there is told at start; a hint is cheap, and nothing depends on it."""

import os
from typing import Any

import pytest
from django.db import transaction

from quotahit.accounts.models import Organization
from quotahit.events.record import record
from quotahit.workflow import hints, tasks
from quotahit.workflow.chains import Chain, Step, register_chain
from quotahit.workflow.checks import chains_name_skills_that_exist
from quotahit.workflow.models import Run


def test_a_chain_that_names_a_missing_skill_is_an_error(build: Any) -> None:
    build(lambda context: None)
    assert chains_name_skills_that_exist(None) == []
    register_chain(Chain("test.broken", 1, (Step("first", "test.not_there"),)))
    (problem,) = chains_name_skills_that_exist(None)
    assert problem.id == "workflow.E001"
    assert "test.not_there" in problem.msg


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tasks that were sent."""
    names: list[str] = []
    monkeypatch.setattr(hints.current_app, "send_task", lambda name, **options: names.append(name))
    return names


def test_a_transaction_hints_once_however_many_runs_it_starts(
    build: Any, acme: Organization, sent: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    build(lambda context: None)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            record(acme, "test.happened", source="test")
    hints.flush()
    assert sent == ["workflow.advance"]


def test_what_is_rolled_back_hints_nothing(
    build: Any, acme: Organization, sent: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    build(lambda context: None)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        record(acme, "test.happened", source="test")
        transaction.set_rollback(True)
    hints.flush()
    assert sent == []


def test_a_forked_process_hints_by_a_thread_of_its_own(sent: list[str]) -> None:
    hints.hint("workflow.advance")
    hints.flush()
    read, write = os.pipe()
    if (child := os.fork()) == 0:
        hints.hint("workflow.advance")
        hints.flush()
        os.write(write, str(len(sent)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 9) == b"2"


def test_a_broker_that_cannot_be_reached_is_told_in_the_log_and_harms_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(name: str, **options: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(hints.current_app, "send_task", refuse)
    hints.hint("workflow.advance")
    hints.flush()
    assert "No hint of workflow.advance" in caplog.text


def test_the_sweep_finds_what_no_hint_announced(build: Any, happen: Any) -> None:
    build(lambda context: None)
    run = happen()
    tasks.advance_runs()
    assert Run.objects.get(pk=run.pk).status == "finished"
