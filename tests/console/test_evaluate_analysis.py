"""`evaluate emotion`, `intent` and `objections`, and `analyze messages`: files are read whatever shape they are in."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def evaluate(what: str, file: Path, *arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("evaluate", what, str(file), "--text", "text", "--label", "label", *arguments, "--json", stdout=out)
    result: dict[str, Any] = json.loads(out.getvalue())
    return result


def analyses(file: Path) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("analyze", "messages", str(file), "--text", "text", "--id", "id", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "messages.csv"


def test_intent_counts_hits_and_confusion(file: Path) -> None:
    file.write_text('text,label\nSTOP,stop\n"Where do I sign? Send the contract.",Ready to buy\nWhat is it?,question\n')
    result = evaluate("intent", file)
    assert result["rows"] == 3
    assert result["macro_f1"] == 1.0
    assert result["confusion"]["ready_to_buy"] == {"ready_to_buy": 1}


def test_emotion_takes_labels_of_others(file: Path) -> None:
    file.write_text("text,label\nThis is outrageous! You liars!,furious\n")
    assert evaluate("emotion", file, "--same", "furious=angry")["accuracy"] == 1.0


@pytest.mark.parametrize(
    "cell", ["price;authority", "price, authority", "price|authority", '["price", "authority"]', "Authority;PRICE"]
)
def test_objections_may_be_listed_in_many_ways(file: Path, cell: str) -> None:
    quoted = cell.replace('"', '""')
    file.write_text(f'text,label\n"Too expensive, and my boss has to approve it.","{quoted}"\nYes please,\nOk,none\n')
    result = evaluate("objections", file)
    assert result["rows"] == 3
    assert result["micro_f1"] == 1.0
    assert result["exact"] == 1.0
    assert set(result["types"]) == {"price", "authority"}
    assert result["types"]["price"] == {"true": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0}


def test_a_type_that_is_none_of_ours_is_a_miss_and_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("text,label\nToo expensive for us.,price;weather\n")
    result = evaluate("objections", file)
    assert result["recall"] == 0.5
    assert "weather" in capsys.readouterr().err


def test_a_file_without_rows_has_no_score(file: Path) -> None:
    file.write_text("text,label\n")
    assert evaluate("objections", file)["micro_f1"] == 0.0
    assert evaluate("emotion", file)["macro_f1"] == 0.0


def test_each_message_is_one_line_and_nothing_else_is_printed(file: Path) -> None:
    file.write_text('id;text\n a-1 ;"Kein Budget, und der Chef muss zustimmen."\n2;\n', encoding="utf-8")
    first, second = analyses(file)
    assert (first["id"], second["id"]) == ("a-1", "2")
    assert {objection["type"] for objection in first["objections"]} == {"price", "authority"}
    assert list(first) == [
        *("id", "primary_emotion", "confidence", "intent", "objections", "buying_signals", "urgency"),
        *("recommended_action", "channel", "tone", "reason", "needs_human", "hot", "at_risk", "layer"),
    ]
    assert second["intent"] == "unknown"


def test_a_file_that_lacks_a_column_or_is_not_there_is_wrong_use(file: Path, tmp_path: Path) -> None:
    file.write_text("id,body\n1,Hello\n")
    for wrong in (file, tmp_path / "missing.csv"):
        with pytest.raises(CommandError) as refused:
            analyses(wrong)
        assert refused.value.returncode == 2
