"""Places in a draft that only a person can fill in, and the check that they have."""

import re

_BLANK = re.compile(r"\[[^\[\]\n]+ here\.\]")


def blank(what: str) -> str:
    """A place to fill in: `blank("Answer the question")` reads "[Answer the question here.]"."""
    return f"[{what} here.]"


def filled(text: str, words: str) -> str:
    """The text with these words in every place to fill in."""
    return _BLANK.sub(lambda _: words, text)


def blanks_in(*texts: str) -> list[str]:
    """The places that nobody has filled in yet, in order."""
    return [found for text in texts for found in _BLANK.findall(text)]
