"""`import_contacts`, as people and machines call it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crm.models import Contact, Import
from quotahit.accounts.models import Organization
from tests.crm.importing.lists import ERIN, FRED, apollo, keep, table

pytestmark = pytest.mark.django_db
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Call the command with `--json`; standard output must be one object on one line."""

    def call(*arguments: object) -> dict[str, Any]:
        call_command("import_contacts", *map(str, arguments), "--json")
        (line,) = capsys.readouterr().out.splitlines()
        return dict(json.loads(line))

    return call


def test_the_report_says_what_became_of_every_row(acme: Organization, tmp_path: Path, run: Run) -> None:
    report = run(keep(tmp_path, apollo(ERIN, {**FRED, "Email": "x@@y"}, {})))
    assert list(report) == [
        *("rows", "created", "updated", "unchanged", "failed", "error_file", "mapping", "seconds"),
    ]
    assert [report[name] for name in ("rows", "created", "updated", "unchanged", "failed")] == [3, 2, 0, 0, 1]
    assert report["mapping"]["Apollo Contact Id"] == "external_id.apollo"
    assert Path(report["error_file"]).read_text().startswith("row,result,reason,First Name,")
    assert report["seconds"] > 0


def test_there_is_no_error_file_without_an_error(acme: Organization, tmp_path: Path, run: Run) -> None:
    assert run(keep(tmp_path, apollo(ERIN)))["error_file"] is None


def test_a_dry_run_tells_and_does_nothing(acme: Organization, tmp_path: Path, run: Run) -> None:
    path = keep(tmp_path, apollo(ERIN, FRED, ERIN, {}))
    rehearsed, done = run(path, "--dry-run"), run(path)
    counted = ("rows", "created", "updated", "unchanged", "failed", "mapping")
    assert [rehearsed[name] for name in counted] == [done[name] for name in counted]
    assert Path(rehearsed["error_file"]).read_text() == Path(done["error_file"]).read_text()
    assert Import.objects.count() == 1


def test_columns_can_be_mapped_by_hand(acme: Organization, tmp_path: Path, run: Run) -> None:
    path = keep(tmp_path, table(["Wer", "Wo=Wie", "Was"], ["Erin Evans", "erin@a.example", "CEO"]))
    report = run(path, "--map", "Wer=full_name", "--map", "Wo=Wie=email", "--map", "Was=ignore")
    assert report["mapping"] == {"Wer": "full_name", "Wo=Wie": "email"}
    assert Contact.objects.get().name == "Erin Evans"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--map", "Email=shoe_size"], "no field “shoe_size”"),
        (["--map", "Mail=email"], "no column “Mail”"),
        (["--map", "Email"], "HEADER=FIELD"),
        (["--organization", "nobody"], "no organization “nobody”"),
    ],
)
def test_wrong_use_ends_with_code_2(acme: Organization, tmp_path: Path, arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError, match=said) as caught:
        call_command("import_contacts", str(keep(tmp_path, apollo(ERIN))), *arguments)
    assert caught.value.returncode == 2
    assert not Contact.objects.exists()


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04"])
def test_a_file_that_is_missing_or_no_list_ends_with_code_2(acme: Organization, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "missing.csv" if content is None else keep(tmp_path, content)
    with pytest.raises(CommandError) as caught:
        call_command("import_contacts", str(path))
    assert caught.value.returncode == 2


@pytest.mark.usefixtures("db")
def test_the_first_import_founds_an_organization_and_says_so(
    tmp_path: Path, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("import_contacts", str(keep(tmp_path, apollo(ERIN))))
    assert "“main” was created" in capsys.readouterr().err
    assert Contact.objects.get().organization.slug == "main"


def test_the_demo_is_never_meant_and_of_several_one_must_be_named(
    acme: Organization, rival: Organization, tmp_path: Path, run: Run
) -> None:
    path = keep(tmp_path, apollo(ERIN))
    with pytest.raises(CommandError, match="acme, rival") as caught:
        call_command("import_contacts", str(path))
    assert caught.value.returncode == 2
    Organization.objects.filter(pk=acme.pk).update(is_demo=True)
    run(path)
    run(path, "--organization", "acme")
    assert sorted(Contact.objects.values_list("organization__slug", flat=True)) == ["acme", "rival"]
