"""A run whose skill or step is not there any more is parked with the reason, and resumed once it is back."""

from typing import Any

import pytest

from quotahit.accounts.models import User
from quotahit.audit.models import AuditEntry
from quotahit.workflow import chains, skills
from quotahit.workflow.models import Run, RunStep
from quotahit.workflow.runs import resume
from quotahit.workflow.skills import skill
from tests.workflow.conftest import settle


@pytest.mark.parametrize("kind", [{}, {"external": True}])
def test_it_is_parked_and_can_be_resumed(build: Any, happen: Any, bob: User, kind: dict[str, bool]) -> None:
    executed = []

    def vanish(context: Any) -> None:
        executed.append(1)

    build((vanish, kind))
    run = happen()
    skills._skills.clear()
    settle(run)
    assert (run.status, run.reason, executed) == ("parked", "UnknownSkill: test.vanish", [])

    skill("test.vanish", **kind)(vanish)
    resume(run, bob)
    settle(run)
    assert (run.status, executed) == ("finished", [1])
    assert AuditEntry.objects.get(action="run.resumed").actor == f"user:{bob.pk}"


def test_a_chain_that_is_gone_parks_too(build: Any, happen: Any) -> None:
    build(lambda context: None)
    run = happen()
    chains._chains.clear()
    settle(run)
    assert run.status == "parked"
    assert run.reason.startswith("UnknownChain: test.chain 1")


def test_others_of_the_batch_go_on(build: Any, happen: Any) -> None:
    def stay(context: Any) -> None: ...

    def go(context: Any) -> None: ...

    build(stay, name="stays", on=("test.one",))
    build(go, name="goes", on=("test.two",))
    one, two = happen("test.one"), happen("test.two")
    del skills._skills["test.go"]
    settle()
    assert Run.objects.get(pk=one.pk).status == "finished"
    assert Run.objects.get(pk=two.pk).status == "parked"
    assert not RunStep.objects.filter(run=two).exists()
