"""An installation is backed up and restored by the commands themselves, in homes of their own."""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as configured
from django.db import connection

from quotahit.backup import BackupError, restore

LIST = "First name,Last name,Email\nDana,Diaz,dana@globex.example\nEli,Ek,eli@initech.example\n"


class Installation:
    """One home, with its database."""

    def __init__(self, home: Path, database_url: str = "") -> None:
        self.home = home
        own = {"QUOTAHIT_HOME": str(home)} | ({"DATABASE_URL": database_url} if database_url else {})
        self.environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | own

    def manage(self, *words: str, code: int = 0) -> str:
        command = [sys.executable, str(configured.BASE_DIR / "manage.py"), *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        assert done.returncode == code, done.stderr
        return done.stdout or done.stderr


@pytest.fixture
def make(
    tmp_path: Path,
    django_db_setup: None,
    furnish_home: Callable[[Path], None],
    kept_database: str,
    request: pytest.FixtureRequest,
):
    """`make("old")`: an installation without data, on the kind of database that this run tests."""

    def installation(name: str) -> Installation:
        home = tmp_path / name
        if connection.vendor == "sqlite":
            furnish_home(home)
            return Installation(home)
        given = connection.settings_dict
        server = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT'] or 5432}"
        database = f"{given['NAME']}_{name}"
        with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{database}"')
            admin.execute(f'CREATE DATABASE "{database}" TEMPLATE "{kept_database}"')
        request.addfinalizer(lambda: _drop(server, database))
        return Installation(home, f"{server}/{database}")

    return installation


def _drop(server: str, database: str) -> None:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def test_what_was_backed_up_is_there_again_elsewhere(make, tmp_path: Path) -> None:
    old, new, backup = make("old"), make("new"), tmp_path / "backup.tar.gz"
    (tmp_path / "list.csv").write_text(LIST)
    (tmp_path / "other.csv").write_text(LIST.replace("Dana", "Dora").replace("Eli", "Ed"))
    old.manage("import_contacts", str(tmp_path / "list.csv"), "--json")
    assert json.loads(old.manage("backup", str(backup), "--json"))["file"] == str(backup)
    assert backup.stat().st_mode & 0o077 == 0

    new.manage("import_contacts", str(tmp_path / "other.csv"), "--json")
    told = new.manage("restore", str(backup), code=1)
    assert "--replace" in told, "data that is here is not overwritten unasked"
    restored = json.loads(new.manage("restore", str(backup), "--replace", "--json"))

    assert restored["audit"]["ok"]
    assert restored["audit"]["entries"] > 0
    assert (new.home / "secrets.env").read_text() == (old.home / "secrets.env").read_text()
    assert json.loads(new.manage("import_contacts", str(tmp_path / "list.csv"), "--json"))["unchanged"] == 2


@pytest.mark.django_db
def test_what_is_no_backup_changes_nothing(tmp_path: Path, settings) -> None:
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    text, other = tmp_path / "no-archive", tmp_path / "other.tar.gz"
    text.write_bytes(b"not an archive")
    with tarfile.open(other, "w:gz") as archive:
        archive.add(text, "something")
    for file, why in ((text, "cannot be read"), (other, "not a backup"), (tmp_path / "nowhere", "cannot be read")):
        with pytest.raises(BackupError, match=why):
            restore(file, replace=True)
    assert list(settings.HOME.iterdir()) == []
