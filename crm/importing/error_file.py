"""The error file: every row that failed or lost a cell, as it stood, with its number and the reasons.

Of a person who was erased nothing but the number of the row is written down.

The import remembers how many bytes of the file belong to the rows that are written, so that what a crash left behind
is overwritten, and no line is doubled or lost.
"""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from crm.importing.mapping import OF_ERROR_FILE
from crm.importing.outcomes import RowOutcome
from crm.spreadsheet import escaped


def append_errors(path: Path, size: int, headers: Sequence[str], outcomes: Sequence[RowOutcome]) -> int:
    """Write the rows with something to say after the first `size` bytes; returns the new size, 0 for no file yet."""
    noted = [outcome for outcome in outcomes if outcome.notes]
    if not noted:
        return size
    text = io.StringIO()
    writer = csv.writer(text)
    if size == 0:
        writer.writerow([*OF_ERROR_FILE, *map(escaped, headers)])
    for outcome in noted:
        cells = outcome.lead.cells if outcome.may_be_kept else [""] * len(headers)
        writer.writerow([outcome.lead.number, outcome.result.value, _reason(outcome), *map(escaped, cells)])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(text.getvalue().encode())
        return file.tell()


def _reason(outcome: RowOutcome) -> str:
    return escaped("; ".join(outcome.notes))
