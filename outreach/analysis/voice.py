"""How a message sounds beside its words: marks of exclamation, capitals, glad faces, length."""

import re

FACES = "\U0001f600-\U0001f60f\U0001f618\U0001f60d\U0001f929"
GLAD = re.compile(f"[{FACES}\U0001f389\U0001f525\U0001f680\U0001f64c\U0001f44f\u2764]")
WORDS = re.compile(r"[^\W\d_]{3,}")
SHOUTED = 2  # words in capitals
SHORT, MIDDLING, LONG = 15, 60, 300  # characters


def voice_of(text: str) -> dict[str, float]:
    """What is heard, each as 1."""
    heard = {
        "!one": "!" in text,
        "!many": text.count("!") > 1,
        "!!": any(mark in text for mark in ("!!", "!?", "?!")),
        "!caps": sum(word.isupper() for word in WORDS.findall(text)) >= SHOUTED,
        "!glad": bool(GLAD.search(text)),
        "!trails off": "..." in text or "…" in text,
        "!asks twice": "??" in text,
        "!short": len(text) < SHORT,
        "!middling": SHORT <= len(text) < MIDDLING,
        "!long": len(text) > LONG,
        "!small": text[:1].islower(),
    }
    return {name: 1.0 for name, is_heard in heard.items() if is_heard}
