"""The embedded mode has one seat, and the database is copied aside before it changes."""

import sqlite3
from contextlib import closing
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from quotahit import migrating
from quotahit.embedded import AlreadyRunning, hold_the_only_seat

ROOMS = {"accounts", "audit", "events", "llm", "workflow", "compliance", "crm", "outreach", "agents"}


def test_a_second_web_process_is_refused_with_a_way_out(tmp_path):
    with hold_the_only_seat(tmp_path), pytest.raises(AlreadyRunning, match="REDIS_URL"):
        hold_the_only_seat(tmp_path)


def test_the_seat_is_free_again_once_its_holder_is_gone(tmp_path):
    hold_the_only_seat(tmp_path).close()
    hold_the_only_seat(tmp_path).close()


def test_a_database_with_rows_is_copied_aside_whole(tmp_path, settings):
    settings.HOME = tmp_path
    file = tmp_path / "quotahit.sqlite3"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE lead (name TEXT)")
        database.execute("INSERT INTO lead VALUES ('Dana')")
    copy = migrating.put_aside(file)
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("SELECT name FROM lead").fetchall() == [("Dana",)]


@pytest.mark.parametrize("content", [None, b""])
def test_nothing_is_copied_where_there_is_no_data_yet(tmp_path, settings, content):
    settings.HOME = tmp_path
    file = tmp_path / "quotahit.sqlite3"
    if content is not None:
        file.write_bytes(content)
    assert migrating.put_aside(file) is None


@pytest.mark.django_db
def test_tables_of_an_earlier_build_are_taken_as_they_are_and_half_of_them_are_not():
    recorder = MigrationRecorder(connection)
    replacing = [migration for migration in MigrationLoader(connection).disk_migrations.values() if migration.replaces]
    ours = [migration for migration in replacing if migration.app_label in ROOMS]
    old = sorted(f"{app}.{name}" for migration in ours for app, name in migration.replaces)
    # The names that the builds before the first release recorded, as they were then.
    assert (len(old), sha256("\n".join(old).encode()).hexdigest()[:16]) == (79, "7554ce41f1465331")
    for migration in ours:
        recorder.record_unapplied(migration.app_label, migration.name)
        for app, name in migration.replaces:
            recorder.record_applied(app, name)
    assert not migrating.is_behind()
    call_command("migrate", verbosity=0)

    recorder.record_unapplied("crm", "0019_words_of_messages_and_notes")
    with pytest.raises(SystemCheckError, match=r"half-way to crm\.0002_beyond_models"):
        call_command("migrate", verbosity=0, skip_checks=False)
