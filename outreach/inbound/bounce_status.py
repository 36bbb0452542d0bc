"""The RFC 3463 code of a bounce, stated or read from its words, and what it asks of us."""

import re
from functools import cache

from outreach.inbound.folding import fold
from outreach.inbound.lexicon import compiled, load
from outreach.inbound.reading import BounceAction

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
REPLY_CODE = re.compile(r"(?<![\d.\-/:])(4[2-7]|5[0-7])\d(?=[\s\-:,;>\])]|$)", re.MULTILINE)
GENERIC = "0"
VAGUE_SUBJECTS = {"0", "2", "3", "5"}  # written by systems that know no better; the others are meant
LOOKED_AT = 4_000  # characters of explanation


def status_of(stated: str, explanation: str, *, delayed: bool = False) -> str:
    """The most telling code: the stated one, else one within the explanation, else what its words mean.

    `stated` is a report's Status field or ""; `explanation` the reply of the other server or the notice itself.
    """
    own = next(iter(codes_in(stated)), "")
    if _is_precise(own):
        return own
    others = codes_in(explanation[:LOOKED_AT])
    if precise := next((code for code in others if _is_precise(code)), ""):
        return precise
    generic = own or next(iter(others), "")
    severity = generic[:1] or _severity(explanation, delayed=delayed)
    meaning = _meaning(explanation)
    if meaning and (not generic or generic.split(".")[1] in (VAGUE_SUBJECTS | {meaning.split(".")[0]})):
        return f"{severity}.{meaning}"
    return generic or f"{severity}.0.0"


def codes_in(text: str) -> list[str]:
    """Enhanced codes of a failure in a text, in order."""
    return [".".join(found) for found in ENHANCED.findall(text) if found[0] != "2"]


def action_for(status: str) -> BounceAction:
    """What to do after a bounce with this code, by the longest prefix in the table."""
    table = load("bounce_actions")
    digits = status.split(".")
    for length in range(len(digits), 0, -1):
        if action := table.get(".".join(digits[:length])):
            return BounceAction(action)
    return BounceAction.NONE


def _is_precise(code: str) -> bool:
    return bool(code) and code.split(".")[2] != GENERIC


def _severity(explanation: str, *, delayed: bool) -> str:
    """4 when it may pass, 5 when it is final."""
    reply = REPLY_CODE.search(explanation[:LOOKED_AT])
    return reply[0][0] if reply else ("4" if delayed else "5")


def _meaning(explanation: str) -> str:
    text = fold(explanation[:LOOKED_AT])
    return next((code for code, words in _rules() if any(word.search(text) for word in words)), "")


@cache
def _rules() -> tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]:
    return tuple((rule["code"], tuple(compiled(word) for word in rule["words"])) for rule in load("statuses"))
