"""`analyze conversations`: JSON lines and nothing else, whatever the file holds."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agents.qualifier.slots import SLOTS

TALK: dict[str, Any] = {
    "id": "t1",
    "started": "2026-09-14",
    "channel": "email",
    "seller": {"company": "Lanecraft", "product": "route planning", "smallest_deal": 5000, "fit": "carriers in Europe"},
    "prospect": {"name": "Ana Ruiz", "company": "Frutas Norte", "role": "COO"},
    "turns": [
        {"from": "rep", "text": "What budget is there, and who decides?"},
        {
            "from": "prospect",
            "text": "We have set aside €12,000, and it's my call. We lose two hours a day on paper plans.",
        },
        {"from": "prospect", "text": "It has to be live by the end of November."},
    ],
}


def analyze(tmp_path: Path, content: Any) -> list[dict[str, Any]]:
    file, out = tmp_path / "talks.json", io.StringIO()
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    call_command("analyze", "conversations", str(file), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_talk_becomes_one_line_with_slots_and_verdict(tmp_path: Path) -> None:
    (line,) = analyze(tmp_path, [TALK])
    assert list(line) == ["id", "slots", "verdict", "reason", "next_question"]
    assert list(line["slots"]) == list(SLOTS)
    assert line["slots"]["budget"] == {
        "value": "12,000 EUR",
        "quote": "We have set aside €12,000, and it's my call.",
        "how": "asked",
        "contradicted": False,
    }
    assert line["verdict"] == "QUALIFIED"
    assert "€12,000" in line["reason"]


@pytest.mark.parametrize(
    "smallest",
    [
        "€5,000",
        "5000 EUR",
        5000,
        5000.0,
        {"amount": 5000, "currency": "EUR"},
        {"amount": "5,000", "currency": "€"},
        None,
        "",
    ],
)
def test_the_smallest_deal_may_be_written_in_many_ways(tmp_path: Path, smallest: Any) -> None:
    (line,) = analyze(tmp_path, [{**TALK, "seller": {**TALK["seller"], "smallest_deal": smallest}}])
    assert line["verdict"] == "QUALIFIED"


@pytest.mark.parametrize("smallest", ["€15,000", 15000, {"amount": 15000, "currency": "EUR"}])
def test_a_budget_below_the_smallest_deal_is_not_enough(tmp_path: Path, smallest: Any) -> None:
    (line,) = analyze(tmp_path, [{**TALK, "seller": {**TALK["seller"], "smallest_deal": smallest}}])
    assert line["verdict"] == "NURTURE"


@pytest.mark.parametrize(
    "started", ["2026-09-14", "2026-09-14T10:00:00", "2026-09-14T10:00:00Z", "2026-09-14T10:00:00+02:00"]
)
def test_the_day_may_have_a_time_and_a_zone(tmp_path: Path, started: str) -> None:
    (line,) = analyze(tmp_path, [{**TALK, "started": started}])
    assert line["slots"]["timeline"]["value"] == "the end of November (2026-11-30)"


@pytest.mark.parametrize("fit", [["carriers", "Europe"], {"industry": "carriers", "region": "Europe"}, None, "", 7])
def test_fit_may_be_a_list_an_object_or_nothing(tmp_path: Path, fit: Any) -> None:
    (line,) = analyze(tmp_path, [{**TALK, "seller": {**TALK["seller"], "fit": fit}}])
    assert line["verdict"] == "QUALIFIED"


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"id": None, "turns": None},
        {"id": 7, "turns": []},
        {"turns": [None, {}, {"from": None, "text": None}, {"from": "prospect"}, "words"]},
        {"started": "someday", "seller": "us", "prospect": [1], "turns": [{"from": "prospect", "text": "…"}]},
        {"turns": "words"},
        "words",
        None,
        [1],
    ],
)  # fmt: skip
def test_a_poor_item_is_one_line_with_empty_slots_and_a_reason(tmp_path: Path, item: Any) -> None:
    first, second = analyze(tmp_path, [item, TALK])
    assert all(slot == {"value": "", "quote": "", "how": "", "contradicted": False} for slot in first["slots"].values())
    assert first["verdict"] == "NURTURE"
    assert first["reason"]
    assert second["verdict"] == "QUALIFIED"


def test_unknown_keys_are_passed_over(tmp_path: Path) -> None:
    (line,) = analyze(tmp_path, [{**TALK, "mood": "good", "turns": [{**turn, "at": 1} for turn in TALK["turns"]]}])
    assert line["verdict"] == "QUALIFIED"


def test_an_empty_list_prints_nothing(tmp_path: Path) -> None:
    assert analyze(tmp_path, []) == []


@pytest.mark.parametrize("content", ["", "{", "7", '"words"', '{"a": 1}'])
def test_a_broken_file_is_wrong_use(tmp_path: Path, content: str) -> None:
    with pytest.raises(CommandError) as problem:
        analyze(tmp_path, content)
    assert problem.value.returncode == 2
    assert "talks.json" in str(problem.value)


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as problem:
        call_command("analyze", "conversations", str(tmp_path / "none.json"))
    assert problem.value.returncode == 2


@pytest.mark.parametrize(
    "text", ["a, " * 9000, "(" * 15000, "we have 20k " * 1500, "- " * 9000, "1" * 20000, "ä" * 20000, "no-" * 6000]
)
def test_a_strange_long_turn_is_read_in_time(tmp_path: Path, text: str) -> None:
    (line,) = analyze(tmp_path, [{**TALK, "turns": [{"from": "prospect", "text": text}]}])
    assert line["id"] == "t1"
