"""On SQLite a deleted row leaves its bytes in the file and in the log beside it: after an erasure it must not."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="It is about the file of the embedded database")
PLANTED = (b"quixworth", b"zelda", b"2125550147")
SECRETS = {"secrets.env"}


@pytest.fixture
def home(tmp_path: Path, furnish_home: Callable[[Path], None]) -> Path:
    furnish_home(tmp_path / "home")
    return tmp_path / "home"


def manage(home: Path, *arguments: str) -> dict[str, Any]:
    """The answer of a command in a process of its own, with a database of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments, "--json"],
        env=environment | {"QUOTAHIT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def where(home: Path) -> set[str]:
    """The files below the home that hold any of the words."""
    files = [file for file in home.rglob("*") if file.is_file() and file.name not in SECRETS]
    return {file.name for file in files if any(word in file.read_bytes().lower() for word in PLANTED)}


def table(folder: Path, *rows: tuple[str, ...]) -> str:
    file = folder / "list.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([("First Name", "Last Name", "Email", "Phone", "Country", "Notes"), *rows])
    return str(file)


def test_no_byte_of_an_erased_person_is_left_in_any_file(home: Path, tmp_path: Path) -> None:
    zelda = ("Zelda", "Quixworth", "zelda@quixworth.example", "(212) 555-0147", "US", "Zelda likes tea. " * 400)
    others = [("Erin", f"Evans{n}", f"erin{n}@hooli.example", "", "US", "") for n in range(300)]
    manage(home, "import_contacts", table(tmp_path, *others[:150], zelda, *others[150:]))
    (home / "backups").mkdir(exist_ok=True)
    (home / "backups" / "before.sqlite3").write_bytes((home / "quotahit.sqlite3").read_bytes())
    manage(home, "import_contacts", table(tmp_path, zelda, ("Zelda", "Quixworth", "broken", "", "US", "")), "--dry-run")
    assert where(home) >= {"quotahit.sqlite3", "before.sqlite3", "errors.csv"}

    report = manage(home, "erase_subject", "ZELDA@quixworth.example", "--yes")

    assert where(home) == set()
    assert report["copies"] == 1
    assert manage(home, "verify_audit")["ok"] is True
    again = ("zelda", "quixworth", "Zelda+x@Quixworth.EXAMPLE", "212.555.0147", "US", "tea")
    imported = manage(home, "import_contacts", table(tmp_path, again, *others))
    assert (imported["failed"], imported["unchanged"], imported["created"]) == (1, 300, 0)
    assert "ERASED_SUPPRESSED" in Path(imported["error_file"]).read_text()
    assert where(home) == set()
