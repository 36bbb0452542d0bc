"""Bytes of a mail to text, whatever their label claims."""

import codecs

from charset_normalizer import from_bytes

SAMPLE = 16_000  # bytes shown to the detector, which is slow on long input
NOT_FOR_TEXT = {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "shift_jis": "cp932",
    "iso2022_jp": "iso2022_jp_2",
}


def decode(raw: bytes, declared: str = "") -> tuple[str, bool]:
    """Return the text and whether its label told the truth. Never raises; the unreadable becomes U+FFFD."""
    codec = _codec(declared)
    if b"\x1b$" in raw:
        codec = "iso2022_jp_2"  # Japanese escapes, often unlabelled
    elif not raw.isascii() and codec != "utf-8" and _strict(raw, "utf-8") is not None:
        codec = "utf-8"  # other codings of real text are almost never valid UTF-8
    text = _strict(raw, codec or "utf-8")
    if text is not None:
        return clean(text), True
    return clean(raw.decode(_detected(raw), errors="replace")), False


def clean(text: str) -> str:
    """Drop what a database or a terminal refuses: NUL and lone surrogates."""
    return text.replace("\x00", "").encode("utf-8", errors="replace").decode("utf-8")


def _codec(declared: str) -> str:
    """The Python codec for a declared charset, "" when there is none that is safe for text."""
    try:
        name = codecs.lookup(declared.strip().strip("\"'") or "utf-8").name
    except (LookupError, ValueError):
        return ""
    return "" if name in NOT_FOR_TEXT else SUPERSETS.get(name, name)


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except (LookupError, ValueError):
        return None


def _detected(raw: bytes) -> str:
    best = from_bytes(raw[:SAMPLE]).best()
    return best.encoding if best else "cp1252"
