"""The database refuses every change to the log, whoever asks and however."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from quotahit.accounts.models import Organization, User
from quotahit.accounts.organizations import delete_organization
from quotahit.audit.log import append
from quotahit.audit.models import AuditEntry, AuditSeal
from quotahit.audit.sealing import seal

ON_SQLITE = connection.vendor == "sqlite"
REFUSED = "append-only"


@pytest.fixture
def entry(acme: Organization) -> AuditEntry:
    """A sealed entry."""
    entry = append(acme, "system:test", "contact.created", ("crm.contact", 7), why={"import": 3})
    seal()
    return entry


def _refuses(sql: str) -> None:
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize("words", ["UPDATE {} SET mac = 'x'", "DELETE FROM {}", "DELETE FROM {} WHERE id > 0"])
def test_raw_sql_cannot_change_or_delete(entry: AuditEntry, table: str, words: str) -> None:
    _refuses(words.format(table))


@pytest.mark.skipif(ON_SQLITE, reason="SQLite knows no TRUNCATE; its DELETE without WHERE is refused above")
@pytest.mark.parametrize("words", ["TRUNCATE audit_entry", "TRUNCATE audit_entry, audit_seal RESTART IDENTITY CASCADE"])
def test_a_table_of_the_log_cannot_be_truncated(entry: AuditEntry, words: str) -> None:
    _refuses(words)


@pytest.mark.skipif(ON_SQLITE, reason="Only PostgreSQL has sessions that skip ordinary triggers")
def test_a_session_in_the_replica_role_meets_the_triggers_too(entry: AuditEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    _refuses("UPDATE audit_entry SET mac = 'x'")


@pytest.mark.skipif(not ON_SQLITE, reason="Only SQLite has inserts that replace")
@pytest.mark.parametrize("verb", ["REPLACE", "INSERT OR REPLACE"])
@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
def test_an_insert_cannot_replace_a_row(entry: AuditEntry, table: str, verb: str) -> None:
    _refuses(f"{verb} INTO {table} SELECT * FROM {table}")


@pytest.mark.skipif(not ON_SQLITE, reason="Only SQLite has inserts that replace")
def test_a_seal_cannot_be_replaced_through_its_number(entry: AuditEntry) -> None:
    _refuses(
        "REPLACE INTO audit_seal (organization_id, number, at, entries, previous, digest, mac) "
        "SELECT organization_id, number, at, entries, previous, digest, mac FROM audit_seal"
    )


def test_an_upsert_cannot_change_a_row(entry: AuditEntry) -> None:
    _refuses(
        "INSERT INTO audit_entry SELECT * FROM audit_entry WHERE true ON CONFLICT (id) DO UPDATE SET outcome = 'forged'"
    )


def test_no_model_method_changes_the_log(entry: AuditEntry) -> None:
    entry.outcome = "forged"
    attempts = [
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        AuditSeal.objects.all().delete,
        lambda: AuditEntry.objects.update(outcome=F("actor")),
        lambda: AuditEntry.objects.bulk_update([entry], ["outcome"]),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
            attempt()


def test_deleting_an_organization_leaves_its_entries(entry: AuditEntry, acme: Organization, alice: User) -> None:
    was = acme.pk

    delete_organization(acme, actor=alice)

    actions = AuditEntry.objects.filter(organization_id=was).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["contact.created", "organization.deleted"]


def test_flush_is_refused_outside_the_test_suite(entry: AuditEntry, settings: object) -> None:
    settings.AUDIT_MAY_BE_FLUSHED = False  # type: ignore[attr-defined]

    with pytest.raises(CommandError, match=REFUSED):
        call_command("flush", interactive=False)


def test_tables_of_the_log_and_only_they_are_named_audit(db: None) -> None:
    tables = {name for name in connection.introspection.table_names() if "audit" in name}

    assert tables == {"audit_entry", "audit_seal"}


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_commits_the_rows_are_gone_and_the_guard_stands(
    entry: AuditEntry, acme: Organization
) -> None:
    call_command("flush", interactive=False)

    assert not AuditEntry.objects.exists()
    assert not Organization.objects.exists()
    assert ContentType.objects.exists()  # made with the tables, not by a test
    append(None, "system:test", "contact.created")
    _refuses("DELETE FROM audit_entry")
