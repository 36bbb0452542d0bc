"""Whoever gets past the triggers is given away by the chain."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from quotahit.accounts.models import Organization
from quotahit.audit.log import Act, append, append_many
from quotahit.audit.models import AuditEntry, AuditSeal, Unsealed
from quotahit.audit.sealing import seal
from quotahit.audit.triggers import lifted
from quotahit.audit.verifying import verify

COLUMNS = "organization_id, at, actor, action, subject_type, subject_id, why, outcome, mac"


def _act(organization: Organization, number: int) -> Act:
    return Act(
        organization.pk, "agent:outreach", "email.sent", ("outreach.delivery", number), {"step": number, "p": 0.4}
    )


@pytest.fixture
def log(acme: Organization, rival: Organization) -> list[AuditEntry]:
    """Nine entries of two organizations: six sealed in two batches each, three not yet."""
    entries = append_many([_act(acme, 1), _act(rival, 2), _act(acme, 3)])
    seal()
    entries += append_many([_act(acme, 4), _act(acme, 5), _act(rival, 6)])
    seal()
    return entries + append_many([_act(rival, 7), _act(acme, 8), _act(acme, 9)])


@pytest.fixture
def tamper(log: list[AuditEntry]) -> Iterator[Callable[..., None]]:
    """Run SQL with the triggers dropped, as one could who owns the tables."""

    def run(*statements: str) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    with lifted(connection):
        yield run


def _verify(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    try:
        call_command("verify_audit", "--json", *arguments, stdout=out)
        code = 0
    except SystemExit as end:
        code = end.code
    report = json.loads(out.getvalue())
    assert code == (0 if report["ok"] else 1)
    return report


def test_an_untouched_log_holds_and_what_waits_for_a_seal_is_no_error(log: list[AuditEntry]) -> None:
    assert _verify() == {"ok": True, "entries": 9, "sealed": 6, "unsealed": 3, "first_bad": None}


def test_one_organization_is_verified_alone(log: list[AuditEntry], rival: Organization) -> None:
    assert _verify("--organization", "rival") == {
        "ok": True, "entries": 3, "sealed": 2, "unsealed": 1, "first_bad": None,
    }  # fmt: skip


def test_the_log_of_a_deleted_organization_is_verified_by_its_id(log: list[AuditEntry], rival: Organization) -> None:
    gone = rival.pk
    rival.delete()

    assert _verify("--organization", str(gone))["entries"] == 3


def test_an_unknown_organization_is_wrong_use(log: list[AuditEntry]) -> None:
    with pytest.raises(CommandError, match="no organization “nobody”") as refusal:
        call_command("verify_audit", "--organization", "nobody")

    assert refusal.value.returncode == 2


@pytest.mark.parametrize("position", [0, 4, 7], ids=["in the first seal", "in the second", "unsealed"])
@pytest.mark.parametrize(
    "change",
    [
        "organization_id = organization_id + 7",
        "at = '2020-01-01 00:00:00'", "actor = 'user:1'", "action = 'email.blocked'",
        "subject_type = 'crm.contact'", "subject_id = 99", """why = '{"step": 99}'""", "outcome = 'refused'",
        "mac = 'ab'", "id = 99999999",
    ],
)  # fmt: skip
def test_an_edit_of_any_column_names_the_entry(
    log: list[AuditEntry], tamper: Callable[..., None], position: int, change: str
) -> None:
    tamper(f"UPDATE audit_entry SET {change} WHERE id = {log[position].pk}")

    assert _verify()["first_bad"] == log[position].pk


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite stores nonsense in a typed column")
@pytest.mark.parametrize("change", ["at = 'yesterday'", "why = '[1]'", "subject_id = 'seven'", "mac = x'00ff'"])
def test_nonsense_in_a_column_is_a_finding_and_no_crash(
    log: list[AuditEntry], tamper: Callable[..., None], change: str
) -> None:
    tamper(f"UPDATE audit_entry SET {change} WHERE id = {log[4].pk}")

    assert _verify()["first_bad"] == log[4].pk


def test_a_deleted_entry_is_named_sealed_or_not(log: list[AuditEntry], tamper: Callable[..., None]) -> None:
    tamper(f"DELETE FROM audit_entry WHERE id = {log[7].pk}")
    assert _verify()["first_bad"] == log[7].pk

    tamper(f"DELETE FROM audit_entry WHERE id = {log[3].pk}")
    assert _verify()["first_bad"] == log[3].pk


def test_an_inserted_entry_is_named_even_after_it_was_sealed(log: list[AuditEntry], acme: Organization) -> None:
    values = f"{acme.pk}, '2026-11-20 10:00:00', 'user:1', 'deal.won', 'crm.deal', 1, '{{}}', 'done', '{'a' * 64}'"
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO audit_entry (id, {COLUMNS}) VALUES (500, {values})")
    assert _verify()["first_bad"] == 500

    seal()

    assert _verify() == {"ok": False, "entries": 10, "sealed": 10, "unsealed": 0, "first_bad": 500}


@pytest.mark.parametrize("position", [1, 8])
def test_a_copy_of_a_genuine_entry_is_named(log: list[AuditEntry], position: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO audit_entry (id, {COLUMNS}) SELECT 500, {COLUMNS} FROM audit_entry "
            f"WHERE id = {log[position].pk}"
        )

    assert _verify()["first_bad"] == 500


@pytest.mark.parametrize("position", [0, 4, 7], ids=["in the first seal", "in the second", "unsealed"])
def test_a_replaced_entry_is_named(log: list[AuditEntry], tamper: Callable[..., None], position: int) -> None:
    """REPLACE deletes a row and inserts another under its id; where the database has no such word, the two do it."""
    changed = COLUMNS.replace("outcome", "'forged' AS outcome")
    tamper(
        f"CREATE TEMPORARY TABLE forged AS SELECT id, {changed} FROM audit_entry WHERE id = {log[position].pk}",
        f"DELETE FROM audit_entry WHERE id = {log[position].pk}",
        f"INSERT INTO audit_entry (id, {COLUMNS}) SELECT id, {COLUMNS} FROM forged",
        "DROP TABLE forged",
    )

    assert _verify()["first_bad"] == log[position].pk


@pytest.mark.skipif(connection.vendor != "sqlite", reason="Only SQLite has inserts that replace")
def test_an_entry_replaced_by_a_genuine_one_is_named(log: list[AuditEntry], tamper: Callable[..., None]) -> None:
    first, second = log[0].pk, log[3].pk
    tamper(f"REPLACE INTO audit_entry (id, {COLUMNS}) SELECT {first}, {COLUMNS} FROM audit_entry WHERE id = {second}")

    assert _verify()["first_bad"] == first


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_cut_tail_whose_seals_stay_is_named_by_its_first_entry(
    log: list[AuditEntry], tamper: Callable[..., None], count: int
) -> None:
    tail = ", ".join(str(entry.pk) for entry in log[6 - count : 6])
    tamper(f"DELETE FROM audit_entry WHERE id IN ({tail})")

    assert _verify()["first_bad"] == log[6 - count].pk


def test_several_faults_are_named_by_the_first_entry(log: list[AuditEntry], tamper: Callable[..., None]) -> None:
    tamper(
        f"UPDATE audit_entry SET outcome = 'forged' WHERE id = {log[8].pk}",
        f"DELETE FROM audit_entry WHERE id = {log[4].pk}",
        f"UPDATE audit_entry SET outcome = 'forged' WHERE id = {log[2].pk}",
    )

    assert _verify()["first_bad"] == log[2].pk


@pytest.mark.parametrize(("one", "other"), [(0, 2), (0, 3), (3, 8), (7, 8)])
def test_two_swapped_entries_are_named_by_the_first(
    log: list[AuditEntry], tamper: Callable[..., None], one: int, other: int
) -> None:
    first, second = log[one].pk, log[other].pk
    tamper(
        f"UPDATE audit_entry SET id = 900 WHERE id = {first}",
        f"UPDATE audit_entry SET id = {first} WHERE id = {second}",
        f"UPDATE audit_entry SET id = {second} WHERE id = 900",
    )

    assert _verify()["first_bad"] == first


@pytest.mark.parametrize(
    "change",
    [
        "organization_id = organization_id + 7", "number = 9",
        "at = '2020-01-01 00:00:00'", "entries = '[]'", "entries = '{\"a\": 1}'",
        "previous = 'ab'", "digest = 'ab'", "mac = 'ab'",
    ],
)  # fmt: skip
def test_an_edit_of_any_column_of_a_seal_shows(
    log: list[AuditEntry], acme: Organization, tamper: Callable[..., None], change: str
) -> None:
    tamper(f"UPDATE audit_seal SET {change} WHERE organization_id = {acme.pk} AND number = 1")

    report = _verify()

    assert report["ok"] is False
    assert report["first_bad"] is not None


@pytest.mark.parametrize("number", [1, 2], ids=["from the middle", "off the end"])
def test_a_seal_that_was_cut_out_leaves_its_entries_behind(
    log: list[AuditEntry], acme: Organization, tamper: Callable[..., None], number: int
) -> None:
    tamper(f"DELETE FROM audit_seal WHERE organization_id = {acme.pk} AND number = {number}")

    assert _verify()["first_bad"] == log[0 if number == 1 else 3].pk


def test_an_entry_that_two_seals_list_is_named(log: list[AuditEntry]) -> None:
    Unsealed.objects.create(entry_id=log[0].pk)
    seal()

    assert _verify()["first_bad"] == log[0].pk


def test_a_log_written_under_another_key_does_not_hold(log: list[AuditEntry], settings: Any) -> None:
    settings.AUDIT_KEY = b"another"

    assert _verify()["first_bad"] == log[0].pk


def test_in_words_the_report_says_what_is_wrong(log: list[AuditEntry], tamper: Callable[..., None]) -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue() == "The log holds: 9 entries, 6 sealed, 3 waiting for a seal.\n"

    tamper(f"UPDATE audit_entry SET outcome = 'forged' WHERE id = {log[0].pk}")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_audit", stdout=out)
    assert f"the first is entry {log[0].pk}: it was changed" in out.getvalue()


@pytest.mark.parametrize(
    "why",
    [
        {},
        {"n": 1, "x": 0.1, "list": [1, "a", None, True], "z": {"b": 1, "a": 2}},
        {3: 1, 20: 2},
        {"word": "Ünïcødé \u2028"},
    ],
)
def test_what_is_logged_comes_back_from_the_database_as_it_was(acme: Organization, why: dict[Any, Any]) -> None:
    append(acme, "system:test", "test.done", why=why)
    append(None, "system:test", "test.done", why=why)
    seal()

    assert verify().faults == []
    assert set(AuditSeal.objects.values_list("number", flat=True)) == {1}


@pytest.mark.parametrize("why", [{"n": float("nan")}, {"n": 1e300}, {"n": object()}])
def test_what_would_come_back_otherwise_is_refused(acme: Organization, why: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        append(acme, "system:test", "test.done", why=why)
