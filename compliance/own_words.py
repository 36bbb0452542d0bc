"""The part of a message that its writer wrote now: without quoted mail, without signature, wrapped lines joined.

Enough for a first look at a raw message on receipt; the full reading of a mail stands above this room.
"""

import re

WRAPPED_AT = 60  # a line this long was broken by the mail program, not by its writer
QUOTE_BELOW = re.compile(
    r"^\s*(-{2,}.{0,40}(original|forwarded|ursprüngliche|weitergeleitet|message d'origine|transféré|mensaje|reenviado)"
    r"|_{10,}\s*$"
    r"|(on|am|le|el|il|op|em)\b.{6,200}"
    r"\b(wrote|schrieb|geschrieben|a écrit|escribió|ha scritto|schreef|escreveu)\b.{0,80}:\s*$"
    r"|(from|von|de|da|van)\s*:\s.{3,200}$(?=\n(sent|date|gesendet|datum|envoyé|enviado|inviato|verzonden|to|an|à|para)\s*:))",
    re.I | re.M,
)
SIGNATURE = re.compile(r"^--\s*$", re.M)
DEVICE_LINE = re.compile(
    r"^\s*(sent from (my|yahoo|outlook|mail|proton)|von meinem .{2,30} gesendet|gesendet mit|envoyé de(puis)? mon"
    r"|enviado desde mi|inviato da|verzonden vanaf|get outlook for|outlook für|diese nachricht wurde von meinem).*$",
    re.I | re.M,
)


def own_words(text: str) -> str:
    """The writer's own words in `text`; may be empty."""
    text = text.replace("\r\n", "\n")
    kept = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))
    for mark in (QUOTE_BELOW, SIGNATURE):
        if found := mark.search(kept):
            kept = kept[: found.start()]
    return _joined(DEVICE_LINE.sub("", kept)).strip()


def _joined(text: str) -> str:
    """Lines that were only wrapped become one."""
    joined: list[str] = []
    last = ""
    for line in text.split("\n"):
        if joined and line.strip() and len(last) >= WRAPPED_AT:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line)
        last = line
    return "\n".join(joined)
