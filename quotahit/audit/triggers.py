"""The database itself refuses every change to the log.

SQLite: triggers against update, delete and the replacing forms of INSERT (which delete without firing a delete
trigger). PostgreSQL: triggers against update, delete and TRUNCATE, ENABLE ALWAYS so that a session in the replica role
meets them too. Who owns the tables can still drop the triggers: then the chain of seals and macs tells.

A later migration that makes SQLite rebuild one of the tables drops its triggers: it must call `guard` again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_entry", "audit_seal")
# What a replacing INSERT would delete: rows that meet the new one in a unique key.
_TAKEN = {
    "audit_entry": "id = NEW.id",
    "audit_seal": "id = NEW.id OR (organization_id IS NEW.organization_id AND number = NEW.number)",
}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers."""
    _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def unguard(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers."""
    _run(connection, _drop_postgresql() if connection.vendor == "postgresql" else _drop_sqlite())


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """For the flush between tests alone: nothing in the product calls it."""
    unguard(connection)
    try:
        yield
    finally:
        guard(connection)


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite() -> list[str]:
    refusals = [
        f"CREATE TRIGGER {table}_refuses_{name} BEFORE {act} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in TABLES
        for name, act, when in (
            ("update", "UPDATE", ""),
            ("delete", "DELETE", ""),
            ("replace", "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {_TAKEN[table]})"),
        )
    ]
    worklist = (
        "CREATE TRIGGER audit_entry_is_unsealed AFTER INSERT ON audit_entry "
        "BEGIN INSERT INTO unsealed_entry (entry_id) VALUES (NEW.id); END"
    )
    return [*refusals, worklist]


def _drop_sqlite() -> list[str]:
    names = [f"{table}_refuses_{act}" for table in TABLES for act in ("update", "delete", "replace")]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in (*names, "audit_entry_is_unsealed")]


_POSTGRESQL_FUNCTIONS = [
    """
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE OR REPLACE FUNCTION audit_is_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO unsealed_entry (entry_id) SELECT id FROM fresh; RETURN NULL; END $$
    """,
]


def _postgresql() -> list[str]:
    statements = list(_POSTGRESQL_FUNCTIONS)
    for table in TABLES:
        statements += [
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuses_change",
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuses_truncate",
        ]
    return [
        *statements,
        "CREATE TRIGGER audit_entry_is_unsealed AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS fresh "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_unsealed()",
        "ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_is_unsealed",
    ]


def _drop_postgresql() -> list[str]:
    triggers = [(table, f"{table}_refuses_{act}") for table in TABLES for act in ("change", "truncate")]
    return [
        f"DROP TRIGGER IF EXISTS {trigger} ON {table}"
        for table, trigger in (*triggers, ("audit_entry", "audit_entry_is_unsealed"))
    ]
