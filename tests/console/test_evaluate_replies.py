"""`evaluate replies`: the command that counts how labelled replies are read, whatever shape the file is in."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def evaluate(file: Path, *arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command(
        "evaluate", "replies", str(file), "--text", "text", "--label", "label", *arguments, "--json", stdout=out
    )
    result: dict[str, object] = json.loads(out.getvalue())
    return result


def refusal(file: Path, *arguments: str) -> str:
    with pytest.raises(CommandError) as refused:
        evaluate(file, *arguments)
    assert refused.value.returncode == 2
    return str(refused.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "replies.csv"


ALL_RIGHT = {
    "rows": 2,
    "accuracy": 1.0,
    "macro_f1": 1.0,
    "confusion": {"not_interested": {"not_interested": 1}, "unsubscribe": {"unsubscribe": 1}},
}


@pytest.mark.parametrize(
    "written",
    [
        'text,label\nSTOP,unsubscribe\n"No, thank you.",not_interested\n',
        "id;text;label\n1;STOP;unsubscribe\n2;No, thank you.;not_interested\n",
        "label\ttext\r\nUnsubscribe\tSTOP\r\nNot interested\tNo, thank you.\r\n",
        '\ufefflabel,text\n unsubscribe ,STOP\nnot-interested,"No, thank you."\n',
    ],
    ids=["commas", "semicolons", "tabs and other spelling of labels", "byte-order mark and spaces"],
)
def test_the_shape_of_the_file_does_not_matter(file: Path, written: str) -> None:
    file.write_text(written, encoding="utf-8", newline="")
    assert evaluate(file) == ALL_RIGHT


def test_other_code_pages_are_read_too(file: Path) -> None:
    file.write_bytes("text,label\nBitte löschen Sie meine Daten für immer,unsubscribe\n".encode("cp1252"))
    assert evaluate(file)["accuracy"] == 1.0


def test_labels_of_others_are_translated(file: Path) -> None:
    file.write_text("text,label\nSTOP,out\nNo thank you.,a=b\n")
    assert evaluate(file, "--same", "out=unsubscribe", "--same", "a=b=not_interested") == ALL_RIGHT


def test_a_label_that_means_none_of_ours_is_a_miss_and_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("text,label\nSTOP,unsubscribe\nNo thank you.,lost\n")
    result = evaluate(file)
    assert result["macro_f1"] == 0.5
    assert result["confusion"] == {"lost": {"not_interested": 1}, "unsubscribe": {"unsubscribe": 1}}
    assert "lost" in capsys.readouterr().err


def test_empty_huge_and_odd_texts_are_rows_like_others(file: Path) -> None:
    huge = "We had a long day. " * 50_000
    file.write_text(f'text,label\n,unknown\n"  \n ",unknown\n"{huge}",unknown\nST\0OP,unsubscribe\n', newline="")
    assert evaluate(file)["rows"] == 4


def test_a_file_without_rows_has_no_score(file: Path) -> None:
    file.write_text("text,label\n")
    assert evaluate(file) == {"rows": 0, "accuracy": 0.0, "macro_f1": 0.0, "confusion": {}}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("", "has no column label, text; it has none"),
        ("reply,label\nSTOP,out\n", "has no column text; it has reply"),
    ],
    ids=["an empty file", "another header"],
)
def test_missing_columns_are_wrong_use(file: Path, written: str, told: str) -> None:
    file.write_text(written)
    assert told in refusal(file)


def test_a_row_that_ends_too_early_is_named_by_its_line(file: Path) -> None:
    file.write_text("label,text\nunsubscribe,STOP\nunsubscribe\n")
    assert "line 3" in refusal(file)


def test_a_file_that_is_not_there_and_a_class_of_nobodys_are_wrong_use(file: Path) -> None:
    assert "cannot be read" in refusal(file)
    file.write_text("text,label\n")
    assert "not “gone”" in refusal(file, "--same", "lost=gone")
