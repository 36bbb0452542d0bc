"""The chains are data, and what is wrong with one is told before the product starts, in plain sentences."""

import json
from typing import Any

import pytest

from agents.checks import chains_are_whole
from agents.orchestrator.chains import definitions as shipped
from agents.orchestrator.chains.checking import problems
from agents.orchestrator.chains.compiling import compile_chain, in_order
from agents.orchestrator.chains.definitions import Definition, definitions, parse
from quotahit.workflow import skills
from quotahit.workflow.chains import newest

RESEARCH = {"name": "research", "agent": "researcher"}
QUALIFY = {"name": "qualify", "agent": "qualifier"}


def chain(*stages: dict[str, Any], **more: Any) -> Definition:
    (made,) = parse(json.dumps([{"name": "trial", "version": 1, "purpose": "Try.", "stages": list(stages), **more}]))
    return made


def writing(name: str = "write", **more: Any) -> dict[str, Any]:
    return {"name": name, "agent": "outreach", "with": {"sequence": "engage"}, **more}


def test_the_four_chains_are_there_and_whole() -> None:
    names = ["full-autonomous-pipeline", "hybrid-pipeline", "inbound-pipeline", "re-engagement"]
    assert [one.name for one in definitions()] == names
    assert [one.agent for one in definitions()[0].stages] == [
        *("scout", "researcher", "qualifier", "outreach", "closer", "ops")
    ]
    assert all(newest(name).steps for name in names)
    assert chains_are_whole(None) == []


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ([{"name": "sing", "agent": "tenor"}], "there is no agent tenor"),
        ([RESEARCH, RESEARCH], "two stages are called research"),
        ([RESEARCH, QUALIFY | {"after": "lunch"}], "comes after lunch, which is no stage here"),
        ([RESEARCH | {"after": "qualify"}, QUALIFY | {"after": "research"}], "go in a circle"),
        ([QUALIFY], "qualifier takes fit, which the start of a chain does not hand on"),
        ([{"name": "scout", "agent": "scout"}, {"name": "close", "agent": "closer"}], "closer takes outcome"),
        ([RESEARCH, QUALIFY, writing(), {"name": "run", "agent": "ops"}], "takes another kind of outcome"),
        ([RESEARCH, QUALIFY, writing(when={"mood": "good"})], "qualifier does not hand on mood"),
        ([RESEARCH, QUALIFY, writing(when={"intent": "huge"})], "intent of qualifier is never huge"),
        ([RESEARCH, QUALIFY, writing(when={"intent": []})], "no value of intent is asked for"),
        ([RESEARCH | {"when": {"fit": 1}}], "fit is known to nobody before it"),
        ([RESEARCH, {"name": "write", "agent": "outreach"}], "with sequence: Field required"),
        ([RESEARCH, {"name": "wait", "agent": "human_rep", "with": {"days": 0}}], "with days"),
    ],
)
def test_what_is_wrong_is_said_plainly(stages: list[dict[str, Any]], said: str) -> None:
    found = problems(chain(*stages))
    assert any(said in problem for problem in found), found


def test_a_skill_that_nobody_brings_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(skills._skills, "qualifier.read")
    (found,) = problems(chain(RESEARCH, QUALIFY))
    assert "needs the skill qualifier.read, which is not there" in found


def test_the_check_tells_each_with_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.checks.definitions", lambda: (chain(QUALIFY),))
    assert {error.id for error in chains_are_whole(None)} == {"agents.E004"}


def test_a_rule_that_begins_a_chain_which_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agents.checks.definitions", lambda: ())
    said = [error.msg for error in chains_are_whole(None)]
    assert "The rule arrived-lead begins inbound-pipeline, which is not there." in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"name": "trial", "version": 1, "stages": []}]', "Chain trial: purpose: Field required"),
        ('[{"name": "trial"', "chains.json: Expecting"),
        ("[7]", "Chain that is none"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_its_field(
    text: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agents.checks.definitions", lambda: parse(text))
    (error,) = chains_are_whole(None)
    assert said in error.msg


def test_a_stage_comes_after_the_one_that_it_follows_wherever_it_is_written() -> None:
    made = chain(RESEARCH, writing("answer", after="qualify"), QUALIFY | {"after": "research"})
    assert problems(made) == []
    assert [stage.name for stage in in_order(made)] == ["research", "qualify", "answer"]


def test_the_steps_of_a_stage_hang_on_the_stage_before_and_its_conditions() -> None:
    made = chain(RESEARCH, QUALIFY, writing(when={"intent": ["high", "medium"]}))
    steps = compile_chain(made).by_name
    due = {"qualify.done": True, "qualify.intent": ["high", "medium"]}
    assert [steps[name].when for name in ("write.enroll", "write.listen", "write")] == [due] * 3
    assert steps["write.enroll"].inputs == {"agent": "outreach", "stage": "write", "sequence": "engage"}
    assert steps["research.infer"].when == {}


def test_the_file_is_where_the_map_says() -> None:
    assert shipped.FILE.parent.name == "orchestrator"
