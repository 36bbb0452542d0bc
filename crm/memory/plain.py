"""Other people's words as plain text: nothing in a summary is mark-up, a script, a link or a place to fill in."""

import re
import unicodedata

_SCRIPT = re.compile(r"<\s*(script|style|iframe|svg)\b.*?(?:<\s*/\s*\1\s*>|$)", re.I | re.S)
_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,500}>")
_LINK = re.compile(r"(?:\b(?:https?|ftp|javascript|data|vbscript)\s*:|\bwww\.)\S*", re.I)
_MARKS = re.compile(r"[{<>}`|]+")  # template places, fences, tables and what is left of tags
_LOUD = ("<", ">", "{", "}", "`", "|", "://", "www.", "script:", "data:")  # without one of these nothing is taken out
LONGEST = 20_000


def plain(text: str) -> str:
    """One line of the words alone."""
    shown = unicodedata.normalize("NFKC", text[:LONGEST])
    shown = "".join(letter for letter in shown if letter.isspace() or unicodedata.category(letter)[0] != "C")
    shown = _TAG.sub(" ", _SCRIPT.sub(" ", shown))
    return " ".join(_MARKS.sub(" ", _LINK.sub(" ", shown)).split())


def on_a_line(text: str) -> str:
    """The same for words of ours, of which few need more than to stand on one line."""
    line = " ".join(text.split())
    return line if line.isprintable() and not any(mark in line for mark in _LOUD) else plain(text)


def cut(text: str, longest: int) -> str:
    """The text, shortened at a word where it is longer than that."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rsplit(' ', 1)[0].rstrip(' ,;:-')}…"
