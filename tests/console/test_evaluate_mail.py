"""`evaluate mail`: the command that shows how a folder of raw mails is read."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.outreach.inbound.corpus import MAILS, labelled


def evaluate(*arguments: str) -> str:
    out = StringIO()
    call_command("evaluate", "mail", *arguments, stdout=out)
    return out.getvalue()


def test_each_mail_is_one_line_of_json_and_nothing_else_is_printed() -> None:
    rows = [json.loads(line) for line in evaluate(str(MAILS / "first"), "--json").splitlines()]
    assert [row["file"] for row in rows] == sorted(labelled("first"))
    assert {row.pop("file"): row for row in rows} == labelled("first")


def test_mails_in_folders_below_are_named_by_their_path(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c.eml").write_bytes(b"From: x@y.example\n\nHello")
    (tmp_path / "a" / "notes.txt").write_text("no mail")
    assert json.loads(evaluate(str(tmp_path), "--json")) == {
        "file": "a/b/c.eml",
        "kind": "human",
        "return_date": "",
        "alternate_contact": "",
        "status": "",
    }


def test_without_json_a_person_gets_a_table_and_the_count_of_each_kind() -> None:
    lines = evaluate(str(MAILS / "held_back")).splitlines()
    assert lines[0].split() == ["file", "kind", "return_date", "alternate_contact", "status"]
    assert any(line.split() == ["2", "complaint"] or line.split() == ["1", "complaint"] for line in lines)


def test_a_folder_that_is_not_there_is_wrong_use() -> None:
    with pytest.raises(CommandError) as refused:
        evaluate("/no/such/folder", "--json")
    assert refused.value.returncode == 2
