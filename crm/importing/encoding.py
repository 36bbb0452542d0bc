"""In which encoding a file is written, and how to read it without losing a row to a stray byte.

A byte-order mark decides; then UTF-16 without one, by its zero bytes; then UTF-8, which other encodings hardly ever
happen to be. What is left is an 8-bit code page: names are too short for statistics of a language, so each candidate
is judged by the words it makes. The rest (Japanese, Chinese, Korean) is charset-normalizer's.
"""

import codecs
import re
import unicodedata
from pathlib import Path

from charset_normalizer import from_bytes

BYTE_ORDER_MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
STRAY_BYTES = "quotahit.stray_bytes"
# A code page and the letters beyond ASCII that are common where it is used; the earlier one wins a tie.
CODE_PAGES = [
    ("cp1252", "äöüßÄÖÜéèêëàâçîïôûùœñáíóúÁÉÍÓÚÑÀÈÇãõåøæÅØÆ€"),
    ("mac_roman", "äöüßÄÖÜéèêëàâçîïôûùœñáíóúÁÉÍÓÚÑÀÈÇãõåøæÅØÆ€"),
    ("cp850", "äöüßÄÖÜéèêëàâçîïôûùñáíóúÁÉÍÓÚÑÀÈÇãõåøæÅØÆ"),
    ("cp1250", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉŘŠŽőűäöüß€"),
    ("iso8859_2", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉŘŠŽőűäöüß"),
    ("cp1254", "çğıöşüÇĞİÖŞÜâ"),
]
OTHER_SCRIPTS = ["cp1251", "koi8_r", "cp1253", "cp932", "gb18030", "big5", "euc_kr", "euc_jp"]
SAMPLE_LINES = 2000
_WORD = re.compile(r"\w+(?:[^\w\s]\w+)*")
_INSIDE_WORDS = frozenset("-'’.&/@_+")


def detect_encoding(path: Path) -> str:
    """The codec to open the file with, `errors=STRAY_BYTES`."""
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, encoding in BYTE_ORDER_MARKS:
            if head.startswith(mark):
                return encoding
        if wide := _utf16_without_mark(head):
            return wide
        file.seek(0)
        good, bad = 0, []
        for line in file:
            if line.isascii():
                continue
            if _is_utf8(line):
                good += 1
            else:
                bad.append(line)
    # A few lines in another encoding do not make the file one: they are read by the error handler.
    if good >= 4 * len(bad):
        return "utf-8-sig"
    return _code_page(b"".join(bad[:SAMPLE_LINES]))


def _utf16_without_mark(head: bytes) -> str:
    """Delimiters and line ends are ASCII in every script: half of each is a zero byte, always on the same side."""
    zeros = {"utf-16-le": head[1::2].count(0), "utf-16-be": head[0::2].count(0)}
    wide = max(zeros, key=lambda encoding: zeros[encoding])
    # One character at the end may have been cut in half.
    text = head[: len(head) // 2 * 2].decode(wide, "replace").removesuffix("\ufffd")
    is_side_clear = zeros[wide] > max(0.03 * len(head) / 2, 10 * (sum(zeros.values()) - zeros[wide]))
    has_lines = any(end in text for end in "\r\n")
    return wide if is_side_clear and has_lines and all(map(_is_assigned, text)) else ""


def _is_assigned(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cn", "Co", "Cs") and letter != "\ufffd"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _code_page(sample: bytes) -> str:
    scores = {name: _plausibility(sample.decode(name, "replace"), frozenset(usual)) for name, usual in CODE_PAGES}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.3:
        return best
    match = from_bytes(sample, cp_isolation=OTHER_SCRIPTS).best()
    return match.encoding if match else best


def _plausibility(text: str, usual: frozenset[str]) -> float:
    """The mean worth of the letters beyond ASCII: 1 for a usual one, less for what no word would hold."""
    worth, foreign, inside = 0.0, 0, 0
    for word in _WORD.findall(text):
        marks = [_worth(word, at, usual) for at, letter in enumerate(word) if not letter.isascii()]
        # No Latin word of three letters and more is accented through and through.
        worth += -len(marks) if 2 < len(marks) > 0.7 * len(word) else sum(marks)
        inside += len(marks)
    foreign = sum(not letter.isascii() for letter in text)
    alone = sum(letter in usual for letter in text if not letter.isalpha()) - 0.2 * (foreign - inside)
    return (worth + alone) / max(foreign, 1)


def _worth(word: str, at: int, usual: frozenset[str]) -> float:
    letter = word[at]
    if not letter.isalpha():
        return 0.5 if letter in _INSIDE_WORDS else -2.0
    if letter.isupper() and at and word[at - 1].islower():
        return -1.0
    return 1.0 if letter in usual else 0.0


def _read_stray_bytes(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are wrong in the file's encoding as Windows Western, where most stray ones come from."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(STRAY_BYTES, _read_stray_bytes)
