"""The catalogues of translations: written by people as `.po`, read by Django as `.mo`, which is made here where it is
missing or older. So nothing generated is kept in the repository, and no machine needs GNU gettext."""

import io
import os
from pathlib import Path
from secrets import token_hex


def compiled(sources: Path, target: Path) -> Path:
    """The folder `target` with every catalogue of `sources` compiled; only what has changed is compiled anew."""
    for source in sorted(sources.glob("*/LC_MESSAGES/*.po")):
        made = (target / source.relative_to(sources)).with_suffix(".mo")
        written = source.stat().st_mtime_ns
        if not made.exists() or made.stat().st_mtime_ns != written:
            _compile(source, made, written)
    return target


def _compile(source: Path, made: Path, written: int) -> None:
    """Write beside and put in place in one step: another process may be reading, or doing the same. The file bears the
    time of its source, so that an older version of the product finds it out of date as well."""
    from babel.messages import mofile, pofile  # slow to load, and seldom needed

    catalogue = pofile.read_po(io.BytesIO(source.read_bytes()), abort_invalid=True)
    made.parent.mkdir(parents=True, exist_ok=True)
    beside = made.with_suffix(f".{token_hex(4)}")
    with beside.open("wb") as file:
        mofile.write_mo(file, catalogue)
    os.utime(beside, ns=(written, written))
    beside.replace(made)
