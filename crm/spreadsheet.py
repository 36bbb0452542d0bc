"""Cells that a spreadsheet program must not run as formulas."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def escaped(cell: str) -> str:
    """The cell as it may be written into a file: with an apostrophe before what would start a formula."""
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell


def unescaped(cell: str) -> str:
    """The text behind an escaped cell, so that a file of ours comes back as it was."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_STARTS_FORMULA) else cell
