"""What an erased row leaves behind: copies of the database, and on SQLite the space that it stood in."""

import logging
import mmap
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection

from quotahit import migrating
from quotahit.accounts.subjects.mentions import Mentions
from quotahit.accounts.subjects.subject import Subject

_log = logging.getLogger(__name__)


def remove_traces(subject: Subject, actor: object) -> Mapping[str, int]:
    """Delete the copies that name the person, and rewrite the database file without what was erased.

    A copy from before would bring the person back, and nothing in it can be cleared row by row: it may have been made
    by any earlier version.
    """
    doomed = [copy for copy in copies() if _holds(copy, subject.mentions)]
    for copy in doomed:
        copy.unlink()
    rewrite()
    return {"copies": len(doomed)} if doomed else {}


def copies() -> list[Path]:
    """The copies of the embedded database that were put aside before migrations."""
    return sorted((settings.HOME / "backups").glob("*.sqlite3"))


def rewrite() -> bool:
    """Write the embedded database anew, without the remains of deleted rows, and empty its write-ahead log.

    False where there is no such file, or where others kept it busy: then `rewrite_if_due` does it later.
    """
    if migrating.embedded_file() is None or connection.in_atomic_block:
        return False
    _due().touch()
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (is_busy, _, _) = cursor.fetchone()
    except OperationalError:
        is_busy = True
    if is_busy:
        _log.warning("The database file is in use and still holds the remains of deleted rows; this is tried again.")
    else:
        _due().unlink(missing_ok=True)
    return not is_busy


def rewrite_if_due() -> bool:
    """Do what an erasure could not, because the file was busy or the process ended."""
    return _due().exists() and rewrite()


def _due() -> Path:
    """The mark that a rewrite has begun and not come to its end."""
    return settings.HOME / "rewrite-database"


def _holds(copy: Path, mentions: Mentions) -> bool:
    return any(mentions.may_be_in(part) for part in _parts(copy))


def _parts(file: Path, size: int = 8 * 1024 * 1024, overlap: int = 4096) -> Iterator[bytes]:
    """The file's bytes in pieces that overlap, so that nothing is cut in two unseen."""
    if file.stat().st_size == 0:
        return
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for start in range(0, len(content), size):
            yield content[start : start + size + overlap]
