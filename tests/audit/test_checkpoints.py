"""A checkpoint that is kept elsewhere gives away what the database alone cannot show: that its end was cut off."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from quotahit.accounts.models import Organization
from quotahit.audit import checkpoints
from quotahit.audit.log import Act, append_many
from quotahit.audit.models import AuditEntry, AuditSeal
from quotahit.audit.sealing import seal
from quotahit.audit.triggers import lifted
from quotahit.audit.verifying import verify


def write(organization: Organization, count: int) -> list[AuditEntry]:
    entries = append_many(Act(organization.pk, "system:test", "test.done", why={"n": n}) for n in range(count))
    seal()
    return entries


@pytest.fixture
def log(acme: Organization, rival: Organization) -> list[AuditEntry]:
    """Three seals of Acme with two entries each, and one of Rival in between."""
    entries = write(acme, 2)
    write(rival, 2)
    return entries + write(acme, 2) + write(acme, 2)


@pytest.fixture
def file(log: list[AuditEntry], tmp_path: Path) -> Path:
    out = tmp_path / "checkpoint.json"
    call_command("audit_checkpoint", "--out", str(out), stdout=StringIO())
    return out


@pytest.fixture
def cut(log: list[AuditEntry]) -> Iterator[Callable[[Organization, AuditEntry], None]]:
    """Cut the log off before an entry: entries, seals and worklist, as one could who owns the tables."""

    def run(organization: Organization, entry: AuditEntry) -> None:
        doomed = AuditEntry.objects.filter(organization_id=organization.pk, pk__gte=entry.pk)
        ids = ", ".join(str(pk) for pk in doomed.values_list("pk", flat=True))
        seals = [
            row for row in AuditSeal.objects.filter(organization_id=organization.pk) if row.entries[0][0] >= entry.pk
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM audit_entry WHERE id IN ({ids})")
            cursor.execute(f"DELETE FROM unsealed_entry WHERE entry_id IN ({ids})")
            cursor.execute(f"DELETE FROM audit_seal WHERE id IN ({', '.join(str(row.pk) for row in seals)})")

    with lifted(connection):
        yield run


def let_go(entries: list[AuditEntry], *seals: tuple[Organization, int]) -> None:
    """Drop entries and seals, as a part of their tables would go."""
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM audit_entry WHERE id IN ({', '.join(str(entry.pk) for entry in entries)})")
        for organization, number in seals:
            cursor.execute(
                "DELETE FROM audit_seal WHERE organization_id = %s AND number = %s", [organization.pk, number]
            )


def verified(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    code: Any = 0
    try:
        call_command("verify_audit", "--json", *arguments, stdout=out)
    except SystemExit as end:
        code = end.code
    report = json.loads(out.getvalue())
    assert code == (0 if report["ok"] else 1)
    return report


def test_an_untouched_log_fits_its_checkpoint_and_may_grow(file: Path, acme: Organization) -> None:
    write(acme, 3)

    assert verified("--checkpoint", str(file)) == {
        "ok": True, "entries": 11, "sealed": 11, "unsealed": 0, "first_bad": None,
    }  # fmt: skip


@pytest.mark.parametrize("position", [0, 2, 4], ids=["all of it", "two seals", "the last seal"])
def test_a_cut_tail_is_named_by_its_first_entry(
    file: Path, log: list[AuditEntry], acme: Organization, cut: Callable[..., None], position: int
) -> None:
    cut(acme, log[position])

    assert verified()["ok"] is True, "the database alone cannot show it"
    assert verified("--checkpoint", str(file)) | {"entries": 0, "sealed": 0} == {
        "ok": False, "entries": 0, "sealed": 0, "unsealed": 0, "first_bad": log[position].pk,
    }  # fmt: skip


def test_a_tail_that_was_written_anew_is_named_too(
    file: Path, log: list[AuditEntry], acme: Organization, cut: Callable[..., None]
) -> None:
    cut(acme, log[4])
    write(acme, 2)

    assert verified("--checkpoint", str(file))["first_bad"] == log[4].pk


def test_one_organization_is_compared_alone(
    file: Path, log: list[AuditEntry], acme: Organization, cut: Callable[..., None]
) -> None:
    cut(acme, log[4])

    assert verified("--checkpoint", str(file), "--organization", "rival")["ok"] is True
    assert verified("--checkpoint", str(file), "--organization", "acme")["first_bad"] == log[4].pk


def test_what_was_written_but_not_yet_sealed_is_sealed_first(acme: Organization) -> None:
    append_many([Act(acme.pk, "system:test", "test.done")])

    (chain,) = checkpoints.make()["chains"]

    assert chain["entries"] == 1
    assert verify().unsealed == 0


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace('"entries": 6', '"entries": 5'),
        lambda text: "{}",
        lambda text: "[1]",
        lambda text: "not JSON",
        lambda text: text.replace("checkpoint-1", "checkpoint-2"),
    ],
)
def test_a_checkpoint_that_was_changed_is_wrong_use(file: Path, spoil: Callable[[str], str]) -> None:
    file.write_text(spoil(file.read_text()))

    with pytest.raises(CommandError) as refusal:
        call_command("verify_audit", "--checkpoint", str(file))
    assert refusal.value.returncode == 2


def test_a_checkpoint_of_another_key_is_wrong_use(file: Path, settings: Any) -> None:
    settings.AUDIT_KEY = b"another"

    with pytest.raises(CommandError, match="another audit key"):
        call_command("verify_audit", "--checkpoint", str(file))


def test_without_a_file_the_checkpoint_is_printed_on_one_line(log: list[AuditEntry]) -> None:
    out = StringIO()
    call_command("audit_checkpoint", stdout=out)

    assert out.getvalue().count("\n") == 1
    assert [chain["entries"] for chain in checkpoints.load(out.getvalue())["chains"]] == [6, 2]


def test_after_a_drop_the_log_is_verified_from_the_checkpoint_before_it(
    file: Path, log: list[AuditEntry], acme: Organization
) -> None:
    later = write(acme, 2)
    let_go(log[:3], (acme, 1))

    assert verified()["first_bad"] == log[2].pk
    assert verified("--since", str(file)) == {
        "ok": True, "entries": 7, "sealed": 7, "unsealed": 0, "first_bad": None,
    }  # fmt: skip
    let_go(log[3:], (acme, 2), (acme, 3))
    assert verified("--since", str(file))["ok"] is True
    let_go(later[:1])
    assert verified("--since", str(file))["first_bad"] == later[0].pk


def test_a_drop_hides_nothing_that_came_after_the_checkpoint(
    file: Path, log: list[AuditEntry], acme: Organization
) -> None:
    first, second = write(acme, 1), write(acme, 1)
    let_go(log + first, *((acme, number) for number in range(1, 5)))

    assert verified("--since", str(file))["first_bad"] == second[0].pk


def test_what_is_left_from_before_the_checkpoint_must_still_be_as_it_was(
    file: Path, log: list[AuditEntry], acme: Organization
) -> None:
    let_go(log[:2], (acme, 1))
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_entry SET outcome = 'forged' WHERE id = %s", [log[4].pk])

    assert verified("--since", str(file))["first_bad"] == log[4].pk
