"""Text brought to the one plain form that lexicons and date readers look at."""

import unicodedata

LIMIT = 20_000  # characters of the new part that are looked at
PLAIN = str.maketrans(
    {
        "ß": "ss",
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        **dict.fromkeys("‘’‚‛´`ʼ′", "'"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("<>[]*_|", " "),  # mark-up of mail programs
        "…": ".",
        "→": "-",
    }
)
UMLAUTS = {"ä": "ae?", "ö": "oe?", "ü": "ue?"}  # a pattern matches "zurück", "zuruck" and "zurueck"
WRAPPED_AT = 45  # a shorter line ended because its writer ended it


def fold(text: str) -> str:
    """Lower case without accents, typographic quotes and dashes; private-use characters are dropped."""
    decomposed = unicodedata.normalize("NFKD", text[:LIMIT].lower().translate(PLAIN))[: 2 * LIMIT]  # letters can unfold
    return "".join(char for char in decomposed if unicodedata.category(char) not in ("Mn", "Co"))


def fold_pattern(pattern: str) -> str:
    """A regular expression written in real spelling, made to match folded text."""
    return "".join(UMLAUTS.get(char) or (char if char.isascii() else fold(char)) for char in pattern)


def sentences(text: str) -> str:
    """Folded text with one statement or paragraph a line: lines that were only wrapped are joined."""
    joined: list[str] = []
    last = "."
    for line in text[:LIMIT].splitlines():
        line = " ".join(line.split())
        goes_on = line[:1].islower() or len(last) >= WRAPPED_AT
        if line and last and goes_on and last[-1] not in ".!?:;":
            joined[-1] += " " + line
        else:
            joined.append(line)
        last = line
    return fold("\n".join(joined))
