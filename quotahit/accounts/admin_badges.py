"""A state as a page shows it: a coloured label in a list, plain words in a form."""

from typing import NamedTuple


class Badge(NamedTuple):
    """What `display(label=…)` is given: the code that has a colour, and the words."""

    code: str
    words: str

    def __str__(self) -> str:
        return str(self.words)
