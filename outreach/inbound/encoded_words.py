"""Header text as people read it: unfolded, with RFC 2047 words decoded."""

import binascii
import re
from email.quoprimime import header_decode

from outreach.inbound.charsets import decode

WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")  # the space between two words is not text


def readable(raw: str) -> str:
    """A raw field, as the parser gives it with stray bytes as surrogates, to text."""
    text, _ = decode(" ".join(raw.split()).encode("utf-8", errors="surrogateescape"))
    if "=?" not in text:
        return text
    runs: list[tuple[str, bytes]] = []
    position = 0
    text = BETWEEN_WORDS.sub(r"\1", text)
    for word in WORD.finditer(text):
        _extend(runs, "utf-8", text[position : word.start()].encode())
        _extend(runs, word[1].partition("*")[0].lower(), _bytes_of(word[2], word[3]))
        position = word.end()
    _extend(runs, "utf-8", text[position:].encode())
    return "".join(decode(part, charset)[0] for charset, part in runs)


def _extend(runs: list[tuple[str, bytes]], charset: str, part: bytes) -> None:
    """Join neighbours of one charset before decoding: some senders cut a character in two."""
    if not part:
        return
    if runs and runs[-1][0] == charset:
        runs[-1] = (charset, runs[-1][1] + part)
    else:
        runs.append((charset, part))


def _bytes_of(coding: str, body: str) -> bytes:
    if coding in "qQ":
        return header_decode(body).encode("latin-1", errors="replace")
    try:
        return binascii.a2b_base64(body + "=" * (-len(body) % 4))
    except (binascii.Error, ValueError):
        return body.encode()
