"""Results as text for a person."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

WIDEST = 60


def as_table(results: list[dict[str, Any]]) -> Iterator[str]:
    """Many results as rows under their names, with the count of each kind; a single one as a list."""
    if len(results) == 1:
        yield from _as_list(results[0])
    elif results:
        names = list(results[0])
        yield from _rows([names, *([str(result[name]) for name in names] for result in results)])
        yield ""
        yield from (
            f"{count:5} {kind}" for kind, count in Counter(row.get("kind", "") for row in results).most_common()
        )
    else:
        yield "Nothing found."


def _as_list(result: dict[str, Any]) -> Iterator[str]:
    for name, value in result.items():
        if isinstance(value, dict):
            yield f"{name}:"
            yield from (f"  {key}: {_flat(inner)}" for key, inner in value.items())
        else:
            yield f"{name}: {value}"


def _flat(value: Any) -> str:
    return ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else str(value)


def _rows(rows: list[list[str]]) -> Iterator[str]:
    widths = [min(max(len(row[column]) for row in rows), WIDEST) for column in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
