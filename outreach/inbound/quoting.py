"""The new part of a mail, apart from what it quotes and from its signature."""

from dataclasses import dataclass

from outreach.inbound.folding import fold
from outreach.inbound.lexicon import matches, patterns

MOST_LINES = 5_000
LONGEST_ATTRIBUTION = 3  # lines
HEADER_WINDOW = 6  # lines in which a quoted header must show itself
LONGEST_NAME = 6  # words
LONGEST_SIGNATURE = 15  # lines after a closing such as "Best regards"


@dataclass(frozen=True)
class Reply:
    text: str
    signature: str
    quoted: str

    @property
    def own(self) -> str:
        """All that is not quoted."""
        return f"{self.text}\n{self.signature}".strip()


def split_reply(text: str) -> Reply:
    """Split a body into new text, signature and quoted text. Answers between quoted lines are new text."""
    lines = [line.rstrip() for line in text.split("\n")[:MOST_LINES]]  # also of the mark "-- "
    new: list[str] = []
    quoted: list[str] = []
    position = 0
    while position < len(lines):
        if lines[position].lstrip().startswith(">"):
            quoted.append(lines[position])
            position += 1
        elif length := _attribution(lines, position):
            marked = _next_is_marked(lines, position + length)
            end = position + length if marked else len(lines)
            quoted += lines[position:end]
            position = end
        elif _everything_below_is_quoted(lines, position):
            quoted += lines[position:]
            break
        else:
            new.append(lines[position])
            position += 1
    body, signature = _without_signature(new)
    return Reply("\n".join(body).strip(), "\n".join(signature).strip(), "\n".join(quoted).strip())


def _attribution(lines: list[str], position: int) -> int:
    """How many lines from here are "On … wrote:", 0 for none; it may be wrapped, but begins with its own line."""
    for length in range(1, LONGEST_ATTRIBUTION + 1):
        part = lines[position : position + length]
        if not part or not part[-1].strip():
            return 0
        marked = _next_is_marked(lines, position + length)
        if _attributes(part, marked):
            begins_later = any(_attributes(part[later:], False) for later in range(1, length))
            return 0 if begins_later else length
    return 0


def _attributes(part: list[str], marked: bool) -> bool:
    joined = fold(" ".join(line.strip() for line in part)[:500]).strip()
    if not joined.endswith(":"):
        return False
    return matches(joined, "quoting", "attribution") or (
        marked and matches(joined, "quoting", "attribution_above_marks")
    )


def _next_is_marked(lines: list[str], position: int) -> bool:
    following = next((line for line in lines[position : position + 4] if line.strip()), "")
    return following.lstrip().startswith(">")


def _everything_below_is_quoted(lines: list[str], position: int) -> bool:
    line = fold(lines[position][:300]).strip()
    if not line:
        return False
    return matches(line, "quoting", "separator") or (_header_name(line) is not None and _is_header(lines, position))


def _is_header(lines: list[str], position: int) -> bool:
    """Three different header lines close together are the head of a quoted mail."""
    window = [fold(line[:300]).strip() for line in lines[position : position + HEADER_WINDOW]]
    return len({name for line in window if (name := _header_name(line)) is not None}) >= 3


def _header_name(line: str) -> int | None:
    """Which of the four kinds of header line this is: from, sent, to or subject."""
    kinds = enumerate(patterns("quoting", "header"))
    return next((kind for kind, pattern in kinds if pattern.search(line)), None)


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """Cut at the signature mark, at a closing or a program's line near the end, or at a legal footer."""
    left = sum(1 for line in lines if line.strip())
    for position, line in enumerate(lines):
        plain = fold(line[:300]).strip()
        if not plain:
            continue
        near_end = position > 0 and left <= LONGEST_SIGNATURE
        if line == "--" or matches(plain, "quoting", "footer") or (near_end and _ends_mail(lines, position, plain)):
            return lines[:position], lines[position:]
        left -= 1
    return lines, []


def _ends_mail(lines: list[str], position: int, plain: str) -> bool:
    """A program's line, or a closing with nothing or a name after it ("Thanks, but …" goes on)."""
    if matches(plain, "quoting", "device"):
        return True
    name = next((line for line in lines[position + 1 :] if line.strip()), "")
    return matches(plain, "quoting", "closing") and len(name.split()) <= LONGEST_NAME
